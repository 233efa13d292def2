"""Where records rest, with every revision they ever had."""

from tawthiq.register.register import BatchResult, Register, State

__all__ = ["BatchResult", "Register", "State"]
