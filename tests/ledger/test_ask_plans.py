"""How the database goes about a question: by an index, and not by looking at every event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dragoman.ledger import Ledger
from dragoman.ledger.ask import pairs, terms


@pytest.fixture
def place(empty: Path) -> str:
    return str(empty)


def plan(connection: sa.Connection, statement: sa.Select[Any]) -> str:
    """What SQLite says that it will do."""
    words = statement.compile(connection, compile_kwargs={"literal_binds": True})
    return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}"))


DAYS = {"since": "2024-01", "until": "2024-06"}
PLANS: list[tuple[str, dict[str, Any], str, bool]] = [
    # the question, the index that leads, and whether the order comes with it
    ("events", {}, "ix_story_day", True),
    ("events", DAYS, "ix_story_day", True),
    ("events", {"type": "AID", **DAYS}, "ix_story_type_day", True),
    ("events", {"actor": "RUS"}, "ix_story_party_country", True),
    ("events", {"actor": "RUS", "type": "AID", **DAYS}, "ix_story_party_country", True),
    ("events", {"actor": "RUS", "recipient": "AFG", **DAYS}, "ix_story_pair_series", True),
    ("events", {"actor": "RUS", "recipient": "AFG", "type": "AID", "modality": "actual"}, "ix_story_pair_series", True),
    ("events", {"place": "AFG", **DAYS}, "ix_story_place_country_day", True),
    ("events", {"place": "Kabul"}, "ix_story_place_key_day", False),
    ("events", {"actor": "Lavrov"}, "ix_story_party_name_key_role_day_story", False),
    ("events", {"outlet": "TASS"}, "ix_report_outlet_published", False),
    ("events", {"recipient": "AFG:GOV", "actor": "GOV"}, "ix_story_party_country", True),
    ("events", {"text": "wheat", "actor": "RUS", "recipient": ["AFG", "PAK"]}, "day=? AND story=?)", False),
    ("events", {"actor": ["RUS", "BLR"], "type": "AID"}, "ix_story_party_country", False),
    ("events", {"text": "wheat"}, "account_words VIRTUAL TABLE", True),
    ("events", {"text": "wheat"}, "COVERING INDEX ix_account_pk_story", True),
    ("events", {"text": "wheat", "actor": "RUS"}, "SEARCH way USING COVERING INDEX ix_story_party_country", True),
    (
        "events",
        {"actor": "RUS", "min_confidence": 0.99},
        "SEARCH way USING COVERING INDEX ix_story_party_country",
        True,
    ),
    (
        "events",
        {"actor": "RUS:GOV", "recipient": "AFG:MIL"},
        "SEARCH way USING COVERING INDEX ix_story_pair_series",
        True,
    ),
    ("events", {"party": "RUS", "type": "AID"}, "SEARCH way USING COVERING INDEX ix_story_party_country", False),
    ("quotes", {}, "ix_attribution_day", True),
    ("quotes", {"speaker": "RUS", **DAYS}, "ix_attribution_speaker_country_day", True),
    ("quotes", {"speaker": "Lavrov"}, "ix_attribution_speaker_day", False),
    ("quotes", {"text": "wheat"}, "attribution_words VIRTUAL TABLE", False),
    ("reports", {"sort": "arrived"}, "ix_report_first_seen", True),
    ("reports", DAYS, "ix_report_published", False),
    ("reports", {"text": "wheat"}, "report_words VIRTUAL TABLE", False),
    ("entities", {"who": "RUS"}, "ix_entity_country", False),
]


@pytest.mark.parametrize(("what", "filters", "index", "sorted"), PLANS, ids=lambda value: str(value))
def test_an_index_leads(ledger: Ledger, what: str, filters: dict[str, Any], index: str, sorted: bool) -> None:
    with ledger.reading() as connection:
        told = plan(connection, getattr(ledger, what)(**filters, limit=50).statement(connection))
    assert index in told, told
    for table in ("story", "story_party", "story_pair", "account", "attribution", "report", "way", "refuted"):
        assert f"SCAN {table}\n" not in f"{told}\n", told
    if sorted:
        assert "TEMP B-TREE FOR ORDER BY" not in told, told  # those of one day may be sorted


@pytest.mark.parametrize("filters", [{"actor": "RUS"}, {"party": "RUS"}, {"actor": "RUS", "recipient": "AFG"}])
def test_no_event_is_read_to_know_whether_it_passes(ledger: Ledger, filters: dict[str, Any]) -> None:
    with ledger.reading() as connection:
        told = plan(connection, ledger.events(modality="actual", **DAYS, **filters).statement(connection))
    assert "story USING" not in told and "before" not in told, told


def test_a_series_is_in_its_index(ledger: Ledger) -> None:
    filters = pairs.Filters(modality=terms.DONE)
    with ledger.reading() as connection:
        acts = pairs._acts(connection, terms.who("RUS"), terms.who("UKR"), filters)
        told = plan(connection, sa.select(acts.c.day, sa.func.count()).group_by(acts.c.day))
    assert "USING COVERING INDEX ix_story_pair_series (actor=? AND recipient=?)" in told
    assert "TEMP B-TREE" not in told
