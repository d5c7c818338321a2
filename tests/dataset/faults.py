"""Mistakes against the standard: each kind of constraint, key and fault of a file's structure.

They stand, where they can, in tables that few rules read, so that many of them fit into one copy.
"""

from __future__ import annotations

from dataset.cases import (
    EXPRESSION,
    STANDARD,
    Case,
    Find,
    add,
    drop,
    find,
    put,
    site,
    text,
    warn,
)
from dataset.copies import Column, File, Swap

IRAN = ("groups", "grp-0061", "ucdp_actor", "114")
LAST_NAME = ("grp-0081", "Unnamed faction of the TTP", "en")
KHORASAN = ("groups", "grp-0002", "ucdp_actor", "234")
RIVAL = ("inc-00003", "grp-0010", "perpetrator")

TYPES = (
    Case(
        "a toll is a word",
        STANDARD,
        (put("incidents", "inc-00003", deaths_low="many"),),
        (find("type-error", "incidents", "inc-00003", "deaths_low"),),
    ),
    Case(
        "a set is a fraction",
        STANDARD,
        (put("incident_actors", RIVAL, alternative_set="1.5"),),
        (find("type-error", "incident_actors", RIVAL, "alternative_set"),),
    ),
    Case(
        "a latitude is in degrees and minutes",
        STANDARD,
        (put("places", "plc-0446", latitude="34 deg 31 min"),),
        (find("type-error", "places", "plc-0446", "latitude"),),
    ),
    Case(
        "a total has a comma",
        STANDARD,
        (put("group_statistics", "sta-0001", value="1,063"),),
        (find("type-error", "group_statistics", "sta-0001", "value"),),
    ),
    Case(
        "a date stands the other way round",
        STANDARD,
        (put("incidents", "inc-00003", date_end="02.11.2014"),),
        (find("type-error", "incidents", "inc-00003", "date_end"),),
    ),
    Case(
        "a day does not exist",
        STANDARD,
        (put("sources", "src-00002", accessed_on="2023-02-29"),),
        (find("type-error", "sources", "src-00002", "accessed_on"),),
    ),
    Case(
        "a truth value is a word",
        STANDARD,
        (put("claims", "clm-000038", adopted="yes"),),
        (find("type-error", "claims", "clm-000038", "adopted"),),
    ),
)

CONSTRAINTS = (
    Case(
        "a required text is empty",
        STANDARD,
        (put("group_statistics", "sta-0001", locator=""),),
        (find("constraint-error", "group_statistics", "sta-0001", "locator"),),
        "required",
    ),
    Case(
        "a required code is empty",
        STANDARD,
        (put("incident_actors", RIVAL, attribution=""),),
        (find("constraint-error", "incident_actors", RIVAL, "attribution"),),
        "required",
    ),
    Case(
        "an address stands twice",
        STANDARD,
        (
            put(
                "sources",
                "src-00003",
                url="https://indiadailydigital.com/2022/asia-news/islamic-state-expanding-footprint-in-pakistan",
            ),
        ),
        (find("unique-error", "sources", "src-00003", "url"),),
        "unique",
    ),
    Case(
        "a number of the gazetteer stands twice",
        STANDARD,
        (put("places", "plc-0463", geonames_id="12524485"),),
        (find("unique-error", "places", "plc-0463", "geonames_id"),),
        "unique",
    ),
    Case(
        "a toll is negative",
        STANDARD,
        (put("incidents", "inc-00003", deaths_low="-1"),),
        (find("constraint-error", "incidents", "inc-00003", "deaths_low"),),
        "minimum",
    ),
    Case(
        "an incident is older than the dataset",
        STANDARD,
        (put("incidents", "inc-00003", date_start="2013-12-31"),),
        (find("constraint-error", "incidents", "inc-00003", "date_start"),),
        "minimum",
    ),
    Case(
        "an incident is younger than the dataset",
        STANDARD,
        (put("incidents", "inc-00003", date_start="2024-01-01"),),
        (find("constraint-error", "incidents", "inc-00003", "date_start"),),
        "maximum",
    ),
    Case(
        "a latitude is beyond the pole",
        STANDARD,
        (put("places", "plc-0446", latitude="134.52813"),),
        (find("constraint-error", "places", "plc-0446", "latitude"),),
        "maximum",
    ),
    Case(
        "a name is too short",
        STANDARD,
        (put("places", "plc-0446", name="Q"),),
        (find("constraint-error", "places", "plc-0446", "name"),),
        "min_length",
    ),
    Case(
        "an area is too long",
        STANDARD,
        (put("group_statistics", "sta-0001", area="Waziristan" * 6 + "x"),),
        (find("constraint-error", "group_statistics", "sta-0001", "area"),),
        "max_length",
    ),
    Case(
        "a language is no code",
        STANDARD,
        (put("group_names", LAST_NAME, language="English"),),
        (find("constraint-error", "group_names", (*LAST_NAME[:2], "English"), "language"),),
        "pattern",
    ),
    Case(
        "an attack type is not in the vocabulary",
        STANDARD,
        (put("incidents", "inc-00003", attack_type="bombing"),),
        (find("constraint-error", "incidents", "inc-00003", "attack_type"),),
        "categories of string",
    ),
    Case(
        "a code differs by a capital",
        STANDARD,
        (put("external_ids", IRAN, match="Exact"),),
        (find("constraint-error", "external_ids", IRAN, "match"),),
        "categories of string",
    ),
    Case(
        "a clarity is not on the scale",
        STANDARD,
        (put("incidents", "inc-00003", event_clarity="3"),),
        (find("constraint-error", "incidents", "inc-00003", "event_clarity"),),
        "categories of integer",
    ),
)

