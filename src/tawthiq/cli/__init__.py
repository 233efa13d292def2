"""The command line: one command per task, each calling one public function."""

from tawthiq.cli.main import main

__all__ = ["main"]
