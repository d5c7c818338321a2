"""The page on conformance lists the differences that are recognised, and no others."""

from __future__ import annotations

import pytest

from conformance import page
from conformance.refusals import REFUSALS, Refusal, recognise
from sourcebook.engines.quirks import QUIRKS


def test_the_page_lists_exactly_what_is_recognised() -> None:
    known = {quirk.id for quirk in (*QUIRKS, *REFUSALS)}
    assert list(page.listed()) == sorted(known)


@pytest.mark.parametrize("quirk", [*QUIRKS, *REFUSALS], ids=lambda quirk: quirk.id)
def test_the_page_names_the_clause_that_decides(quirk: object) -> None:
    clause: str = quirk.clause
    row = page.listed()[quirk.id]
    words = clause.split(":", maxsplit=1)[0].split(", ") if ":" in clause else []
    assert all(f"`{word}`" in row or word in row for word in words)


@pytest.mark.parametrize(
    ("theirs", "ours", "quirk"),
    [
        (['field-error: constraint "jsonSchema" is not supported by type "object"'], [], "Q10"),
        (['field-error: example value "abc" for field "id" is not valid'], [], "Q30"),
        (["error: ... requires unique labels in the header"], [], "Q33"),
        ([], ["resources[0].schema.uniqueKeys: is empty."], "Q31"),
        ([], ["resources[0].schema.fields[1].type: there is no type 'colour'."], None),
        (['field-error: field type "colour" is not supported'], [], None),
    ],
)  # fmt: skip
def test_a_refusal_is_recognised_by_its_reason(
    theirs: list[str], ours: list[str], quirk: str | None
) -> None:
    refusal = Refusal("case", tuple(theirs), not theirs, tuple(ours), not ours)
    assert recognise(refusal) == quirk


def test_one_reason_that_is_no_quirk_is_enough_for_a_difference() -> None:
    reasons = ("resources[0].schema.uniqueKeys: is empty.", "resources[1].path: is missing.")
    assert recognise(Refusal("case", (), True, reasons, False)) is None
