"""A package as a deposit at Zenodo, which gives it a DOI.

Each state of a deposit is a class (see ``states``), and a step is a method of the state in which it
may be taken, so that the steps can't run in another order. Source of the interface: Zenodo's REST
API, https://developers.zenodo.org (deposits, bucket files, actions, errors, rate limits).
"""

from sourcebook.catalogue.zenodo.access import SANDBOX, TOKEN, Server, ZenodoError, server
from sourcebook.catalogue.zenodo.plan import Plan, plan
from sourcebook.catalogue.zenodo.states import Draft, Filled, Initial, Published

__all__ = [
    "SANDBOX",
    "TOKEN",
    "Draft",
    "Filled",
    "Initial",
    "Plan",
    "Published",
    "Server",
    "ZenodoError",
    "plan",
    "server",
]
