"""Figures put into words, charts, maps and pages, in English and Arabic."""
