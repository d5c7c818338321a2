"""What is offered for a word that is not known: what is near to it, and nothing else."""

from __future__ import annotations

import pytest

from sourcebook.exchange.sheets.nearness import meant, near

GROUPS = (
    "Lashkar-e-Jhangvi", "Lashkar-i-Jhangvi", "Lashkar-e-Islam", "LI", "Jaish-e-Mohammed", "SSP",
    "Jaish al-Adl", "Baloch Liberation Army", "Baloch Raaji Aaajohi e Sangar", "Army of God", "Swat",
    "Quetta", "Peshawar", "grp-0001", "grp-0002",
    "Dubai City wedding hall, which is near the city and the hills of the valley",
)  # fmt: skip
WORDS = {
    "a letter is missing": ("Peshwar", ["Peshawar"]),
    "other marks": ("lashkar e jhangvi", ["Lashkar-e-Jhangvi", "Lashkar-i-Jhangvi"]),
    "another vowel": ("Baluch Liberation Army", ["Baloch Liberation Army"]),
    "a part of names": ("Jaish", ["Jaish-e-Mohammed", "Jaish al-Adl"]),
    "more than a name": ("Swat valley", ["Swat"]),
    "another order": ("Army, Baloch Liberation", ["Baloch Liberation Army"]),
    "a key with a letter more": ("grp-0001x", ["grp-0001"]),
    "words of a long text": ("city", []),
    "letters within": ("Police", []),
    "a few letters alike": ("Red Cross", []),
    "another key": ("grp-9999", []),
    "no letters": ("?!", []),
    "nothing": ("", []),
}  # fmt: skip


@pytest.mark.parametrize(("word", "offers"), WORDS.values(), ids=WORDS)
def test_only_what_is_near_is_offered(word: str, offers: list[str]) -> None:
    assert near(word, GROUPS, lambda name: [name]) == offers


def test_of_many_that_have_the_word_none_is_offered() -> None:
    names = [f"deaths_{each}" for each in ("low", "best", "high", "civilian")]
    assert near("deaths", names, lambda name: [name]) == []
    assert near("deaths", names[:3], lambda name: [name]) == names[:3]


def test_a_row_is_offered_once_whatever_its_names() -> None:
    rows = {"Lashkar-e-Jhangvi": ["a"], "Lashkar-i-Jhangvi": ["a", "b"]}
    assert near("Lashkar e Jhangvi", rows, rows.__getitem__) == ["a", "b"]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("incident", "Did you mean 'incidents'?"),
        ("actors", "Did you mean 'incident_actors'?"),
        ("events", "Known are: claims, incident_actors, incidents."),
    ],
)
def test_where_nothing_is_near_all_are_told(word: str, told: str) -> None:
    assert meant(word, ["incidents", "incident_actors", "claims"]) == told
