"""Mistakes against the rules of the dataset: at least one case for each rule."""

from __future__ import annotations

from dataset.cases import (
    EXPRESSION,
    QUERY,
    Case,
    add,
    drop,
    find,
    put,
    site,
    town,
    warn,
)

THIRTEEN = "one two three four five six seven eight nine ten eleven twelve thirteen"

INCIDENTS = [
    Case(
        "an incident ends before it begins",
        EXPRESSION,
        (put("incidents", "inc-00003", date_end="2013-12-31"),),
        (find("date-order", "incidents", "inc-00003"),),
    ),
    Case(
        "a day is said to be known to several days only",
        EXPRESSION,
        (put("incidents", "inc-00004", date_precision="2"),),
        (find("date-precision-fits-span", "incidents", "inc-00004"),),
    ),
    Case(
        "a month lacks its last day",
        EXPRESSION,
        (put("incidents", "inc-00036", date_end="2017-10-30"),),
        (find("month-is-whole", "incidents", "inc-00036"),),
    ),
    Case(
        "an incident known to the month is clear",
        EXPRESSION,
        (put("incidents", "inc-00026", event_clarity="1"),),
        (find("month-is-less-clear", "incidents", "inc-00026", "event_clarity"),),
    ),
    Case(
        "a town is known to the province only",
        QUERY,
        (put("incidents", "inc-00005", geo_precision="4"),),
        (find("geo-precision-fits-place", "incidents", "inc-00005", "geo_precision"),),
    ),
    Case(
        "an attack type is given twice",
        EXPRESSION,
        (put("incidents", "inc-00007", attack_type_2="suicide_bombing"),),
        (find("attack-types-listed-once", "incidents", "inc-00007", "attack_type_2"),),
    ),
    Case(
        "a third device stands after no second",
        EXPRESSION,
        (put("incidents", "inc-00008", device_3="firearm"),),
        (find("devices-without-gap", "incidents", "inc-00008"),),
    ),
    Case(
        "a device is given twice",
        EXPRESSION,
        (put("incidents", "inc-00009", device_2="firearm"),),
        (find("devices-listed-once", "incidents", "inc-00009"),),
    ),
    Case(
        "a suicide bombing is made with a firearm",
        EXPRESSION,
        (put("incidents", "inc-00013", device="firearm"),),
        (warn("device-fits-attack", "incidents", "inc-00013"),),
    ),
    Case(
        "an attack on civilians is one between armed groups",
        EXPRESSION,
        (put("incidents", "inc-00012", violence_type="non_state"),),
        (find("violence-type-follows-target", "incidents", "inc-00012", "violence_type"),),
    ),
    Case(
        "a death toll has no low estimate",
        EXPRESSION,
        (put("incidents", "inc-00014", deaths_low=""),),
        (find("deaths-complete", "incidents", "inc-00014"),),
    ),
    Case(
        "a number of injured has no high estimate",
        EXPRESSION,
        (put("incidents", "inc-00017", injured_high=""),),
        (find("injured-complete", "incidents", "inc-00017"),),
    ),
    Case(
        "the low estimate of deaths is above the best",
        EXPRESSION,
        (put("incidents", "inc-00019", deaths_low="71"),),
        (find("deaths-ordered", "incidents", "inc-00019"),),
    ),
    Case(
        "the low estimate of injured is above the best",
        EXPRESSION,
        (put("incidents", "inc-00020", injured_low="51"),),
        (find("injured-ordered", "incidents", "inc-00020"),),
    ),
    Case(
        "more policemen are killed than people",
        EXPRESSION,
        (put("incidents", "inc-00054", deaths_security="14"),),
        (find("parts-within-high", "incidents", "inc-00054"),),
    ),
    Case(
        "all parts are known and one is missing",
        EXPRESSION,
        (put("incidents", "inc-00116", deaths_unknown="0"),),
        (find("best-is-sum-of-parts", "incidents", "inc-00116"),),
    ),
    Case(
        "a part of the toll is no claim's",
        QUERY,
        (put("incidents", "inc-00022", deaths_civilian="0"),),
        (find("figure-has-one-adopted-claim", "incidents", "inc-00022"),),
    ),
    Case(
        "two claims on one figure are adopted",
        QUERY,
        (put("claims", "clm-000052", adopted="true"),),
        (find("figure-has-one-adopted-claim", "incidents", "inc-00085"),),
    ),
    Case(
        "the toll's scope is not that of its claim",
        QUERY,
        (put("incidents", "inc-00043", deaths_scope="excludes_attackers"),),
        (find("scope-follows-claim", "incidents", "inc-00043", "deaths_scope"),),
    ),
    Case(
        "the best estimate of deaths is not the adopted claim's",
        QUERY,
        (put("incidents", "inc-00107", deaths_best="3"),),
        (find("recompute-deaths", "incidents", "inc-00107", "deaths_best"),),
    ),
    Case(
        "low and high estimates of injured are no claims'",
        QUERY,
        (put("incidents", "inc-00110", injured_low="5", injured_high="11"),),
        (
            find("recompute-injured", "incidents", "inc-00110", "injured_low"),
            find("recompute-injured", "incidents", "inc-00110", "injured_high"),
        ),
    ),
    Case(
        "a part of the toll is not the adopted claim's",
        QUERY,
        (put("incidents", "inc-00134", deaths_security="4"),),
        (find("recompute-parts", "incidents", "inc-00134", "deaths_security"),),
    ),
    Case(
        "an incident of one source is reviewed",
        QUERY,
        (put("incidents", "inc-00002", status="reviewed"),),
        (find("reviewed-has-two-sources", "incidents", "inc-00002", "status"),),
    ),
    Case(
        "an unclear incident is reviewed",
        QUERY,
        (put("incidents", "inc-00050", status="reviewed"),),
        (find("reviewed-is-clear", "incidents", "inc-00050", "status"),),
    ),
    Case(
        "a dispute is not marked",
        QUERY,
        (put("incidents", "inc-00042", status="provisional"),),
        (find("dispute-is-marked", "incidents", "inc-00042", "status"),),
    ),
    Case(
        "an incident is disputed by nobody",
        QUERY,
        (put("incidents", "inc-00033", status="disputed"),),
        (find("disputed-has-dispute", "incidents", "inc-00033", "status"),),
    ),
    Case(
        "a reviewed incident is merged into another",
        QUERY,
        (put("incidents", "inc-00027", merged_into="inc-00300"),),
        (find("merged-is-withdrawn", "incidents", "inc-00027", "merged_into"),),
    ),
    Case(
        "an incident has no actor",
        QUERY,
        (drop("incident_actors", ("inc-00021", "grp-0067", "perpetrator")),),
        (find("incident-has-actor", "incidents", "inc-00021"),),
    ),
    Case(
        "nobody says anything of an incident",
        QUERY,
        (
            add(
                "incidents",
                "inc-00002",
                incident_id="inc-90001",
                date_start="2023-12-30",
                date_end="2023-12-30",
                deaths_low="",
                deaths_best="",
                deaths_high="",
                deaths_scope="",
            ),
            add(
                "incident_actors",
                None,
                incident_id="inc-90001",
                group_id="grp-0067",
                role="perpetrator",
                attribution="unattributed",
            ),
        ),
        (find("incident-has-claim", "incidents", "inc-90001"),),
    ),
    Case(
        "a group that claims the attack is no actor",
        QUERY,
        (drop("incident_actors", ("inc-00025", "grp-0043", "perpetrator")),),
        (find("named-group-is-actor", "incidents", "inc-00025"),),
    ),
    Case(
        "an incident stands twice under two keys",
        QUERY,
        (put("incidents", "inc-00257", date_start="2020-06-02", date_end="2020-06-02"),),
        (warn("near-duplicate-incident", "incidents", "inc-00257"),),
    ),
    Case(
        "a summary names a person",
        QUERY,
        (put("incidents", "inc-00028", summary="Bomb killed Captain Amir Zaman."),),
        (find("summary-names-nobody", "incidents", "inc-00028"),),
    ),
    Case(
        "a locality names a person",
        QUERY,
        (put("incidents", "inc-00032", locality="House of Senator Amir Zaman"),),
        (find("summary-names-nobody", "incidents", "inc-00032"),),
    ),
]

