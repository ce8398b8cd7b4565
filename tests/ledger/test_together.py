"""The ledger with the real rules of reconciling: copies and events come out as they should, in any order."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

from dragoman.ledger import Ledger, upkeep
from tests.ledger.samples import arrival, record, tell

WIRE = (
    "The ministers spoke for three hours behind closed doors, and agreed to reopen the northern crossing to trucks "
    "before the long rains begin.\nTraders at the market of Mandera had asked for it since the winter, when the price "
    "of sugar and maize doubled within a fortnight.\n"
)
OTHER = (
    "Herders welcomed the news with caution.\nA bridge that the floods had carried away will have to be built again, "
    "said an engineer of the county, and nobody has yet found the money.\n"
)
REPORTS = (
    ("tass.com", WIRE + tell(day="2024-05-06"), "2024-05-06"),
    ("courier.example", WIRE + tell(day="2024-05-06"), "2024-05-07"),
    ("bbc.com", OTHER + tell(day="2024-05-06"), "2024-05-07"),
    ("herald.example", OTHER.upper() + tell("ASSAULT", "ETH", "UGA", "2024-09-06"), "2024-09-07"),
)


def fill(ledger: Ledger, reports: tuple[tuple[str, str, str], ...]) -> None:
    """Add reports in that order."""
    for host, text, date in reports:
        address = f"https://{host}/{date}"
        ledger.add(arrival(text, address), record(text, date=date))


def told(ledger: Ledger) -> list[tuple[int, int, int, bool]]:
    """Of each event: reports, copies, origins, and whether it is corroborated."""
    with ledger.reading() as connection:
        rows = connection.exec_driver_sql("SELECT reports, copies, origins, corroborated FROM story ORDER BY day").all()
    return [(row[0], row[1], row[2], bool(row[3])) for row in rows]


def test_two_voices_and_a_copy(place: str) -> None:
    with Ledger(place) as ledger:
        fill(ledger, REPORTS)
        assert told(ledger) == [(3, 1, 2, True), (1, 0, 1, False)]
        assert list(upkeep.check(ledger.database)) == []


def test_any_order(empty: Path, tmp_path: Path) -> None:
    accounts = set()
    for n, order in enumerate(itertools.permutations(REPORTS[:3])):
        shutil.copy(empty, path := tmp_path / f"{n}.db")
        with Ledger(path) as ledger:
            fill(ledger, order)
            assert told(ledger) == [(3, 1, 2, True)]
            assert list(upkeep.check(ledger.database)) == []
            with ledger.reading() as connection:
                (id,) = connection.exec_driver_sql("SELECT id FROM story").scalars()
            accounts.add(tuple((a.id, a.origin) for a in ledger.accounts(id)))
    assert len(accounts) == 1
