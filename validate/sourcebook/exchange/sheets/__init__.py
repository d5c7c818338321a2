"""Spreadsheets for people who don't use git: a form made of the declaration, and read back.

``template`` writes the form, ``bring`` reads one that is filled in: its rows are added to the
tables, all of them or none, or every fault is told with its cell.
"""

from sourcebook.exchange.sheets.bringing import Brought, bring
from sourcebook.exchange.sheets.faults import Fault
from sourcebook.exchange.sheets.template import template

__all__ = ["Brought", "Fault", "bring", "template"]
