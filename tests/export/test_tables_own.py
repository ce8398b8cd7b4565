"""FollowTheMoney, CSV and Parquet, read back; and events straight from records."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest

import dragoman.export.parquet as columnar
from dragoman.errors import MissingExtra
from dragoman.export import CsvExporter, FollowTheMoneyExporter, ParquetExporter, PloverExporter, PolecatExporter
from dragoman.export.codes import load
from dragoman.export.csv import COLUMNS
from dragoman.export.own import FIELDS
from dragoman.export.records import record_tellings
from dragoman.export.telling import Telling
from dragoman.ledger.ids import content_digest, report_id
from dragoman.types import Party
from tests.export.tellings import AFGHANS, RUSSIA, telling, with_modality
from tests.sample import record

NOW = "2024-03-15T08:00:00Z"
SCHEMATA: dict[str, Any] = load("followthemoney")


def entities(*told: Telling) -> list[dict[str, Any]]:
    return [json.loads(line) for line in FollowTheMoneyExporter().data(*told).splitlines()]


# --- FollowTheMoney ---------------------------------------------------------------------------------------------------


def test_entities_hold_to_the_schemata() -> None:
    found = entities(telling(), telling(id="e2", date="2024-W19"))
    ids = {entity["id"]: entity["schema"] for entity in found}
    for entity in found:
        schema = SCHEMATA[entity["schema"]]
        assert set(entity["properties"]) <= set(schema["properties"])
        assert set(schema["required"]) <= set(entity["properties"])
        for name, values in entity["properties"].items():
            assert values
            assert all(isinstance(value, str) and value for value in values)
            kind = schema["properties"][name]
            if kind.startswith("entity"):
                assert all(value in ids for value in values)
            elif kind == "country":
                assert all(len(value) == 2 and value.islower() for value in values)
            elif kind == "url":
                assert all(value.startswith("http") for value in values)


def test_the_event_and_who_takes_part() -> None:
    by_schema = defaultdict(list)
    for entity in entities(telling()):
        by_schema[entity["schema"]].append(entity)
    counts = {schema: len(found) for schema, found in by_schema.items()}
    assert counts == {"LegalEntity": 1, "PublicBody": 1, "Event": 1, "Article": 2, "Documentation": 2, "Mention": 3}
    event = by_schema["Event"][0]["properties"]
    assert event["name"] == ["CONSULT visit: Oleg Vetrov – Afghanistan"]
    assert (event["date"], event["country"]) == (["2024-05-06"], ["ru", "af"])
    assert event["location"] == ["Kabul, Afghanistan"]
    assert event["organizer"] == [by_schema["LegalEntity"][0]["id"]]
    assert event["involved"] == [by_schema["PublicBody"][0]["id"]]
    assert event["retrievedAt"] == ["2024-05-06T09:15:00", "2024-05-07T09:15:00"]


def test_a_week_becomes_a_stretch_and_unions_have_no_country() -> None:
    europe = Party(name="European Union", country="EUR")
    event = next(e for e in entities(telling(date="2024-W19", recipients=(europe, Party(name="UN", country="UNO"))))
                 if e["schema"] == "Event")["properties"]  # fmt: skip
    assert (event["startDate"], event["endDate"]) == (["2024-05-06"], ["2024-05-12"])
    assert "date" not in event
    assert event["country"] == ["ru", "eu", "af"]


def test_who_is_known_is_written_once() -> None:
    found = entities(telling(), telling(id="e2"))
    assert sum(e["properties"].get("name") == ["Oleg Vetrov"] and e["schema"] == "LegalEntity" for e in found) == 1
    assert sum(e["schema"] == "Event" for e in found) == 2


def test_followthemoney_reads_them() -> None:
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed").model
    for name, schema in SCHEMATA.items():
        known = model.get(name)
        assert schema["required"] == known.required
        for prop, kind in schema["properties"].items():
            assert known.get(prop).type.name == kind.split()[0]
    for entity in entities(telling(), telling(id="e2", date="2024-W19", recipients=(Party(name="EU", country="EUR"),))):
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        assert proxy.id == entity["id"]
        for name, values in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), (entity["schema"], name)


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_csv() -> None:
    evil = 'a, "b";\nc'
    told = telling(recipients=(AFGHANS, Party(name=evil)), modality="future")
    rows = pd.read_csv(BytesIO(CsvExporter().data(told, telling(place=None))), dtype={"cameo": str})
    assert list(rows.columns) == [column.name for column in COLUMNS]
    row = rows.iloc[0]
    assert (row["modality"], row["cameo"], bool(row["corroborated"])) == ("future", "042", True)
    assert row["recipients"] == 'Afghanistan; a, "b", c'
    assert (row["recipient_countries"], row["actor_sectors"]) == ("AFG; ", "GOV|MIL")
    assert (row["date"], row["date_first"], row["geonameid"]) == ("2024-05-06", "2024-05-06", 1138958)
    assert row["urls"] == "https://www.amu.example/vetrov?id=1"
    assert rows.dtypes["latitude"] == rows.dtypes["confidence"] == "float64"
    assert (rows.dtypes["reports"], rows.dtypes["corroborated"]) == ("int64", "bool")
    plain = list(csv.reader(StringIO(CsvExporter().data(told).decode())))
    assert plain[1][plain[0].index("corroborated")] == "true"
    assert [len(found) for found in plain] == [len(COLUMNS)] * 2


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_keeps_types_lists_and_words() -> None:
    data = ParquetExporter().data(telling(), with_modality("negated", "2024-11"), telling(id="\ud800", place=None))
    table = pq.read_table(BytesIO(data))
    assert table.column_names == [field.name for field in FIELDS]
    first, second, third = table.to_pylist()
    assert first["contexts"] == ["diplomatic", "military"]
    assert first["actors"] == [{"name": "Oleg Vetrov", "country": "RUS", "sectors": ["GOV", "MIL"]}]
    assert [a["evidence"] for a in first["accounts"]][1] == "Moscow's Oleg Vetrov went to Kabul"
    for told in first["accounts"]:
        text = telling().reports[told["report"]].text
        assert text[told["start"] : told["end"]] == told["evidence"]
    assert (second["modality"], second["date_first"], second["date_last"]) == (
        "negated", date(2024, 11, 1), date(2024, 11, 30),
    )  # fmt: skip
    assert (third["id"], third["latitude"]) == ("?", None)
    frame = pd.read_parquet(BytesIO(data))
    assert [str(frame.dtypes[name]) for name in ("quad", "score", "corroborated")] == ["int64", "float64", "bool"]


def test_what_people_corrected_is_marked() -> None:
    told = (telling(), telling(corrections=("c1", "c2")), telling(wrong=True, corrections=("c3",)))
    rows = list(csv.DictReader(StringIO(CsvExporter().data(*told).decode())))
    assert [(row["wrong"], row["corrections"]) for row in rows] == [("false", ""), ("false", "c1; c2"), ("true", "c3")]
    table = pq.read_table(BytesIO(ParquetExporter().data(*told))).to_pylist()
    assert [(row["wrong"], row["corrections"]) for row in table] == [(False, []), (False, ["c1", "c2"]), (True, ["c3"])]
    (event,) = map(json.loads, PloverExporter().data(told[1]).decode().splitlines())
    assert event["dragoman"]["corrections"] == ["c1", "c2"]


def test_parquet_of_nothing_has_its_columns() -> None:
    assert pq.read_table(BytesIO(ParquetExporter().data())).num_rows == 0


def test_parquet_goes_out_group_by_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "GROUP", 10)
    drawn = 0

    def many() -> Iterator[Telling]:
        nonlocal drawn
        for drawn in range(1, 36):
            yield telling(id=f"e{drawn}")

    chunks = ParquetExporter().chunks(many())
    first = next(chunks)
    assert drawn == 10
    file = pq.ParquetFile(BytesIO(first + b"".join(chunks)))
    assert (file.num_row_groups, file.metadata.num_rows) == (4, 35)


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"dragoman\[parquet\]"):
        ParquetExporter().data(telling())


# --- from records -----------------------------------------------------------------------------------------------------


def test_each_event_of_a_record_is_one() -> None:
    read = record()
    told = list(record_tellings([read], now=NOW))
    assert len(told) == len(read.events)
    assert len({one.story.id for one in told}) == len(told)
    for one, event in zip(told, read.events, strict=True):
        (account,) = one.accounts
        assert account.event == event
        assert one.reports[account.report] == read.report
        assert (one.story.type, one.story.date, one.story.evidence) == (event.type, event.date, event.evidence)
        assert {p.country for p in one.story.actors} == {e.country for e in event.actors}
        assert (one.story.reports, one.story.corroborated) == (1, False)
    assert list(record_tellings([read], now=NOW)) == told


def test_ids_are_those_of_a_ledger() -> None:
    """Which knows a report by the one form of its address."""
    at = "HTTPS://www.khanuul.example:443/railway/?utm_source=rss&b=2&a=1#top"
    report = msgspec.structs.replace(record().report, url=at)
    told = next(record_tellings([msgspec.structs.replace(record(), report=report)], now=NOW))
    content = content_digest(report.title, report.text)
    assert told.accounts[0].report == report_id("https://www.khanuul.example/railway?a=1&b=2", content)


def test_records_in_polecat_columns() -> None:
    rows = pd.read_csv(BytesIO(PolecatExporter().data(*record_tellings([record()], now=NOW))), sep="\t")
    assert list(rows["Event Type"])[:3] == ["AGREE", "CONSULT", "AID"]
    met = rows.iloc[1]
    assert (met["Actor COW"], met["Recipient Country"], met["City"]) == (640, "MNG", "Ulan Bator")
    assert met["Source"] == "Khan Uul Courier"


def test_a_record_without_outlet_or_date_makes_rows_too() -> None:
    bare = msgspec.structs.replace(record(), report=msgspec.structs.replace(record().report, outlet=None, title=None))
    for kind in (CsvExporter, PolecatExporter, FollowTheMoneyExporter):
        assert kind().data(*record_tellings([bare], now=NOW))


def test_a_party_named_twice_is_one() -> None:
    both = msgspec.structs.replace(record().events[0], actors=record().events[0].actors * 2)
    doubled = msgspec.structs.replace(record(), events=(both,))
    (one,) = record_tellings([doubled], now=NOW)
    assert len(one.story.actors) == 1
    assert RUSSIA not in one.story.actors
