"""How well actors, recipients and places are resolved, given their spans.

Reads ``../shared/data/annotated`` (and the named entities of ``entities/worldwide`` where they exist for a report;
elsewhere runs of capitalised words stand in). ``--half tune`` are the reports that rules may be tuned on, ``--half
held`` (the default) the others. ``--errors N`` prints N errors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.resolve.coreference import PRONOUNS
from dragoman.resolve.gazetteer import Gazetteer
from dragoman.resolve.where import Where
from dragoman.resolve.who import Who
from dragoman.types import Document, Mention, MentionKind, Report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KINDS: dict[str, MentionKind] = {
    "Person": "person", "Organization": "organization", "Location": "location", "NORP": "norp", "Facility": "facility",
}  # fmt: skip
_RUN = re.compile(r"[A-Z][\w’'-]+(?: (?:(?:al|bin|de|da|van|von|del|la)[ -])?[A-Z][\w’'-]+)+")


def half_of(name: str) -> str:
    """Which half a report belongs to."""
    return "tune" if hashlib.sha1(name.encode()).digest()[0] % 2 else "held"


def gold_mentions(name: str, text: str) -> tuple[Mention, ...] | None:
    """The annotated named entities of a report, found in its text in order."""
    path = DATA / "entities" / "worldwide" / f"{name.removeprefix('ww_')}.txt.tsv"
    if not path.exists():
        return None
    found: list[Mention] = []
    at = 0
    start, kind = 0, None
    for line in [*path.read_text("utf-8").splitlines(), "\tO"]:
        token, _, tag = line.partition("\t")
        if kind and not tag.startswith("I-"):
            found.append(Mention(start=start, end=at, kind=kind))
            kind = None
        if not token:
            continue
        where = text.find(token, at, at + 400)
        if where < 0:
            continue
        if tag.startswith("B-"):
            start, kind = where, KINDS.get(tag[2:])
        at = where + len(token)
    return tuple(found)


def stand_in(text: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Runs of capitalised words that no list knows, as people, and their last words wherever they stand alone."""
    found: dict[tuple[int, int], Mention] = {}
    surnames: set[str] = set()
    for match in _RUN.finditer(text):
        words = match.group().split()
        ends = any(entry.kind in {"country", "capital"} for entry in gazetteer.entries(words[-1]))
        if not ends and not gazetteer.entries(match.group()) and not gazetteer.role(words[-1].lower()):
            while len(words) > 1 and (skip := _known(words, gazetteer)):
                words = words[skip:] if skip < len(words) else words[-1:]
            start = match.end() - len(" ".join(words))
            found[start, match.end()] = Mention(start=start, end=match.end(), kind="person")
            surnames.add(words[-1])
    for match in re.finditer(r"\b[A-Z][\w’'-]+", text):
        bare = re.sub(r"['’]s$", "", match.group())
        span = match.start(), match.start() + len(bare)
        if bare in surnames and not any(s <= span[0] < e for s, e in found):
            found[span] = Mention(start=span[0], end=span[1], kind="person")
    return tuple(found[span] for span in sorted(found))


def _known(words: list[str], gazetteer: Gazetteer) -> int:
    """How many words at the front are a known name or a role."""
    for count in range(len(words) - 1, 0, -1):
        front = " ".join(words[:count])
        if gazetteer.entries(front) or gazetteer.role(front.lower()):
            return count
    return 0


def documents(half: str, gazetteer: Gazetteer) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """The reports of one half with their annotations."""
    for path in sorted((DATA / "annotated" / "annotations").glob("*.json")):
        if half != "all" and half_of(path.stem) != half:
            continue
        plain = json.loads((DATA / "annotated" / "reports" / path.name).read_text("utf-8"))
        text = plain["text"]
        report = Report(text=text, title=plain["title"], outlet=plain["outlet"], url=plain["url"], date=plain["date"])
        sentences = tuple(
            m.span() for m in re.finditer(r"(?:[^.!?\n]|\.(?=\w)|\b[A-Z]\.|(?:Mr|Dr|Mrs|Ms|St)\.)+[.!?\n]*\s*", text)
        )
        mentions = gold_mentions(path.stem, text) or stand_in(text, gazetteer)
        document = Document(report=report, sentences=sentences, mentions=mentions)
        yield path.stem, document, json.loads(path.read_text("utf-8"))


