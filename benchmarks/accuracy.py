"""Measures the reader that ships on data that did not train it: ``python -m benchmarks.accuracy``.

Reads ../shared/data. ``--errors FILE`` writes what was missed and invented, report by report, to look at.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measures import Count, Figures, compare, event_key, event_keys, gold_keys
from benchmarks.speech import LAYERS, count_spans, count_triples
from dragoman.errors import DragomanError
from dragoman.pipeline import Reader
from dragoman.types import Document, Record, Report
from training import sources
from training.sources import Doc, guide_doc


def records(reader: Reader, docs: list[Doc]) -> Iterator[tuple[Doc, Record]]:
    """Each annotated report with its record; the annotation is laid on the text that the record has."""
    for doc in docs:
        raw = doc.raw or {}
        try:
            record = reader.read(
                raw["text"], date=raw["date"], outlet=raw["outlet"], title=raw["title"], url=raw["url"]
            )
        except DragomanError as error:
            print(f"{doc.id}: {error}")
            continue
        yield guide_doc({**raw, "text": record.report.text}), record


def reports(reader: Reader, split: str, errors: Path | None = None) -> Figures:
    """The figures on one split of the annotated reports."""
    figures = Figures()
    lines: list[str] = []
    for doc, record in records(reader, list(sources.annotated(split))):
        compare(record, doc, figures)
        lines += told(doc, record)
    if errors:
        errors.write_text("\n".join(lines))
    return figures


def told(doc: Doc, record: Record) -> Iterator[str]:
    """What differs, in words."""
    ours, theirs = event_keys(record), gold_keys(doc)
    yield f"\n=== {doc.id} {record.report.date}"
    for e in record.events:
        parties = f"{[(a.text, a.country) for a in e.actors]} -> {[(a.text, a.country) for a in e.recipients]}"
        mark = "ok " if event_key(e) in theirs else "FP "
        yield f"{mark}{e.type}/{e.mode} {e.confidence:.2f} {e.modality} {e.trigger.text!r} {parties} | {e.evidence.text[:160]}"
    for f in doc.events or ():
        e = f.labels
        key = (
            e["type"],
            frozenset(a["country"] for a in e["actors"]),
            frozenset(a["country"] for a in e["recipients"]),
        )
        if key not in ours:
            parties = f"{[(a['text'], a['country']) for a in e['actors']]} -> {[(a['text'], a['country']) for a in e['recipients']]}"
            yield f"FN {e['type']}/{e['mode']} {e['modality']} {e['trigger']!r} {parties} | {e['evidence'][:160]}"


def polnear(reader: Reader) -> dict[str, Count]:
    """Attribution on PolNeAR dev, marked in PolNeAR's way."""
    from dragoman.prepare import sentences

    counts = {k: Count() for k in (*LAYERS, "linked triples", "triples")}
    for doc in sources.polnear("dev"):
        document = Document(report=Report(text=doc.text), sentences=tuple(sentences(doc.text)))
        found = reader.understanding.read(document).attributions
        said = [([a.source] if a.source else [], [a.cue] if a.cue else [], list(a.contents)) for a in found]
        count_spans(doc, said, counts)
        count_triples(doc, said, counts["linked triples"], counts["triples"])
    return counts


def entities(reader: Reader) -> Count:
    """Mentions on the held tenth of worldwide NER: Person, Organization, Location, NORP."""
    from dragoman.prepare import sentences

    kinds = {"person", "organization", "location", "norp"}
    count = Count()
    for doc in sources.worldwide("held"):
        document = Document(report=Report(text=doc.text), sentences=tuple(sentences(doc.text)))
        ours = {(m.start, m.end, m.kind) for m in reader.understanding.read(document).mentions if m.kind in kinds}
        theirs = {n for n in doc.ner or () if n[2] in kinds}
        count.add(len(ours & theirs), len(ours), len(theirs))
    return count


def measure(split: str, errors: Path | None = None) -> dict[str, float]:
    """All figures, printed and returned under the names of floors.json."""
    reader = Reader()
    f = reports(reader, split, errors)
    for name in ("events", "types", "attributions", "via", "dates", "countries", "modality", "event_dates"):
        print(f"{name:>16}: {getattr(f, name)}")
    print(f"    false events: {f.false_events_a_report:.2f} a report ({f.false_events} in {f.empty_reports})")
    speech = polnear(Reader(convention="polnear"))
    ner = entities(reader)
    for name, count in {**{f"polnear {k}": v for k, v in speech.items()}, "worldwide NER": ner}.items():
        print(f"{name:>16}: {count}")
    return {
        "events_f1": f.events.f1,
        "attributions_f1": f.attributions.f1,
        "via_f1": f.via.f1,
        "false_events_per_report": f.false_events_a_report,
        "dates_f1": f.dates.f1,
        "country_accuracy": f.countries.precision,
        "polnear_source_f1": speech["source"].f1,
        "polnear_cue_f1": speech["cue"].f1,
        "polnear_content_f1": speech["content"].f1,
        "polnear_linked_f1": speech["linked triples"].f1,
        "ner_f1": ner.f1,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="held", choices=("train", "tune", "held"))
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    figures = measure(args.split, args.errors)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