ACTORS = [
    Case(
        "an attribution is nobody's",
        QUERY,
        (
            put(
                "incident_actors",
                ("inc-00004", "grp-0001", "perpetrator"),
                attribution="attributed_by_authority",
            ),
        ),
        (
            find(
                "attribution-has-claim",
                "incident_actors",
                ("inc-00004", "grp-0001", "perpetrator"),
                "attribution",
            ),
        ),
    ),
    Case(
        "a named group is not attributed",
        QUERY,
        (
            put(
                "incident_actors",
                ("inc-00007", "grp-0010", "perpetrator"),
                attribution="unattributed",
                confidence="",
            ),
        ),
        (
            find(
                "unattributed-is-unidentified",
                "incident_actors",
                ("inc-00007", "grp-0010", "perpetrator"),
                "attribution",
            ),
        ),
    ),
    Case(
        "the unidentified actor stands beside a group",
        QUERY,
        (
            add(
                "incident_actors",
                None,
                incident_id="inc-00008",
                group_id="grp-0067",
                role="perpetrator",
                attribution="unattributed",
            ),
        ),
        (
            find(
                "unidentified-stands-alone",
                "incident_actors",
                ("inc-00008", "grp-0067", "perpetrator"),
            ),
        ),
    ),
    Case(
        "the only actor denies",
        QUERY,
        (drop("incident_actors", ("inc-00050", "grp-0067", "perpetrator")),),
        (
            find(
                "denial-leaves-unidentified",
                "incident_actors",
                ("inc-00050", "grp-0006", "perpetrator"),
            ),
        ),
    ),
    Case(
        "an alternative stands alone",
        QUERY,
        (put("incident_actors", ("inc-00016", "grp-0010", "perpetrator"), alternative_set="1"),),
        (
            find(
                "alternatives-are-several",
                "incident_actors",
                ("inc-00016", "grp-0010", "perpetrator"),
                "alternative_set",
            ),
        ),
    ),
    Case(
        "a claimed attack is of low confidence",
        QUERY,
        (put("incident_actors", ("inc-00017", "grp-0010", "perpetrator"), confidence="low"),),
        (
            find(
                "confidence-fits-attribution",
                "incident_actors",
                ("inc-00017", "grp-0010", "perpetrator"),
                "confidence",
            ),
        ),
    ),
    Case(
        "one of several rivals is certain",
        QUERY,
        (put("incident_actors", ("inc-00003", "grp-0010", "perpetrator"), confidence="high"),),
        (
            find(
                "rival-is-not-certain",
                "incident_actors",
                ("inc-00003", "grp-0010", "perpetrator"),
                "confidence",
            ),
        ),
    ),
    Case(
        "an incident is older than the group that claims it",
        QUERY,
        (put("incidents", "inc-00016", date_start="2014-02-03", date_end="2014-02-03"),),
        (
            warn(
                "group-active-at-date",
                "incident_actors",
                ("inc-00016", "grp-0010", "perpetrator"),
                "group_id",
            ),
        ),
    ),
]

