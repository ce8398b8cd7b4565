"""What the ledger counts as it grows is what counting it anew gives."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dragoman.ledger import Ledger, schema, upkeep
from dragoman.types import Record
from tests.ledger.samples import arrival, record, tell


def add(ledger: Ledger, text: str, name: str, *, model: str = "first") -> None:
    ledger.add(arrival(text, f"https://{name}.example/a"), record(text, model=model))


def named(ledger: Ledger, **filters: Any) -> list[tuple[str, int, int]]:
    return [(one.name, one.reports, one.mentions) for one in ledger.entities(**filters)]


def test_names_are_counted_as_reports_come_and_change(ledger: Ledger) -> None:
    add(ledger, "\n".join((tell(), tell("AID"))), "one")
    add(ledger, tell(recipient="UGA"), "two")
    counted = [("Kenya", 2, 3), ("Somalia", 1, 2), ("Uganda", 1, 1)]
    # a filter that all reports pass counts them at the question
    assert sorted(named(ledger)) == sorted(named(ledger, since="1900")) == counted
    assert named(ledger, who="KEN") == counted[:1]
    add(ledger, tell("ACCUSE", "ETH", "UGA") + "\nThe dam is full, and was when it was read before.", "two")
    after = [("Ethiopia", 1, 1), ("Kenya", 1, 2), ("Somalia", 1, 2), ("Uganda", 1, 1)]
    assert sorted(named(ledger)) == sorted(named(ledger, since="1900")) == after
    assert [name for name, *_ in named(ledger, sort="mentions")][:2] == ["Somalia", "Kenya"]
    assert list(upkeep.check(ledger.database)) == []


def test_a_wrong_count_is_found(ledger: Ledger) -> None:
    add(ledger, tell(), "one")
    with ledger.database.writing() as connection:
        connection.execute(schema.entity.update().where(schema.entity.c.name == "Kenya").values(mentions=7))
    assert [fault for fault in upkeep.check(ledger.database) if "Kenya" in fault]


def several(actors: int, recipient: str) -> Record:
    """A report of an event in which several act who are of one country."""
    told = record(tell("AID", "KEN", recipient))
    event = msgspec.structs.replace(told.events[0], actors=told.events[0].actors * actors)
    return msgspec.structs.replace(told, events=(event,))


@pytest.mark.parametrize(("actors", "recipient"), [(1, "SOM"), (2, "SOM"), (1, "KEN"), (2, "KEN")])
def test_an_event_is_found_once_whatever_its_parties(ledger: Ledger, actors: int, recipient: str) -> None:
    told = several(actors, recipient)
    ledger.add(arrival(told.report.text, "https://one.example/a"), told)
    acted_upon = recipient == "KEN"
    for filters, found in (
        ({"party": "KEN"}, True), ({"actor": "KEN"}, True), ({"recipient": "KEN"}, acted_upon),
        ({"party": "KEN:GOV"}, True), ({"actor": "KEN:GOV"}, True), ({"party": ["KEN", "SOM"]}, True),
        ({"party": "KEN", "actor": "KEN"}, True), ({"party": "UGA"}, False),
    ):  # fmt: skip
        assert ledger.events(**filters).count() == len(list(ledger.events(**filters))) == int(found), filters
        assert ledger.counts("month", **filters) == ({"2024-05": 1} if found else {})
        assert ledger.counts("type", **filters) == ({"AID": 1} if found else {})
    (partner,) = ledger.partners("recipient", actor="KEN")
    assert (partner.party.country, partner.events, partner.score) == (recipient, 1, 2.0)
