"""Tawthiq documents violations and says which of them breached which ceasefire."""

__version__ = "0.1.0"
