"""Runs the command line: `python -m tawthiq`."""

from tawthiq.cli.main import main

if __name__ == "__main__":
    main()
