"""Whether the licences of what is in a dataset let it be published. Ours; ``redistribution``.

    redistribution: {allowed: false, because: "rows of NAME, whose terms forbid it"}

It stands in the descriptor of a dataset and in that of every package built of it. Without it, a
dataset may be published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare.node import Node

WORD = "redistribution"
_WORDS = ("allowed", "because")


def check_redistribution(node: Node) -> None:
    """Note what is wrong with it. What can't be read as a permission must not pass for one."""
    if not node.given(WORD):
        return
    below = node.at(WORD)
    if not below.is_object():
        return
    for word in below.mapping():
        if word not in _WORDS:
            below.wrong("is not a word of it.", did_you_mean(word, _WORDS), at=word)
    if "allowed" not in below.mapping():
        below.wrong("is missing.", "Write true or false.", at="allowed")
    elif not isinstance(below.value["allowed"], bool):
        value = said(below.value["allowed"])
        below.wrong(f"must be true or false, not {value}.", "Mend it.", at="allowed")
    elif below.value["allowed"] is False:
        below.text("because", required=True)


def check_publishable(name: str, descriptor: Mapping[str, Any] | None) -> None:
    """Raise ``UseError`` where a descriptor says that what it describes is not to be published."""
    given = (descriptor or {}).get(WORD)
    if given is None or (isinstance(given, dict) and given.get("allowed") is True):
        return
    because = given.get("because") if isinstance(given, dict) else None
    why = str(because).rstrip(".") if because else f"its {WORD!r} does not allow it"
    raise UseError(
        f"{name}: is not to be published: {why}. Keep it to yourself, or remove these rows and "
        f"then {WORD!r} from its descriptor."
    )
