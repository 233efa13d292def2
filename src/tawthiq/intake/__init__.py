"""Brings files and pages into records."""
