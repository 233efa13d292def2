"""Exports of a casebook, read back: the records as they are, with their ids."""