CLAIMS = [
    Case(
        "a claim is about an incident that is not there",
        QUERY,
        (put("claims", "clm-000264", subject_id="inc-99999"),),
        (find("claim-names-real-cell", "claims", "clm-000264"),),
    ),
    Case(
        "a first day is no date",
        QUERY,
        (put("claims", "clm-000006", value="4 March"),),
        (find("claim-names-real-cell", "claims", "clm-000006"),),
    ),
    Case(
        "a group is said to have died",
        EXPRESSION,
        (put("claims", "clm-010018", field="deaths_best", value="40"),),
        (find("claim-field-of-its-table", "claims", "clm-010018", "field"),),
    ),
    Case(
        "a claim gives the point of a building",
        EXPRESSION,
        (put("claims", "clm-000495", value="34.512 N, 69.187 E"),),
        (find("claim-coordinates-are-coarse", "claims", "clm-000495", "value"),),
    ),
    Case(
        "a claim says nothing",
        EXPRESSION,
        (put("claims", "clm-000021", value=""),),
        (find("claim-says-something", "claims", "clm-000021"),),
    ),
    Case(
        "a number of children is a word",
        QUERY,
        (put("claims", "clm-000021", value="many"),),
        (find("claim-count-is-number", "claims", "clm-000021", "value"),),
    ),
    Case(
        "a group that is not there condemns",
        QUERY,
        (put("claims", "clm-000008", value="grp-9999"),),
        (find("claim-names-known-group", "claims", "clm-000008", "value"),),
    ),
    Case(
        "a claim names a place that is not there",
        QUERY,
        (put("claims", "clm-000036", value="plc-9999"),),
        (find("claim-names-known-place", "claims", "clm-000036", "value"),),
    ),
    Case(
        "an attack is of a type that no code has",
        QUERY,
        (put("claims", "clm-000609", value="firework"),),
        (find("claim-attack-type-is-code", "claims", "clm-000609", "value"),),
    ),
    Case(
        "a death toll counts nobody knows whom",
        EXPRESSION,
        (put("claims", "clm-000222", scope=""),),
        (find("death-toll-has-scope", "claims", "clm-000222", "scope"),),
    ),
    Case(
        "a superseded claim is adopted",
        EXPRESSION,
        (put("claims", "clm-000048", superseded_by="clm-000052"),),
        (find("adopted-is-live", "claims", "clm-000048"),),
    ),
    Case(
        "a claim on a number of children is adopted",
        EXPRESSION,
        (put("claims", "clm-000021", adopted="true"),),
        (find("adopted-is-a-figure", "claims", "clm-000021", "adopted"),),
    ),
    Case(
        "a perpetrator's toll is adopted",
        EXPRESSION,
        (put("claims", "clm-000038", originator_role="perpetrator"),),
        (find("adopted-is-not-by-perpetrator", "claims", "clm-000038", "adopted"),),
    ),
    Case(
        "a part of a toll is adopted",
        EXPRESSION,
        (put("claims", "clm-000038", scope="part"),),
        (find("adopted-is-whole-toll", "claims", "clm-000038", "adopted"),),
    ),
    Case(
        "a claim supersedes itself",
        QUERY,
        (put("claims", "clm-000419", superseded_by="clm-000419"),),
        (find("superseding-ends", "claims", "clm-000419", "superseded_by"),),
    ),
    Case(
        "a claim is superseded by one on another incident",
        QUERY,
        (put("claims", "clm-000419", superseded_by="clm-000001"),),
        (find("superseded-by-same-matter", "claims", "clm-000419", "superseded_by"),),
    ),
    Case(
        "a claim is superseded by an earlier one",
        QUERY,
        (put("claims", "clm-000031", superseded_by="clm-000024"),),
        (find("superseded-by-later", "claims", "clm-000031"),),
    ),
    Case(
        "a range loses its low end",
        QUERY,
        (put("claims", "clm-000577", qualifier="exact"),),
        (find("range-has-both-ends", "claims", "clm-000578", "qualifier"),),
    ),
    Case(
        "something is said before it happened",
        QUERY,
        (put("claims", "clm-000016", asserted_on="2013-01-01"),),
        (find("asserted-not-before-incident", "claims", "clm-000016", "asserted_on"),),
    ),
    Case(
        "a page reports what was said after it",
        QUERY,
        (put("claims", "clm-000016", asserted_on="2026-01-01"),),
        (warn("asserted-not-after-publication", "claims", "clm-000016", "asserted_on"),),
    ),
    Case(
        "a speaker has no role",
        EXPRESSION,
        (put("claims", "clm-000264", originator_role=""),),
        (find("speaker-has-role", "claims", "clm-000264"),),
    ),
    Case(
        "a locator has thirteen words",
        QUERY,
        (
            put(
                "claims",
                "clm-000001",
                locator=THIRTEEN,
            ),
        ),
        (find("locator-is-short", "claims", "clm-000001", "locator"),),
    ),
    Case(
        "a coder's note names a person",
        QUERY,
        (put("claims", "clm-000001", coder_note="so Captain Zaman"),),
        (find("claim-names-nobody", "claims", "clm-000001"),),
    ),
    Case(
        "a parent is a word and no group",
        QUERY,
        (put("claims", "clm-010018", field="parent", value="the Taliban"),),
        (find("claim-names-real-group", "claims", "clm-010018", "value"),),
    ),
    Case(
        "a founding is dated in words",
        EXPRESSION,
        (put("claims", "clm-010124", value="late 2017"),),
        (find("claim-date-precision", "claims", "clm-010124", "value"),),
    ),
    Case(
        "a size is in words",
        EXPRESSION,
        (put("claims", "clm-010452", value="25,000+"),),
        (find("claim-size-is-number", "claims", "clm-010452", "value"),),
    ),
    Case(
        "a leader ceases before beginning",
        EXPRESSION,
        (put("claims", "clm-010010", valid_to="2006"),),
        (find("claim-validity-ordered", "claims", "clm-010010"),),
    ),
]