KEYS = (
    # The cells of a key are required as well, and the standard has a fault for each of the two;
    # frictionless-py calls a key empty only where all of its cells are: Q06.
    Case(
        "a part of the key is empty",
        STANDARD,
        (put("external_ids", IRAN, external_id=""),),
        (
            find("constraint-error", "external_ids", (*IRAN[:3], ""), "external_id"),
            Find("primary-key", "external_ids", (*IRAN[:3], ""), by=EXPRESSION),
        ),
    ),
    Case(
        "the key is empty",
        STANDARD,
        (put("group_statistics", "sta-0001", statistic_id=""),),
        (
            find("constraint-error", "group_statistics", "", "statistic_id"),
            find("primary-key", "group_statistics", "", "statistic_id"),
        ),
    ),
    Case(
        "a row stands twice",
        STANDARD,
        (add("external_ids", IRAN),),
        (find("primary-key", "external_ids", IRAN),),
    ),
    Case(
        "a key stands twice with other cells",
        STANDARD,
        (add("claims", "clm-000001", claim_id="clm-000002", value="65"),),
        (find("primary-key", "claims", "clm-000002", "claim_id"),),
    ),
    Case(
        "a total cites a source that is not there",
        STANDARD,
        (put("group_statistics", "sta-0001", source_id="src-99999"),),
        (find("foreign-key", "group_statistics", "sta-0001", "source_id"),),
    ),
    Case(
        "a cited source is deleted",
        STANDARD,
        (drop("sources", "src-00021"),),
        (
            find("foreign-key", "claims", "clm-000084", "source_id"),
            find("foreign-key", "claims", "clm-000085", "source_id"),
        ),
    ),
    Case(
        "a parent is not there",
        STANDARD,
        (site("plc-9001", parent_id="plc-9999"),),
        (find("foreign-key", "places", "plc-9001", "parent_id"),),
    ),
)


def row(
    code: str,
    table: str,
    key: tuple[str, ...],
    *,
    field: str | None = None,
    column: int | None = None,
    below: int = 0,
    by: tuple[str, ...] = (),
) -> Find:
    """A fault of a row's structure; a row that is blank has no key."""
    tells = ("row", "line") if below else ("row", "line", "key")
    return Find(code, table, key, field, column=column, below=below, tells=tells, by=by)


def label(code: str, table: str, column: int, field: str | None = None) -> Find:
    """A fault of the header."""
    return Find(code, table, field=field, column=column)


