"""Make the map of the desk: country shapes, projected and made simple, as SVG paths.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python gazetteers/worldmap.py package/countries-110m.json

The shapes are Natural Earth's (1:110 million, public domain), which world-atlas has as TopoJSON. Borders are made simple
once for both their countries, so that no gaps open. Countries too small to have a shape get a dot at their capital.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pycountry
import yaml

from dragoman.resolve.gazetteer import shipped

Point = tuple[float, float]
OUT = Path(__file__).parents[1] / "src/dragoman/serve/draw/world.json"
COUNTRIES = Path(__file__).with_name("countries.yaml")
WIDTH = 1000
NORTH, SOUTH = 79.0, -56.0  # Antarctica and the pole are left out
ROUGH = 0.5  # how far a border may move, in units of the width
UNNUMBERED = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
LEFT_OUT = frozenset({"ATA"})


def natural_earth(longitude: float, latitude: float) -> Point:
    """The Natural Earth projection (Patterson; Šavrič, Jenny and others, 2011), as a polynomial; y grows to the north."""
    along, f = math.radians(longitude), math.radians(latitude)
    f2 = f * f
    f4, f10 = f2 * f2, f2**5
    x = along * (0.8707 - 0.131979 * f2 - 0.013791 * f4 + 0.003971 * f10 - 0.001529 * f10 * f2)
    return x, f * (1.007226 + 0.015085 * f2 - 0.044475 * f2**3 + 0.028874 * f2**4 - 0.005916 * f2**5)


LEFT, TOP = natural_earth(-180, 0)[0], natural_earth(0, NORTH)[1]
SCALE = WIDTH / (-2 * LEFT)
HEIGHT = round((TOP - natural_earth(0, SOUTH)[1]) * SCALE)


def on_map(longitude: float, latitude: float) -> Point:
    """Where a place is on the map, from its upper left corner."""
    x, y = natural_earth(longitude, latitude)
    return (x - LEFT) * SCALE, (TOP - y) * SCALE


def arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The borders, on the map and made simple."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(on_map(x * sx + tx, y * sy + ty))
        found.append(simple(points))
    return found


def simple(points: list[Point]) -> list[Point]:
    """The line with fewer points, none farther than ROUGH from it (Douglas and Peucker). A ring is cut in two first."""
    if points[0] == points[-1] and len(points) > 3:
        far = max(range(len(points)), key=lambda i: math.dist(points[i], points[0]))
        return [*simple(points[: far + 1])[:-1], *simple(points[far:])]
    if len(points) < 3:
        return points
    away = [_away(point, points[0], points[-1]) for point in points[1:-1]]
    most = max(away)
    if most <= ROUGH:
        return [points[0], points[-1]]
    at = away.index(most) + 1
    return [*simple(points[: at + 1])[:-1], *simple(points[at:])]


def _away(p: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b)
    if not length:
        return math.dist(p, a)
    return abs((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])) / length


def rings(geometry: dict[str, Any], lines: list[list[Point]]) -> list[list[tuple[int, int]]]:
    """The outlines of a country in whole units; those of which nothing is left are gone."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points: list[tuple[int, int]] = []
        for arc in ring:
            line = lines[arc] if arc >= 0 else lines[~arc][::-1]
            for x, y in line:
                here = (round(x), round(y))
                if not points or points[-1] != here:
                    points.append(here)
        found += [part for part in _halves(points) if len(part) > 2]
    return found


def _halves(points: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """An outline that goes over the edge of the map (Russia's, Fiji's), as one in the east and one in the west."""
    if points and points[0] == points[-1]:
        points = points[:-1]
    if all(abs(a[0] - b[0]) < WIDTH * 0.3 for a, b in zip(points, [*points[1:], *points[:1]], strict=True)):
        return [points]
    return [[p for p in points if p[0] >= WIDTH / 2], [p for p in points if p[0] < WIDTH / 2]]


def path(outlines: list[list[tuple[int, int]]]) -> str:
    """The outlines as an SVG path, each point told by its way from the one before."""
    parts = []
    for (x, y), *rest in outlines:
        steps, here = [], (x, y)
        for point in rest:
            steps.append(f"{point[0] - here[0]} {point[1] - here[1]}".replace(" -", "-"))
            here = point
        parts.append(f"M{x} {y}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


def shapes(topology: dict[str, Any]) -> dict[str, str]:
    """The path of each country, by ISO alpha-3."""
    lines, found = arcs(topology), dict[str, str]()
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        known = pycountry.countries.get(numeric=geometry["id"]) if "id" in geometry else None
        code = known.alpha_3 if known else UNNUMBERED[name]
        if code not in LEFT_OUT:
            found[code] = found.get(code, "") + path(rings(geometry, lines))
    return {code: found[code] for code in sorted(found) if found[code]}


def dots(shaped: set[str]) -> dict[str, tuple[int, int]]:
    """Where the capitals of the other countries are."""
    found = {}
    for code, country in yaml.safe_load(COUNTRIES.read_text()).items():
        if code in shaped or not isinstance(country, dict) or not country.get("capital"):
            continue
        cities = [city for city in shipped().cities(country["capital"]) if city.country == code]
        if cities and cities[0].latitude > SOUTH:
            x, y = on_map(cities[0].longitude, cities[0].latitude)
            found[code] = (round(x), round(y))
    return found


def main() -> None:
    """Read the TopoJSON that is named, and write the map."""
    found = shapes(json.loads(Path(sys.argv[1]).read_text()))
    world = {"width": WIDTH, "height": HEIGHT, "shapes": found, "dots": dots(set(found))}
    OUT.write_text(json.dumps(world, separators=(",", ":")) + "\n")
    print(f"{OUT.name}: {len(found)} countries, {len(world['dots'])} dots, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
