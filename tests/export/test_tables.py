"""Other people's tables, read back by the readers that other people use."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.export import EXPORTERS, exporter
from dragoman.export.cells import cell, joined, line
from dragoman.export.codes import actors, acts, countries, load, quad_class
from dragoman.export.days import days_of, event_days, fraction, stamp
from dragoman.export.places import where
from dragoman.export.tables import TabExporter
from dragoman.export.telling import Telling, dyads, tellings
from dragoman.ontology import ontology
from dragoman.types import Party
from tests.export.tellings import ACCOUNTS, AFGHANS, RUSSIA, STORY, FakeAnswer, place, telling, with_modality

NAMES = ["plover", "polecat", "icews", "gdelt-events", "gdelt-mentions", "followthemoney", "csv", "parquet"]
CHINA = Party(name="China", country="CHN", sectors=("GOV",))


def read(name: str, *told: Telling, **options: Any) -> pd.DataFrame:
    """What pandas reads of it, with its usual settings."""
    kind = exporter(name)
    assert isinstance(kind, TabExporter)
    if not kind.header:
        options = {"header": None, "names": kind.columns} | options
    return pd.read_csv(BytesIO(kind.data(*told)), sep="\t", **options)


def lines(name: str, *told: Telling) -> list[dict[str, Any]]:
    return [json.loads(row) for row in exporter(name).data(*told).splitlines()]


def test_registry_names_are_unique_and_found() -> None:
    assert [kind.name for kind in EXPORTERS] == NAMES
    assert len({kind.suffix for kind in EXPORTERS}) == len(NAMES)  # the ending of a file tells its format
    with pytest.raises(InputError, match=r"xml.*plover, polecat, icews"):
        exporter("xml")


# --- codes ------------------------------------------------------------------------------------------------------------


def test_every_code_of_the_ontology_has_its_table() -> None:
    assert set(acts()) == {row.code for row in ontology().cameo}
    assert set(actors().sectors) == {code.code for code in ontology().sectors}
    assert set(actors().international) == {code.code for code in ontology().international}
    for code, act in acts().items():
        assert -10 <= act.goldstein <= 10
        if code[:2] != "10":  # CAMEO holds every demand for a conflict
            assert (act.goldstein > 0) == (quad_class(code) <= 2), code


def test_goldstein_scores_are_those_of_cameo() -> None:
    known = {"040": 1.0, "042": 1.9, "036": 4.0, "057": 8.0, "0874": 10.0, "111": -2.0, "130": -4.4, "1031": -5.0,
             "145": -7.5, "163": -8.0, "1823": -10.0, "182": -9.5, "190": -10.0}  # fmt: skip
    assert {code: acts()[code].goldstein for code in known} == known


def test_country_codes_are_those_of_each_table() -> None:
    found = countries()
    assert len({c.fips for c in found.values() if c.fips}) == sum(bool(c.fips) for c in found.values())
    assert len({c.cow for c in found.values() if c.cow}) == sum(bool(c.cow) for c in found.values())
    # where FIPS and ISO mean different countries by the same two letters
    assert [found[iso].fips for iso in ("RUS", "SRB", "CHN", "CHE", "AUS", "AUT", "GBR", "UKR")] == [
        "RS", "RI", "CH", "SZ", "AS", "AU", "UK", "UP",
    ]  # fmt: skip
    assert [found[iso].cow for iso in ("USA", "DEU", "YEM", "SSD", "XKX", "VNM")] == [2, 255, 679, 626, 347, 816]
    assert (found["ROU"].cameo, found["TLS"].cameo, found["MNE"].cameo) == ("ROM", "TMP", "MTN")


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-11-26", "2024-11-26", "2024-11-26"),
        ("2024-11-26T23:59:00Z", "2024-11-26", "2024-11-26"),
        ("2024-W48", "2024-11-25", "2024-12-01"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_date_is_as_wide_as_it_is_precise(value: str, first: str, last: str) -> None:
    days = days_of(value)
    assert days is not None
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


@given(st.text(max_size=12))
def test_no_date_makes_a_fault(value: str) -> None:
    days = days_of(value)
    assert days is None or days.first <= days.last


def test_without_a_date_the_day_of_publication_stands_in() -> None:
    days = event_days(telling(date=None))
    assert (days.first, days.told) == (date(2024, 5, 6), False)
    undated = [msgspec.structs.replace(a, published=None) for a in ACCOUNTS]
    assert event_days(telling(undated, date=None, first_report=None)).first == date(2024, 5, 6)  # when it was seen


def test_fraction_date_is_gdelts() -> None:
    # rows that GDELT published: 2004-11-26, 2013-11-24, 2020-03-30
    days = (date(2004, 11, 26), date(2013, 11, 24), date(2020, 3, 30))
    assert [fraction(day) for day in days] == [2004.8932, 2013.8877, 2020.2466]
    assert stamp("2024-05-06T09:15:00Z") == "20240506091500"
    assert stamp("2024-05-06") == "20240506000000"
    assert stamp("soon") is stamp(None) is None


# --- cells ------------------------------------------------------------------------------------------------------------


@given(st.text())
def test_no_text_breaks_a_cell(text: str) -> None:
    row = line([text, "end"])
    assert row.count("\t") == 1
    assert row.count("\n") == 1
    assert len(row.splitlines()) == 1
    row.encode()


def test_lists_keep_their_places() -> None:
    assert joined(["USA", None, "a;b"], absent="None") == "USA; None; a,b"
    assert joined([None, None], absent="None") is None
    assert joined([]) is None
    assert cell(" a\r\n\tb\u2028c ") == "a b c"


NASTY = 'The "Wolves\tof\nKabul'


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt-events", "gdelt-mentions"])
def test_a_name_cannot_break_a_row(name: str) -> None:
    wolf = msgspec.structs.replace(RUSSIA, name=NASTY)
    outlets = [msgspec.structs.replace(a, outlet=msgspec.structs.replace(a.outlet, name=NASTY)) for a in ACCOUNTS]
    told = telling(outlets, actors=(wolf,), recipients=(wolf, AFGHANS))
    rows = read(name, told, told)
    assert len(rows.columns) == len(exporter(name).columns)  # type: ignore[attr-defined]
    assert len(rows) == {"polecat": 2, "icews": 4, "gdelt-events": 4, "gdelt-mentions": 8}[name]


# --- pairs, places, answers -------------------------------------------------------------------------------------------


def test_pairs_of_an_event() -> None:
    def names(**changes: Any) -> list[tuple[str | None, str | None]]:
        pairs = dyads(msgspec.structs.replace(STORY, **changes))
        return [(a.name if a else None, b.name if b else None) for a, b in pairs]

    assert names() == [("Oleg Vetrov", "Afghanistan")]
    assert names(actors=(RUSSIA, CHINA)) == [("Oleg Vetrov", "Afghanistan"), ("China", "Afghanistan")]
    # a meeting without host and guest goes both ways, a protest of two does not
    both = {"actors": (RUSSIA, CHINA), "recipients": ()}
    assert names(**both) == [("Oleg Vetrov", "China"), ("China", "Oleg Vetrov")]
    assert names(**both, type="PROTEST") == [("Oleg Vetrov", None), ("China", None)]
    assert names(actors=(), recipients=()) == [(None, None)]


@pytest.mark.parametrize(
    ("name", "country", "geonameid", "level", "fips", "adm1", "full"),
    [
        ("Kabul", "AFG", 1138958, "city", "AF", "AF13", "Kabul, Afghanistan"),
        ("Afghanistan", "AFG", 1149361, "country", "AF", "AF", "Afghanistan"),
        ("Helmand", "AFG", None, "region", "AF", "AF10", "Helmand, Afghanistan"),
        ("Austin", "USA", 4671654, "city", "US", "USTX", "Austin, Texas, United States"),
        ("Gaza", "PSE", 281133, "city", "GZ", "GZ00", "Gaza, Palestinian Territory"),
        ("Luxembourg", "LUX", 2960316, "city", "LU", "LU00", "Luxembourg"),
        ("Luxembourg", "LUX", None, "country", "LU", "LU", "Luxembourg"),
        ("Little Nowhere", "FRA", 1, "city", "FR", "FR00", "Little Nowhere, France"),
    ],
)
def test_places(name: str, country: str, geonameid: int | None, level: str, fips: str, adm1: str, full: str) -> None:
    at = where(place(name, country, geonameid))
    assert at is not None
    assert (at.level, at.fips, at.adm1, at.full_name) == (level, fips, adm1, full)


def test_an_answer_comes_with_the_reports_at_hand() -> None:
    (found,) = tellings(FakeAnswer(telling()))
    assert [a.id for a in found.accounts] == ["a1", "a2"]
    assert list(found.reports) == ["r1"]
    for kind in EXPORTERS:
        assert kind().data(found)


# --- POLECAT ----------------------------------------------------------------------------------------------------------

POLECAT = """Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|
Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|
Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|
Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|
Publication Date|Story People|Story Organizations|Story Locations|Language|Version""".replace("\n", "").split("|")


def test_polecat() -> None:
    strangers = Party(name="Strangers")
    rows = read("polecat", telling(recipients=(AFGHANS, strangers)))
    assert list(rows.columns) == POLECAT
    row = rows.iloc[0]
    assert row["Event ID"].split("_") == ["e0123456789abcdef", "CONSULT", "visit"]
    assert list(row["Event Date":"Contexts"]) == [
        "2024-05-06", "CONSULT", "visit", 4.0, "VERBAL COOPERATION", "diplomatic; military",
    ]  # fmt: skip
    assert list(row["Actor Name":"Actor Sectors"]) == ["Oleg Vetrov", "RUS", 365, "GOV", "GOV|MIL"]
    assert list(row["Recipient Name":"Recipient Sectors"]) == [
        "Afghanistan; Strangers", "AFG; None", "700; None", "GOV; None", "GOV; None",
    ]  # fmt: skip
    assert row["Recipient Name Raw"] == "Afghan officials; None"
    assert list(row["Placename":"GeoNames ID"].dropna()) == ["Kabul", "Kabul", "AFG", 34.52813, 69.17233, 1138958]
    assert list(row["Source":"Publication Date"]) == ["Amu Courier; Daily Pamir", "2024-05-06"]
    # what is not known is the word None, as users' scripts have it, which pandas reads as missing
    raw = read("polecat", telling(recipients=(), place=None), keep_default_na=False).iloc[0]
    assert {raw[c] for c in ("Recipient Name", "Recipient COW", "Country", "Latitude", "Actor Title")} == {"None"}
    assert read("polecat", telling(place=None), telling()).dtypes["Latitude"] == "float64"


# --- ICEWS ------------------------------------------------------------------------------------------------------------

ICEWS = """Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|
Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude"""


def test_icews() -> None:
    # ICEWS's own users read the codes as text: 042 would become 42
    rows = read("icews", telling(), dtype={"CAMEO Code": str})
    assert list(rows.columns) == ICEWS.replace("\n", "").split("|")
    row = rows.iloc[0]
    assert list(row["Event Date":"Target Country"]) == [
        "2024-05-06", "Oleg Vetrov", "Government,Military", "Russian Federation", "Make a visit", "042", 1.9,
        "Afghanistan", "Government", "Afghanistan",
    ]  # fmt: skip
    assert list(row["Sentence Number":"City"]) == [1, "Amu Courier", "Kabul"]
    assert (rows.dtypes["Event ID"], rows.dtypes["Intensity"]) == ("int64", "float64")
    united = Party(name="United Nations", country="UNO")
    row = read("icews", telling(actors=(united,), recipients=())).iloc[0]
    assert row["Source Sectors"] == "International Government Organization"
    assert row[["Source Country", "Target Name", "Target Country"]].isna().all()


# --- GDELT ------------------------------------------------------------------------------------------------------------

ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
EVENTS = [
    *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
    *(f"Actor{n}{part}" for n in (1, 2) for part in ACTOR.split()),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),
    *"NumMentions NumSources NumArticles AvgTone".split(),
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in GEO.split()),
    *"DATEADDED SOURCEURL".split(),
]
MENTIONS = """GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID
Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone
MentionDocTranslationInfo Extras""".split()
CODES = dict.fromkeys(("EventCode", "EventBaseCode", "EventRootCode"), str)


def test_gdelt_columns_stand_in_their_order() -> None:
    assert list(exporter("gdelt-events").columns) == EVENTS  # type: ignore[attr-defined]
    assert list(exporter("gdelt-mentions").columns) == MENTIONS  # type: ignore[attr-defined]
    assert (len(EVENTS), len(MENTIONS)) == (61, 16)


def test_gdelt_events() -> None:
    rows = read("gdelt-events", telling(), dtype=CODES)
    row = rows.iloc[0]
    assert list(row["SQLDATE":"FractionDate"]) == [20240506, 202405, 2024, 2024.3452]
    assert list(row["Actor1Code":"Actor1CountryCode"]) == ["RUSGOVMIL", "OLEG VETROV", "RUS"]
    assert list(row["Actor1Type1Code":"Actor1Type2Code"]) == ["GOV", "MIL"]
    assert row["Actor2Code"] == "AFGGOV"
    assert list(row["IsRootEvent":"NumArticles"]) == [1, "042", "042", "04", 1, 1.9, 2, 2, 2]
    assert list(row["ActionGeo_Type":"ActionGeo_ADM1Code"]) == [4, "Kabul, Afghanistan", "AF", "AF13"]
    assert list(row["DATEADDED":"SOURCEURL"]) == [20240506091500, "https://www.amu.example/vetrov?id=1"]
    assert [rows.dtypes[name] for name in ("GLOBALEVENTID", "SQLDATE", "DATEADDED", "ActionGeo_Type")] == ["int64"] * 4
    assert row["Actor1Geo_Type"] == 0


def test_gdelt_actor_codes() -> None:
    def code(*party: Any) -> list[Any]:
        row = read("gdelt-events", telling(actors=(Party(name=party[0], country=party[1], sectors=party[2:]),)))
        names = ("Actor1Code", "Actor1CountryCode", "Actor1KnownGroupCode", "Actor1Type1Code")
        return [None if pd.isna(row.iloc[0][name]) else row.iloc[0][name] for name in names]

    assert code("Taliban", "AFG", "REB") == ["AFGTALREB", "AFG", "TAL", "REB"]
    assert code("United Nations", "UNO") == ["IGOUNO", None, "UNO", "IGO"]
    assert code("European Union", "EUR") == ["IGOEUREEC", "EUR", "EEC", "IGO"]
    assert code("Ion Marin", "ROU", "JRN") == ["ROMMED", "ROM", None, "MED"]
    assert code("police", None, "COP") == ["COP", None, None, "COP"]
    assert code("somebody", None) == [None, None, None, None]


def test_gdelt_mentions_belong_to_their_events() -> None:
    two = telling(recipients=(AFGHANS, CHINA))
    events, mentions = read("gdelt-events", two), read("gdelt-mentions", two)
    assert sorted(events["GLOBALEVENTID"]) == sorted(set(mentions["GLOBALEVENTID"]))
    first, second = mentions.iloc[0], mentions.iloc[1]
    assert list(first["MentionType":"SentenceID"]) == [1, "amu.example", "https://www.amu.example/vetrov?id=1", 1]
    assert list(second["MentionType":"SentenceID"]) == [2, "Daily Pamir", "Daily Pamir, 2024-05-07", 2]
    assert (first["Confidence"], second["Confidence"]) == (90, 10)
    text = two.reports["r1"].text
    assert text[first["Actor1CharOffset"] :].startswith("Oleg Vetrov")
    assert text[first["Actor2CharOffset"] :].startswith("Afghan officials")
    assert text[first["ActionCharOffset"] :].startswith("visited")
    assert first["MentionDocLen"] == len(text)
    assert second["Actor2CharOffset"] == -1
    assert list(first["EventTimeDate":"MentionTimeDate"]) == [20240506091500, 20240506091500]


def test_a_pair_keeps_its_number_when_another_joins() -> None:
    alone = read("gdelt-events", telling())["GLOBALEVENTID"]
    assert alone[0] in set(read("gdelt-events", telling(recipients=(CHINA, AFGHANS)))["GLOBALEVENTID"])
    assert 0 <= alone[0] < 2**63


# --- PLOVER -----------------------------------------------------------------------------------------------------------

FIELDS = """id has_event date time enddate endtime actor recipient event event_loc event_text quad_code event_scale mode
context link text text_info cite_info coder coded_date coded_time comment""".split()


def test_plover() -> None:
    (found,) = lines("plover", telling(date="2024-W19"))
    assert set(found) - {"dragoman"} <= set(FIELDS)
    assert {"id", "date", "actor", "event"} <= set(found)
    assert (found["date"], found["enddate"], found["event"]) == ("2024-05-06", "2024-05-12", ["CONSULT"])
    assert found["actor"] == [
        {"code": "RUS", "sector": ["GOV", "MIL"], "entity_text": "Oleg Vetrov", "identifier_text": "Oleg Vetrov"}
    ]
    assert found["event_loc"] == {
        "extracted_place": "Kabul", "resolved_place": "Kabul", "geonameid": 1138958, "lat": 34.52813, "lon": 69.17233,
        "city": "Kabul", "country": "Afghanistan", "country_code": "AFG", "resolution": "city",
    }  # fmt: skip
    assert (found["quad_code"], found["event_scale"], found["mode"]) == (1, 4.0, "visit")
    assert found["cite_info"]["url"] == "https://www.amu.example/vetrov?id=1"
    assert (found["coded_date"], found["coded_time"]) == ("2024-05-06", "09:15:00Z")
    assert found["dragoman"]["corroborated"] is True
    assert len(found["dragoman"]["cite_info"]) == 2
    assert "text" not in found  # whose it is


def test_plover_always_has_what_it_requires() -> None:
    (found,) = lines("plover", telling(actors=(), recipients=(), date=None, place=None, mode=None, contexts=()))
    assert found["actor"] == []
    assert found["date"] == "2024-05-06"
    assert "No date is told" in found["comment"]
    assert not {"recipient", "event_loc", "mode", "context", "enddate"} & set(found)


# --- what may be in a table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_told_as_done_goes_where_nothing_else_can_be_said(name: str) -> None:
    kind = exporter(name)
    left = [with_modality("future"), with_modality("negated"), with_modality("hypothetical"),
            with_modality("historical", None)]  # fmt: skip
    assert [kind.takes(one) for one in left] == [kind.modal] * 4
    assert kind.takes(with_modality("historical", "2019"))
    if not kind.modal:
        assert kind.data(*left) == kind.data()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_the_same_every_time(name: str) -> None:
    assert exporter(name).data(telling()) == exporter(name).data(telling())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "parquet"])
def test_events_flow_one_by_one(name: str) -> None:
    drawn = 0

    def endless() -> Any:
        nonlocal drawn
        while True:
            drawn += 1
            yield telling(id=f"e{drawn}")

    chunks = exporter(name).chunks(endless())
    for _ in range(20):
        assert next(chunks)
    assert drawn <= 21


def test_data_files_say_where_they_are_from() -> None:
    from importlib.resources import files

    for file in files("dragoman.export").joinpath("data").iterdir():
        head = file.read_text(encoding="utf-8").split("\n\n")[0]
        assert all(row.startswith("#") for row in head.splitlines()), file.name
        assert load(file.name.removesuffix(".yaml"))


def test_the_page_tells_of_every_format_and_column() -> None:
    from dragoman.export.own import FIELDS

    page = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    for kind in EXPORTERS:
        assert f"| `{kind.name}` |" in page
        assert f"`{kind.suffix}`" in page
    for field in FIELDS:
        assert f"`{field.name}`" in page