SOURCES = [
    Case(
        "an address is not of the web",
        EXPRESSION,
        (put("sources", "src-00043", url="ftp://example.org/x"),),
        (find("url-is-web-address", "sources", "src-00043", "url"),),
    ),
    Case(
        "a date of publication rests on nothing",
        EXPRESSION,
        (put("sources", "src-00002", published_basis=""),),
        (find("published-date-has-basis", "sources", "src-00002"),),
    ),
    Case(
        "a page is read before it was published",
        EXPRESSION,
        (put("sources", "src-00002", accessed_on="2001-01-01"),),
        (find("published-before-accessed", "sources", "src-00002"),),
    ),
    Case(
        "a publisher's own text is no voice",
        EXPRESSION,
        (put("sources", "src-00003", independence_group=""),),
        (find("own-text-has-voice", "sources", "src-00003", "independence_group"),),
    ),
    Case(
        "one agency has two voices",
        QUERY,
        (put("sources", "src-00066", independence_group="ap"),),
        (find("origin-is-one-voice", "sources", "src-00066", "independence_group"),),
    ),
    Case(
        "a source is older than what it tells",
        QUERY,
        (put("sources", "src-00006", published_on="2001-01-01"),),
        (warn("source-not-before-incident", "sources", "src-00006", "published_on"),),
    ),
    Case(
        "nothing cites a source",
        QUERY,
        (add("sources", "src-00003", source_id="src-90001", url="https://example.org/x"),),
        (warn("source-is-cited", "sources", "src-90001"),),
    ),
]

