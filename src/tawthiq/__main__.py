"""Runs the command line: `python -m tawthiq`."""

from tawthiq.cli import main

if __name__ == "__main__":
    main()
