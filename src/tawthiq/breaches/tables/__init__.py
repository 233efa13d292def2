"""Whole tables of events against agreements: the same tests, as arrays."""
