"""Events of two datasets that may be the same, for somebody to decide.

After the practice of MELTT: Donnay, Dunford, McGrath, Backer and Cunningham (2019), "Integrating
Conflict Event Data", Journal of Conflict Resolution 63(5). Pairs are looked for in a window of days
and km; what two datasets say of an event is made comparable (there by taxonomies, here by
crosswalks of actors and by the names of counts); candidates are scored by how far they agree; and
of many-to-many candidates each event keeps its best partner that is left. A person decides: nothing
is merged, and accepted pairs become rows of the dataset's own crosswalk (``accepting``).

``declared`` says what the events of a side are, ``sides`` reads them, ``shape`` brings them into
one shape, ``pairs`` finds the pairs, ``scoring`` and ``actors`` judge them, ``table`` writes them.
"""

from sourcebook.exchange.matching.matching import MEMORY, match
from sourcebook.exchange.matching.model import Crowd, Matched, Sum, Window

__all__ = ["MEMORY", "Crowd", "Matched", "Sum", "Window", "match"]
