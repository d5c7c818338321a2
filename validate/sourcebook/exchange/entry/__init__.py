"""One row, entered in a browser: what a page is given so that it can check by the declaration.

``entry`` gives all of a table: a JSON Schema of its cells, the rules that a browser can tell, the
keys that there are, and the words for what is wrong. A page never turns away what the engines take;
what it can't tell is named, and checked when the row is handed in.
"""

from sourcebook.exchange.entry.asked import Entry, Input, entries
from sourcebook.exchange.entry.json_schema import Told, told

__all__ = ["Entry", "Input", "Told", "entries", "told"]