PLACES = [
    Case(
        "a place is its own parent",
        QUERY,
        (site("plc-9001", parent_id="plc-9001"),),
        (find("place-parent-acyclic", "places", "plc-9001", "parent_id"),),
    ),
    Case(
        "two places are each other's parent",
        QUERY,
        (
            put("places", "plc-0446", parent_id="plc-0447"),
            put("places", "plc-0447", parent_id="plc-0446"),
        ),
        (
            find("place-parent-acyclic", "places", "plc-0446", "parent_id"),
            find("place-parent-acyclic", "places", "plc-0447", "parent_id"),
        ),
    ),
    Case(
        "a district has no parent",
        EXPRESSION,
        (put("places", "plc-0347", parent_id=""),),
        (find("place-parent-required", "places", "plc-0347", "parent_id"),),
    ),
    Case(
        "a neighbourhood lies in a neighbourhood",
        QUERY,
        (
            add("places", "plc-0447", place_id="plc-9002", name="A quarter"),
            add("places", "plc-0447", place_id="plc-9003", name="B quarter", parent_id="plc-9002"),
        ),
        (find("place-parent-coarser", "places", "plc-9003", "parent_id"),),
    ),
    Case(
        "a building lies in another country than its town",
        QUERY,
        (site("plc-9004", country_code="AF"),),
        (find("place-country-of-parent", "places", "plc-9004", "country_code"),),
    ),
    Case(
        "a building lies in no province",
        QUERY,
        (site("plc-9005", admin1_code=""),),
        (find("place-admin1-by-type", "places", "plc-9005", "admin1_code"),),
    ),
    Case(
        "a province belongs to another country",
        QUERY,
        (site("plc-9006", admin1_code="AF-KAB"),),
        (find("place-admin1-in-country", "places", "plc-9006", "admin1_code"),),
    ),
    Case(
        "a building lies in another province than its town",
        QUERY,
        (site("plc-9007", admin1_code="PK-BA"),),
        (find("place-admin1-of-parent", "places", "plc-9007", "admin1_code"),),
    ),
    Case(
        "a province stands twice",
        QUERY,
        (add("places", "plc-0038", place_id="plc-9008", name="Northern Areas"),),
        (find("place-admin1-once", "places", "plc-9008", "admin1_code"),),
    ),
    Case(
        "a point has no longitude",
        EXPRESSION,
        (site("plc-9009", longitude=""),),
        (find("place-coordinates-paired", "places", "plc-9009"),),
    ),
    Case(
        "a point rests on nothing",
        EXPRESSION,
        (site("plc-9010", point_basis=""),),
        (find("place-point-explained", "places", "plc-9010", "point_basis"),),
    ),
    Case(
        "a settlement has neither point nor note",
        EXPRESSION,
        (town("plc-9011", latitude="", longitude="", point_basis="", note=""),),
        (find("place-settlement-located", "places", "plc-9011"),),
    ),
    Case(
        "a settlement's point lies in another province",
        QUERY,
        (
            town(
                "plc-9012",
                latitude="24.86",
                longitude="67.01",
                point_basis="claim",
            ),
        ),
        (find("place-within-admin1", "places", "plc-9012"),),
    ),
    Case(
        "a point from the gazetteer has no number there",
        EXPRESSION,
        (put("places", "plc-0463", geonames_id=""),),
        (find("place-gazetteer-id", "places", "plc-0463", "geonames_id"),),
    ),
    Case(
        "a building has a point of its own",
        QUERY,
        (site("plc-9013", point_basis="gazetteer"),),
        (find("place-basis-by-type", "places", "plc-9013", "point_basis"),),
    ),
    Case(
        "a point that is the parent's differs from it",
        QUERY,
        (site("plc-9014", latitude="32.98528"),),
        (find("place-point-of-parent", "places", "plc-9014"),),
    ),
    Case(
        "a district's point is that of none of its towns",
        QUERY,
        (put("places", "plc-0442", latitude="25.02556"),),
        (find("place-point-of-main-town", "places", "plc-0442"),),
    ),
    Case(
        "a neighbourhood is listed a second time",
        QUERY,
        (add("places", "plc-0446", place_id="plc-9015", name="QALA-E-NAZER"),),
        (find("place-siblings-named-apart", "places", "plc-9015", "name"),),
    ),
    Case(
        "a place ceases before it begins",
        EXPRESSION,
        (site("plc-9016", valid_from="2018-06", valid_to="2018-05"),),
        (find("place-validity-ordered", "places", "plc-9016"),),
    ),
]