def parties(text: str, events: list[dict[str, Any]]) -> Iterator[tuple[tuple[int, int], dict[str, Any], str]]:
    """Span, annotation and evidence of each actor and recipient whose wording stands in the evidence."""
    for event in events:
        base = text.find(event["evidence"])
        for party in (*event["actors"], *event["recipients"]):
            match = re.search(rf"(?<!\w){re.escape(party['text'])}(?!\w)", event["evidence"]) if party["text"] else None
            if base >= 0 and match:
                yield (base + match.start(), base + match.end()), party, event["evidence"]


def sort_of(text: str) -> str:
    """A pronoun, a name, a description without a name, or both in one."""
    words = [word for word in re.findall(r"\w+", text) if word.lower() not in {"the", "s", "of", "and"}]
    if len(words) == 1 and words[0].lower() in PRONOUNS and words[0] != "US":
        return "pronoun"
    capitals = [word[0].isupper() or word[0].isdigit() for word in words]
    if not any(capitals[1:]) and text.split(" ")[0].lower() in {"the", "a", "an"} | {words[0].lower() if words else ""}:
        return "name" if len(words) == 1 and capitals[0] else "description"
    return "name" if all(capitals) else "mixed"


def parties_of(who: Who, document: Document, annotation: dict[str, Any], name: str, count: Counter[str]) -> list[str]:
    """Counts the actors and recipients of a report; returns its errors."""
    wrong: list[str] = []
    found = list(parties(document.report.text, annotation["events"]))
    began = time.process_time()
    entities = who.resolve(document, [span for span, _, _ in found])
    count["microseconds"] += int(1e6 * (time.process_time() - began))
    for entity, (_, party, evidence) in zip(entities, found, strict=True):
        sector = entity.sectors[0] if entity.sectors else None
        right = {"country": entity.country == party["country"], "sector": sector == party["sector"]}
        for sort in ("all", sort_of(entity.text)):
            count[f"{sort} n"] += 1
            count[f"{sort} country"] += right["country"]
            count[f"{sort} sector"] += right["sector"]
        if not right["country"]:
            wrong.append(f"C {name[:22]} {entity.text!r} {entity.country} gold {party['country']} | {evidence[:110]!r}")
        if not right["sector"]:
            wrong.append(f"S {name[:22]} {entity.text!r} {sector} gold {party['sector']} | {evidence[:110]!r}")
    return wrong


def places_of(
    where: Where, document: Document, annotation: dict[str, Any], name: str, count: Counter[str]
) -> list[str]:
    """Counts the places of the events of a report; returns its errors."""
    wrong: list[str] = []
    places = []
    text = document.report.text
    for event in annotation["events"]:
        base = text.find(event["evidence"])
        at = text.find(event["place"], max(base, 0)) if event["place"] else -1
        if at >= 0:
            places.append(((at, at + len(event["place"])), event["place_country"]))
    for place, (_, gold) in zip(where.resolve(document, [s for s, _ in places]), places, strict=True):
        count["places"] += 1
        count["place country"] += place.country == gold
        if place.country != gold:
            wrong.append(f"P {name[:22]} {place.text!r} {place.name} {place.country} gold {gold}")
    return wrong


def measure(half: str, errors: int) -> None:
    """Prints accuracy of countries, sectors and places."""
    gazetteer = Gazetteer()
    who, where = Who(gazetteer), Where(gazetteer)
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for name, document, annotation in documents(half, gazetteer):
        count["reports"] += 1
        wrong += parties_of(who, document, annotation, name, count)
        wrong += places_of(where, document, annotation, name, count)
    print(
        f"{half}: {count['reports']} reports, {count['microseconds'] / 1000 / count['reports']:.1f} ms of CPU a report"
    )
    for sort in ("all", "pronoun", "name", "mixed", "description"):
        number = max(count[f"{sort} n"], 1)
        shares = f"country {count[f'{sort} country'] / number:.3f}, sector {count[f'{sort} sector'] / number:.3f}"
        print(f"  parties, {sort:12} {number:5}: {shares}")
    print(f"  places {count['places']}: country {count['place country'] / max(count['places'], 1):.3f}")
    random.Random(7).shuffle(wrong)
    for line in sorted(wrong[:errors]):
        print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "held", "all"), default="held")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit("There is no ../shared/data here; nothing is measured.")
    measure(options.half, options.errors)
