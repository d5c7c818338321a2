"""How a finding stands: waived by somebody, and old or new against a base.

All is checked first, and every finding kept; then each is marked, and only those that are neither
waived nor old can fail. Nothing is dropped on the way, so that every total stays exact.
"""

from sourcebook.standing.verdict import validate

__all__ = ["validate"]
