"""Documented totals: what is counted, what is left out and why, shares and trends."""
