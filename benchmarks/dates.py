"""How well dates are found and resolved: annotated reports, event dates, TimeBank.

``python benchmarks/dates.py [--split train,tune] [--errors N] [--timebank] [--events]``; reads ../shared/data when it is there.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from dragoman.resolve.when import event_date, find_dates  # noqa: E402
from dragoman.types import Document, Report  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?]['\"”’)]*(?=\s+[\"“‘'(A-Z])|(?=\n)|$)", re.S)


def document_of(text: str, day: str | None, url: str | None = None) -> Document:
    """A document with sentences split the plain way, so that the figures do not hang on another room."""
    sentences = tuple(m.span() for m in _SENTENCE.finditer(text))
    return Document(report=Report(text=text, date=day, url=url), sentences=sentences)


def score(hits: int, found: int, gold: int) -> str:
    """Precision, recall and F1 in one line."""
    p, r = hits / max(found, 1), hits / max(gold, 1)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(p + r, 1e-9):.3f} ({hits} of {gold}; {found} found)"


def annotated(splits: set[str], errors: int) -> dict[str, float]:
    """F1 on (wording, value) and on value alone, over the ``dates`` lists of the annotated reports."""
    from training.sources import annotated as docs
    from training.sources import split_of

    totals: Counter[str] = Counter()
    wrong: list[str] = []
    spent = size = 0.0
    for doc in docs():
        if split_of(doc.id) not in splits:
            continue
        raw: dict[str, Any] = doc.raw or {}
        document = document_of(doc.text, raw.get("date"), raw.get("url"))
        start = time.process_time()
        found = find_dates(document)
        spent += time.process_time() - start
        size += len(doc.text)
        gold = {(d["text"], d["value"]) for d in raw["dates"]}
        mine = {(d.text, d.value) for d in found}
        for name, a, b in (("both", gold, mine), ("value", {v for _, v in gold}, {v for _, v in mine})):
            totals[f"{name} hits"] += len(a & b)
            totals[f"{name} gold"] += len(a)
            totals[f"{name} found"] += len(b)
        wrong += _differences(
            doc.id, raw.get("date"), doc.text, gold, {(d.text, d.value): (d.start, d.end) for d in found}
        )
    print("wording and value", score(totals["both hits"], totals["both found"], totals["both gold"]))
    print("value            ", score(totals["value hits"], totals["value found"], totals["value gold"]))
    print(f"{1000 * spent / max(size, 1) * 2000:.2f} ms for 2,000 characters")
    for line in wrong[:errors]:
        print(line)
    return {"value": 2 * totals["value hits"] / max(totals["value found"] + totals["value gold"], 1)}


def _differences(
    id_: str, day: str | None, text: str, gold: set[tuple[str, str]], mine: dict[tuple[str, str], tuple[int, int]]
) -> list[str]:
    values = {v for _, v in gold}
    lines = []
    for key in sorted(set(gold) | set(mine)):
        if key in gold and key in mine:
            continue
        at = mine[key][0] if key in mine else text.find(key[0])
        context = text[max(0, at - 70) : at] + "⟦" + key[0] + "⟧" + text[at + len(key[0]) : at + len(key[0]) + 50]
        kind = "MISSED" if key in gold else "EXTRA "
        soft = (key[1] in {v for _, v in mine}) if key in gold else (key[1] in values)
        lines.append(f"{kind}{'~' if soft else ' '} {key[1]:10} {id_[:30]} {day} {context!r}")
    return lines


def events(splits: set[str], errors: int) -> None:
    """Share of events whose date is right, given the gold trigger: dates unlinked, and linked as annotated."""
    from training.sources import annotated as docs
    from training.sources import split_of

    totals: Counter[str] = Counter()
    wrong: list[str] = []
    for doc in docs():
        if split_of(doc.id) not in splits:
            continue
        document = document_of(doc.text, (doc.raw or {}).get("date"), (doc.raw or {}).get("url"))
        dates = find_dates(document)
        for frame in doc.events or []:
            gold = frame.labels.get("date")
            modality = frame.labels["modality"]
            free, _ = event_date(document, dates, frame.anchor, modality=modality)
            linked, _ = event_date(document, dates, frame.anchor, linked=frame.roles["date"], modality=modality)
            totals.update(all=1, free=free == gold, linked=linked == gold, null=gold is None)
            totals.update({"dated": gold is not None, "dated free": gold is not None and free == gold})
            totals.update({"dated linked": gold is not None and linked == gold})
            if free != gold:
                a, b = frame.anchor
                context = doc.text[max(0, a - 110) : a] + "⟦" + doc.text[a:b] + "⟧" + doc.text[b : b + 110]
                wrong.append(f"{modality:10} gold {gold} got {free} {(doc.raw or {}).get('date')} {context!r}")
    print(
        f"event dates right: unlinked {totals['free'] / totals['all']:.3f}, linked {totals['linked'] / totals['all']:.3f};",
        end=" ",
    )
    print(
        f"always null {totals['null'] / totals['all']:.3f}; of the dated ones {totals['dated free'] / max(totals['dated'], 1):.3f},",
        end=" ",
    )
    print(f"linked {totals['dated linked'] / max(totals['dated'], 1):.3f}; {totals['all']} events")
    for line in wrong[:errors]:
        print(line)


def timebank(errors: int) -> None:
    """Values of TIMEX3 of type DATE that are a day, week, month or year, with the document creation time."""
    shape = re.compile(r"\d{4}(?:-W\d{2}|-\d{2}(?:-\d{2})?)?")
    totals: Counter[str] = Counter()
    wrong: list[str] = []
    for path in sorted((DATA / "dates" / "timebank").glob("*/*.tml")):
        source = path.read_text(encoding="utf-8", errors="replace")
        created = re.search(r"<DCT>.*?value=\"(\d{4}-\d{2}-\d{2})", source, re.S)
        body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.S)
        if not created or not body:
            continue
        gold = set()
        for m in re.finditer(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", body[1], re.S):
            value = re.search(r'value="([^"]*)"', m[1])
            if value and 'type="DURATION"' not in m[1] and 'type="SET"' not in m[1]:
                plain = re.sub(r"T.*", "", value[1]).removesuffix("-WE")
                if shape.fullmatch(plain):
                    gold.add((" ".join(re.sub(r"<[^>]+>", "", m[2]).split()), plain))
        text = re.sub(r"<[^>]+>", "", body[1]).replace("&amp;", "&")
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
        found = find_dates(document_of(text, created[1]))
        a, b = {v for _, v in gold}, {d.value for d in found}
        totals.update(hits=len(a & b), gold=len(a), found=len(b))
        wrong += _differences(path.stem, created[1], text, gold, {(d.text, d.value): (d.start, d.end) for d in found})
    print("TimeBank value   ", score(totals["hits"], totals["found"], totals["gold"]))
    for line in [w for w in wrong if "~" not in w[:8]][:errors]:
        print(line)


def main() -> None:
    """Print the figures that are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="train,tune")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--timebank", action="store_true")
    parser.add_argument("--events", action="store_true")
    options = parser.parse_args()
    if not DATA.is_dir():
        print("There is no ../shared/data here: nothing to measure.")
        return
    annotated(set(options.split.split(",")), options.errors)
    if options.events:
        events(set(options.split.split(",")), options.errors)
    if options.timebank:
        timebank(options.errors)


if __name__ == "__main__":
    main()
