"""The map of the world: countries shaded by how many events took place in them, each a link.

The shapes are made by ``gazetteers/worldmap.py``. Links are out of the tab order, since a page lists the countries
beside the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import msgspec

from dragoman.serve.days import count

SHADES = 5
SMALL = 4
"""Radius of the dot of a country too small to have a shape."""


class World(msgspec.Struct, frozen=True):
    """The map: its size, the outlines of countries as SVG paths, and where small ones are, by ISO alpha-3."""

    width: int
    height: int
    shapes: dict[str, str]
    dots: dict[str, tuple[int, int]]


class Land(NamedTuple):
    """A country on the map: its name, its events, where a touch leads, and whether it is looked at."""

    name: str
    events: int
    href: str
    chosen: bool = False


@cache
def world() -> World:
    """The map that ships; read once."""
    return msgspec.json.decode(Path(__file__).with_name("world.json").read_bytes(), type=World)


def worldmap(lands: Mapping[str, Land]) -> str:
    """The map as SVG, of countries by ISO alpha-3. Those without events are there, but lead nowhere."""
    known = world()
    most = max((land.events for land in lands.values()), default=0)
    told = {code: land for code, land in lands.items() if land.events and (code in known.shapes or code in known.dots)}
    rest = "".join(shape for code, shape in known.shapes.items() if code not in told)
    # the small ones last, to lie above their neighbours; the chosen one's edge above all
    order = sorted(told, key=lambda code: (told[code].chosen, code in known.dots))
    links = "".join(_link(code, told[code], shade(told[code].events, most)) for code in order)
    return (
        f'<svg class="worldmap" viewBox="0 0 {known.width} {known.height}" role="group" aria-labelledby="map-t map-d">'
        f'<title id="map-t">Where events took place</title><desc id="map-d">{escape(_told(told.values()))}</desc>'
        f'<path class="land" d="{rest}"/>{links}</svg>'
    )  # fmt: skip


def shade(events: int, most: int) -> int:
    """1 to ``SHADES``: in steps of equal ratio, since a few countries have most of all events."""
    return 1 if most <= 1 else 1 + round((SHADES - 1) * math.log(max(events, 1)) / math.log(most))


def _link(code: str, land: Land, heat: int) -> str:
    words = escape(f"{land.name}: {count(land.events, 'event')}")
    marked = ' aria-current="true"' if land.chosen else ""
    return (
        f'<a class="heat-{heat}" href="{escape(land.href)}" tabindex="-1" aria-label="{words}"{marked}>'
        f"<title>{words}</title>{_shape(code)}</a>"
    )


def _shape(code: str) -> str:
    known = world()
    if code in known.shapes:
        return f'<path d="{known.shapes[code]}"/>'
    x, y = known.dots[code]
    return f'<circle cx="{x}" cy="{y}" r="{SMALL}"/>'


def _told(lands: Iterable[Land]) -> str:
    found = sorted(lands, key=lambda land: -land.events)[:5]
    return "Most: " + ", ".join(f"{land.name} {land.events:,}" for land in found) + "." if found else "None."
