"""Full text: what users type is found on either database, and never a syntax error."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.errors import LedgerError
from dragoman.ledger import Ledger
from dragoman.ledger.search import What, fts5, matching
from tests.ledger.samples import arrival, record, tell

ADDRESS = "https://courier.example/a"


def found(ledger: Ledger, what: What, query: str) -> int:
    """How many match."""
    with ledger.reading() as connection:
        return len(connection.execute(sa.select(matching(connection, what, query))).all())


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("border", True),
        ("borders rain", True),  # in any form
        ('"border opens"', True),
        ('"opens border"', False),
        ("border snow", False),
        ("snow or border", True),
        ("border -rains", False),
        ("border -snow", True),
        ("RAINS AND (BORDER", True),  # words, not a language
        ("border*", True),
        ("nairobi's", False),
        ('"border', True),
    ],
)
def test_queries(ledger: Ledger, query: str, matches: bool) -> None:
    text = "The border opens before the rains."
    ledger.add(arrival(text), record(text))
    assert found(ledger, "report", query) == matches


def test_reports_evidence_and_quotes_are_searched(ledger: Ledger) -> None:
    text = "Kamau said: The camels are thirsty.\n" + tell() + "\nThe weather was fine."
    ledger.add(arrival(text, ADDRESS), record(text, title="A quiet day"))
    for what, words in (("report", "quiet"), ("report", "weather"), ("attribution", "camel"), ("account", "talks")):
        assert found(ledger, what, words) == 1, words  # type: ignore[arg-type]
    assert found(ledger, "attribution", "weather") == found(ledger, "account", "weather") == 0
    # the index follows the report, and forgets what it says no longer
    later = "Kamau said: The goats are thirsty.\n" + tell("ACCUSE")
    ledger.add(arrival(later, ADDRESS), record(later))
    for what, words in (("report", "quiet"), ("report", "weather"), ("attribution", "camel"), ("account", "talks")):
        assert found(ledger, what, words) == 0, words  # type: ignore[arg-type]
    assert found(ledger, "report", "goats") == found(ledger, "attribution", "goat") == 1


@pytest.mark.parametrize("query", ["", " ", "-", '""', "?!", "or", "-snow"])
def test_nothing_to_look_for_is_told(query: str) -> None:
    with pytest.raises(LedgerError, match="no word to look for"):
        fts5(query)


@given(query=st.text(max_size=40))
@example('a "b\0" -"')
@example("NEAR(a b) ^c {d}: e*")
def test_no_query_is_a_syntax_error(query: str) -> None:
    try:
        words = fts5(query)
    except LedgerError:
        return
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE t USING fts5(text)")
        connection.exec_driver_sql("SELECT * FROM t WHERE t MATCH ?", (words,)).all()
