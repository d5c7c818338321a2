"""The package: a valid dataset as a folder of CSV and Parquet that stands alone."""

from sourcebook.package.build import InvalidDatasetError, build

__all__ = ["InvalidDatasetError", "build"]