STRUCTURE = (
    # Where frictionless-py calls a row blank it says of its key, too, that it is empty: Q04.
    Case(
        "a line is blank",
        STANDARD,
        (text("external_ids", KHORASAN, "", "\n"),),
        (
            row("blank-row", "external_ids", KHORASAN, below=1),
            row("primary-key", "external_ids", KHORASAN, below=1, by=("frictionless",)),
        ),
    ),
    Case(
        "a line has commas only",
        STANDARD,
        (text("group_names", ("grp-0001", "TTP", "en"), "", ",,,,\n"),),
        (
            row("blank-row", "group_names", ("grp-0001", "TTP", "en"), below=1),
            row(
                "primary-key",
                "group_names",
                ("grp-0001", "TTP", "en"),
                below=1,
                by=("frictionless",),
            ),
        ),
    ),
    Case(
        "a row has a cell too many",
        STANDARD,
        (text("external_ids", KHORASAN, ",broad", ",broad,more"),),
        (row("extra-cell", "external_ids", KHORASAN, column=6),),
    ),
    Case(
        "a row has two cells too many",
        STANDARD,
        (text("group_names", LAST_NAME, ",Latn", ",Latn,,more"),),
        (
            row("extra-cell", "group_names", LAST_NAME, column=6),
            row("extra-cell", "group_names", LAST_NAME, column=7),
        ),
    ),
    Case(
        "a comma stands in the last cell",
        STANDARD,
        (
            text(
                "group_statistics",
                ("sta-0519",),
                '"96 + 104 = 200, not 300 (internal inconsistency)"',
                "96 + 104 = 200, not 300",
            ),
        ),
        (row("extra-cell", "group_statistics", ("sta-0519",), column=19),),
    ),
    Case(
        "a row has a cell too few",
        STANDARD,
        (text("group_statistics", ("sta-0001",), "in 2008,", "in 2008"),),
        (row("missing-cell", "group_statistics", ("sta-0001",), field="note"),),
    ),
    # A cell that is not there is an empty one besides, and this one is required.
    Case(
        "a row has a required cell too few",
        STANDARD,
        (text("external_ids", IRAN, ",exact", ""),),
        (
            row("missing-cell", "external_ids", IRAN, field="match"),
            find("constraint-error", "external_ids", IRAN, "match"),
        ),
    ),
    Case(
        "a label is empty",
        STANDARD,
        (text("external_ids", None, "scheme,", ","),),
        (label("blank-label", "external_ids", 3),),
    ),
    Case(
        "a label stands twice",
        STANDARD,
        (text("group_names", None, ",name_type", ",name"),),
        (label("duplicate-label", "group_names", 4),),
    ),
    Case(
        "a column is in no schema",
        STANDARD,
        (Column("external_ids", "comment", "seen"),),
        (label("extra-label", "external_ids", 6),),
    ),
    Case(
        "a column is missing",
        STANDARD,
        (Column("external_ids", None),),
        (label("missing-label", "external_ids", 5, "match"),),
    ),
    Case(
        "a column that other tables need is missing",
        STANDARD,
        (Column("groups", None),),
        (label("missing-label", "groups", 9, "summary"),),
    ),
    Case(
        "a label is misspelt",
        STANDARD,
        (text("group_statistics", None, ",measure,", ",mesure,"),),
        (label("incorrect-label", "group_statistics", 7),),
    ),
    Case(
        "a file is not in UTF-8",
        STANDARD,
        (Swap("places", "Badakhshān".encode(), "Badakhshân".encode("latin-1")),),
        (Find("encoding-error", "places", ("plc-0006",), tells=("line",)),),
    ),
    Case(
        "a file is not there",
        STANDARD,
        (File("external_ids", None),),
        (Find("source-error", "external_ids"),),
    ),
    Case(
        "a file is empty",
        STANDARD,
        (File("group_names", b""),),
        (Find("source-error", "group_names"),),
    ),
    Case(
        "the incidents are not there",
        STANDARD,
        (File("incidents", None),),
        (Find("source-error", "incidents"),),
    ),
    Case(
        "the groups are not there",
        STANDARD,
        (File("groups", None),),
        (Find("source-error", "groups"),),
    ),
    Case(
        "the sources are empty",
        STANDARD,
        (File("sources", b""),),
        (Find("source-error", "sources"),),
    ),
    Case(
        "a quoted line break stands before a wrong cell",
        STANDARD,
        (
            put("group_statistics", "sta-0002", note="one\ntwo\nthree"),
            put("group_statistics", "sta-0400", value="many"),
        ),
        (find("type-error", "group_statistics", "sta-0400", "value"),),
    ),
    Case(
        "a quoted line break stands before a broken rule",
        EXPRESSION,
        (
            put("group_statistics", "sta-0002", note="one\ntwo\nthree"),
            put("group_statistics", "sta-0400", qualifier="exact"),
        ),
        (find("statistic-range-complete", "group_statistics", "sta-0400"),),
    ),
)

FORMULAS = (
    Case(
        "a note begins with a sign",
        STANDARD,
        (put("group_statistics", "sta-0005", note="=one, two"),),
        (warn("formula-cell", "group_statistics", "sta-0005", "note"),),
    ),
)

FAULTS = (*TYPES, *CONSTRAINTS, *KEYS, *STRUCTURE, *FORMULAS)