GROUPS = [
    Case(
        "a group ends before it begins",
        EXPRESSION,
        (put("groups", "grp-0017", active_from="2012"),),
        (find("group-life-ordered", "groups", "grp-0017"),),
    ),
    Case(
        "a group loses its official name",
        QUERY,
        (drop("group_names", ("grp-0054", "Hezb-e-Islami", "prs-Latn")),),
        (find("group-has-official-name", "groups", "grp-0054", "name"),),
    ),
    Case(
        "a group is renamed in one table only",
        QUERY,
        (put("groups", "grp-0060", name="Government of America"),),
        (find("group-has-official-name", "groups", "grp-0060", "name"),),
    ),
    Case(
        "a group's start is no claim's",
        QUERY,
        (put("groups", "grp-0001", active_from="1999"),),
        (find("group-start-claimed", "groups", "grp-0001", "active_from"),),
    ),
    Case(
        "two claims on a group's start are adopted",
        QUERY,
        (put("claims", "clm-010008", adopted="true"),),
        (find("group-start-claimed", "groups", "grp-0001", "active_from"),),
    ),
    Case(
        "a group's end is lost",
        QUERY,
        (put("groups", "grp-0012", active_to=""),),
        (find("group-end-claimed", "groups", "grp-0012", "active_to"),),
    ),
    Case(
        "a group's full name is no claim's",
        QUERY,
        (put("groups", "grp-0054", full_name="Party"),),
        (find("group-full-name-claimed", "groups", "grp-0054", "full_name"),),
    ),
    Case(
        "an umbrella is a state",
        EXPRESSION,
        (put("groups", "grp-0001", actor_class="state"),),
        (find("group-class-fits-level", "groups", "grp-0001"),),
    ),
    Case(
        "an acronym in Latin letters is said to be in Arabic ones",
        EXPRESSION,
        (put("group_names", ("grp-0001", "TTP", "en"), script="Arab"),),
        (find("name-in-its-script", "group_names", ("grp-0001", "TTP", "en")),),
    ),
    Case(
        "a name in Latin letters is tagged as Urdu",
        EXPRESSION,
        (
            add(
                "group_names",
                ("grp-0001", "TTP", "en"),
                name="Taliban of Pakistan",
                language="ur",
                name_type="alias",
            ),
        ),
        (
            find(
                "name-language-fits-script",
                "group_names",
                ("grp-0001", "Taliban of Pakistan", "ur"),
            ),
        ),
    ),
    Case(
        "a name is listed again in small letters",
        QUERY,
        (add("group_names", ("grp-0001", "TTP", "en"), name="ttp"),),
        (find("name-once-per-group", "group_names", ("grp-0001", "ttp", "en"), "name"),),
    ),
    Case(
        "an alias is another group's official name",
        QUERY,
        (
            add(
                "group_names",
                ("grp-0001", "Pakistani Taliban", "en"),
                name="Lashkar-e-Islam",
            ),
        ),
        (
            warn(
                "name-is-not-another-groups",
                "group_names",
                ("grp-0001", "Lashkar-e-Islam", "en"),
                "name",
            ),
        ),
    ),
    Case(
        "a group splits off itself",
        EXPRESSION,
        (put("group_relations", "rel-0010", object_id="grp-0011"),),
        (find("relation-not-to-itself", "group_relations", "rel-0010"),),
    ),
    Case(
        "an alliance has the larger key as subject",
        EXPRESSION,
        (put("group_relations", "rel-0011", subject_id="grp-0019", object_id="grp-0011"),),
        (find("relation-symmetric-once", "group_relations", "rel-0011"),),
    ),
    Case(
        "a relation ends before it starts",
        EXPRESSION,
        (put("group_relations", "rel-0010", start="2016-01", end="2015"),),
        (find("relation-dates-ordered", "group_relations", "rel-0010"),),
    ),
    Case(
        "a group is the splinter of its own splinter",
        QUERY,
        (
            add(
                "group_relations",
                "rel-0001",
                relation_id="rel-9001",
                subject_id="grp-0006",
                object_id="grp-0051",
                start="",
            ),
        ),
        (find("relation-descent-acyclic", "group_relations", "rel-9001"),),
    ),
    Case(
        "a source states a relation twice",
        QUERY,
        (add("group_relations", "rel-0011", relation_id="rel-9002"),),
        (find("relation-stated-once", "group_relations", "rel-9002"),),
    ),
    Case(
        "a relation is quoted at length",
        QUERY,
        (put("group_relations", "rel-0150", locator=THIRTEEN),),
        (find("relation-locator-is-short", "group_relations", "rel-0150", "locator"),),
    ),
    Case(
        "a category of statistics is in a relation",
        QUERY,
        (put("group_relations", "rel-0009", object_id="grp-0062"),),
        (find("relation-between-parties", "group_relations", "rel-0009"),),
    ),
]

