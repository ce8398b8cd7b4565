"""Who published a report, and who owns it."""

from __future__ import annotations

import pytest

from dragoman.ledger.outlets import outlet_of
from dragoman.types import Outlet


@pytest.mark.parametrize(
    ("name", "url", "outlet"),
    [
        ("TASS", None, Outlet(name="TASS", country="RUS", ownership="state")),
        ("People's Daily", None, Outlet(name="People's Daily", country="CHN", ownership="party")),
        (None, "https://en.rudaw.net/a/1", Outlet(name="Rudaw", country="IRQ", ownership="party")),
        ("  Khan   Uul Courier ", None, Outlet(name="Khan Uul Courier")),
        (None, "https://www.khanuul.example/a", Outlet(name="khanuul.example")),
        (None, None, None),
    ],
)
def test_an_outlet_has_the_owner_that_the_gazetteer_gives(name: str | None, url: str | None, outlet: object) -> None:
    assert outlet_of(name, url) == outlet
