"""A dataset project of one's own: what given tables look like, declared, and all files around it.

What is proposed of a table is proposed with what in its data speaks for it. A person decides: a
proposal that would be a guess is not made, and is told as a doubt.
"""

from sourcebook.starting.proposal import Doubt, Proposal, Said
from sourcebook.starting.start import Started, start

__all__ = ["Doubt", "Proposal", "Said", "Started", "start"]
