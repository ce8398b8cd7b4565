"""Map and timeline."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from dragoman.serve.draw import worldmap as drawn
from dragoman.serve.draw.timeline import Bar, bars, timeline
from dragoman.serve.draw.worldmap import Land, shade, world, worldmap


def test_the_map_is_small_and_has_every_country_once() -> None:
    assert (Path(drawn.__file__).parent / "world.json").stat().st_size < 60_000
    assert {"AFG", "RUS", "XKX", "PSE"} <= world().shapes.keys()
    assert {"SGP", "MLT"} <= world().dots.keys()
    assert not world().shapes.keys() & world().dots.keys()


def test_no_border_runs_across_the_map() -> None:
    for code, shape in world().shapes.items():
        for ring in re.findall(r"l([^z]*)z", shape):
            steps = re.findall(r"-?\d+", ring)
            assert all(abs(int(step)) < 300 for step in steps), code


def test_countries_with_events_are_links() -> None:
    lands = {"KEN": Land("Kenya", 12, "/?place=KEN&x=<"), "MLT": Land("Malta", 1, "/?place=MLT", True)}
    svg = ET.fromstring(worldmap(lands))
    links = [one for one in svg if one.tag == "a"]
    assert [(one.get("aria-label"), one.get("class"), one.get("aria-current")) for one in links] == [
        ("Kenya: 12 events", "heat-5", None), ("Malta: 1 event", "heat-1", "true"),
    ]  # fmt: skip
    assert links[0].get("href") == "/?place=KEN&x=<"
    assert "Kenya 12, Malta 1" in (svg.findtext("desc") or "")
    assert "None" in (ET.fromstring(worldmap({})).findtext("desc") or "")


def test_shades_go_by_ratio() -> None:
    assert [shade(events, 10_000) for events in (1, 10, 100, 1000, 10_000)] == [1, 2, 3, 4, 5]
    assert shade(1, 1) == 1


def test_bars_have_no_gaps() -> None:
    shown = bars({"2024-05": 3, "2024-07": 1}, "2024-07-03")
    assert len(shown) == 12
    assert shown[-3:] == [Bar("2024-05", 3), Bar("2024-06", 0), Bar("2024-07", 1)]
    assert bars({}, "2024-07-03") == []


def test_old_events_are_shown_by_year_when_looked_at() -> None:
    months = {"1999-01": 1, "2024-06": 5}
    assert bars(months, "2024-07-03")[0].value == "2020-07"
    assert bars(months, "2024-07-03", "1999")[0] == Bar("1999", 1)
    assert bars({"1999-01": 1}, "2024-07-03")[-1] == Bar("1999-01", 1)


def test_what_is_far_ahead_does_not_press_the_present_together() -> None:
    assert bars({"2024-06": 5, "2060-01": 1}, "2024-07-03")[-1].value == "2025-01"


def test_the_time_that_is_looked_at_is_marked() -> None:
    shown = bars({"2024-05": 3, "2024-07": 1}, "2024-07-03")
    svg = ET.fromstring(timeline(shown, lambda time: f"/?since={time}", ("2024-05-06", "2024-06")))
    marked = [one.get("aria-label") for one in svg if one.get("aria-current")]
    assert marked == ["May 2024: 3 events", "June 2024: 0 events"]
    assert timeline([], str) == ""
