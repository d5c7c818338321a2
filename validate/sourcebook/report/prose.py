"""Text of strangers in Markdown that stays text: no tag, link, image, emoji, mention or reference.

Forges look for ``@names``, ``#numbers``, commits and addresses in what Markdown has made, so that
no escaping within Markdown hides them; they leave code alone. So a word that they or Markdown could
read is shown as code, and all others as they are. Nothing is left out.
"""

from __future__ import annotations

import re

from sourcebook.report.visible import visible

_READ = re.compile(
    r"""
    [@\#`\\|$~^*\[\]{}&]      # mentions, references, Markdown's own signs
    | :// | www\. | :\S*:     # addresses and emoji
    | (?<!\w)[!%](?=\w)       # GitLab's merge requests and milestones
    | \bGH-\d
    | \b[0-9a-f]{7,40}\b      # commits
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIRST = re.compile(r"[-+=_]+|\d+[.)]")
"""What begins a list, a rule or a heading at the start of a line."""
_SIGNS = re.compile(r"[<>]|(?<![^\W_])_|_(?![^\W_])")
_ESCAPES = {"<": "&lt;", ">": "&gt;", "_": "\\_"}
_SPACES = re.compile(" +")


def prose(text: str) -> str:
    """The text on one line, to stand anywhere in a paragraph, a list item or a heading."""
    pieces = _SPACES.split(visible(text))
    gaps = _SPACES.findall(visible(text))
    shown = [code(piece) if _FIRST.fullmatch(piece) else _word(piece) for piece in pieces[:1]]
    shown += map(_word, pieces[1:])
    wide = [" " + "&nbsp;" * (len(gap) - 1) for gap in gaps]
    return "".join(word + gap for word, gap in zip(shown, [*wide, ""], strict=True))


def _word(word: str) -> str:
    if _READ.search(word):
        return code(word)
    return _SIGNS.sub(lambda found: _ESCAPES[found[0]], word)


def code(text: str) -> str:
    """The text as a code span (CommonMark 0.31.2, section 6.1)."""
    line = visible(text)
    if not line:
        return ""
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{fence}{pad}{line}{pad}{fence}"
