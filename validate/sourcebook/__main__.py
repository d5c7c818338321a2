"""``python -m sourcebook`` is the command ``sourcebook``."""

import sys

from sourcebook.cli import main

if __name__ == "__main__":
    sys.exit(main())
