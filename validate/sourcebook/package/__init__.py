"""The package: a valid dataset as a folder of CSV and Parquet that stands alone."""

from sourcebook.package.build import InvalidDatasetError, build
from sourcebook.package.history import Change, Entry, History

__all__ = ["Change", "Entry", "History", "InvalidDatasetError", "build"]