STATISTICS = [
    Case(
        "a period ends before it starts",
        EXPRESSION,
        (put("group_statistics", "sta-0001", period_end="2000"),),
        (find("statistic-period-ordered", "group_statistics", "sta-0001"),),
    ),
    Case(
        "an exact total has an upper value",
        EXPRESSION,
        (put("group_statistics", "sta-0400", qualifier="exact"),),
        (find("statistic-range-complete", "group_statistics", "sta-0400"),),
    ),
    Case(
        "a range runs downwards",
        EXPRESSION,
        (put("group_statistics", "sta-0400", value_high="1"),),
        (find("statistic-range-ordered", "group_statistics", "sta-0400"),),
    ),
    Case(
        "a total is quoted at length",
        QUERY,
        (put("group_statistics", "sta-0519", locator=THIRTEEN),),
        (find("statistic-locator-is-short", "group_statistics", "sta-0519", "locator"),),
    ),
    Case(
        "a number of attacks is negative",
        EXPRESSION,
        (put("group_statistics", "sta-0002", value="-5"),),
        (find("statistic-within-bounds", "group_statistics", "sta-0002", "value"),),
    ),
    Case(
        "a number of attacks is a fraction",
        EXPRESSION,
        (put("group_statistics", "sta-0003", value="5.5"),),
        (find("statistic-whole-count", "group_statistics", "sta-0003", "value"),),
    ),
    Case(
        "fighters are counted",
        EXPRESSION,
        (put("group_statistics", "sta-0400", basis="independently_attributed"),),
        (find("statistic-fighters-estimated", "group_statistics", "sta-0400", "basis"),),
    ),
    Case(
        "nobody claims a self-claimed total",
        EXPRESSION,
        (put("group_statistics", "sta-0229", group_text=""),),
        (find("statistic-self-claim-has-claimant", "group_statistics", "sta-0229"),),
    ),
    Case(
        "several groups are not named",
        EXPRESSION,
        (put("group_statistics", "sta-0032", group_text=""),),
        (find("statistic-several-groups-named", "group_statistics", "sta-0032", "group_text"),),
    ),
    Case(
        "a province lies in the other country",
        EXPRESSION,
        (put("group_statistics", "sta-0018", country_code="AF"),),
        (find("statistic-division-in-country", "group_statistics", "sta-0018"),),
    ),
    Case(
        "an identifier is that of a group that is not there",
        QUERY,
        (
            add(
                "external_ids",
                None,
                subject_table="groups",
                subject_id="grp-9999",
                scheme="ucdp_actor",
                external_id="9999",
                match="close",
            ),
        ),
        (
            find(
                "external-subject-exists",
                "external_ids",
                ("groups", "grp-9999", "ucdp_actor", "9999"),
                "subject_id",
            ),
        ),
    ),
    Case(
        "a group has two exact identifiers of one scheme",
        QUERY,
        (
            add(
                "external_ids",
                None,
                subject_table="groups",
                subject_id="grp-0001",
                scheme="ucdp_actor",
                external_id="9998",
                match="exact",
            ),
        ),
        (
            find(
                "external-one-exact",
                "external_ids",
                ("groups", "grp-0001", "ucdp_actor", "9998"),
                "match",
            ),
        ),
    ),
    Case(
        "an identifier is exact for two groups",
        QUERY,
        (put("external_ids", ("groups", "grp-0004", "ucdp_actor", "234"), match="exact"),),
        (
            find(
                "external-exact-one-subject",
                "external_ids",
                ("groups", "grp-0004", "ucdp_actor", "234"),
                "match",
            ),
        ),
    ),
    Case(
        "a number of UCDP has a letter",
        EXPRESSION,
        (put("external_ids", ("groups", "grp-0061", "ucdp_actor", "114"), external_id="114a"),),
        (
            find(
                "external-id-form",
                "external_ids",
                ("groups", "grp-0061", "ucdp_actor", "114a"),
                "external_id",
            ),
        ),
    ),
]


STATISTICS.append(
    Case(
        "a group's own total is our sum",
        QUERY,
        (put("group_statistics", "sta-0377", value="34"),),
        (find("statistic-not-sum-of-incidents", "group_statistics", "sta-0377", "value"),),
    ),
)

RULES = [*INCIDENTS, *ACTORS, *CLAIMS, *SOURCES, *GROUPS, *STATISTICS, *PLACES]
