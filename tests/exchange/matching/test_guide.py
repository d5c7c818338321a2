"""The guide to matching is run as it is written: its files, its commands, what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from command import run
from exchange.matching.events import read
from small import change

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "match.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_guide_shows_what_the_commands_say(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    for kind, block in blocks:
        first, _, rest = block.partition("\n")
        if kind in ("yaml", "csv"):
            file = tmp_path / first.removeprefix("# ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rest, encoding="utf-8", newline="\n")
    pairs, decided = (block for kind, block in blocks if kind == "text")
    match, accept = (block for kind, block in blocks if kind == "sh")
    assert run(tmp_path, *shlex.split(match)[1:]) == (0, pairs, "")
    for row in read(tmp_path / "pairs.csv"):
        columns = [
            "decision",
            "best",
            "rank",
            "score",
            "dataset_a",
            "id_a",
            "dataset_b",
            "id_b",
            "reasons",
        ]
        assert "| " + " | ".join(row[name] for name in columns).lstrip() + " |" in text
    change(tmp_path / "pairs.csv", ",true,1,", "same,true,1,")
    change(tmp_path / "pairs.csv", ",true,2,", "different,true,2,")
    _, last = accept.splitlines()
    assert run(tmp_path, *shlex.split(last)[1:]) == (0, decided, "")
