"""Readers of the data sets: each yields documents with character offsets, in one form."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.labels import SHARED

DATA = SHARED / "data"
WRITTEN = Path(__file__).parent / "written"
Pair = tuple[int, int]


@dataclass
class Frame:
    """Something said or done: the anchor (cue or trigger), its labels, and role -> offset pairs."""

    anchor: Pair
    roles: dict[str, list[Pair]]
    labels: dict[str, Any] = field(default_factory=dict)


@dataclass
class Doc:
    """One annotated text; a layer that is None is not annotated in it."""

    id: str
    text: str
    convention: str | None = None
    ner: list[tuple[int, int, str]] | None = None
    speech: list[Frame] | None = None
    flat: dict[str, list[Pair]] | None = None
    events: list[Frame] | None = None
    again: list[Pair] = field(default_factory=list)  # clauses that tell of an event once more: neither trigger nor none
    facts: list[tuple[int, int, float]] | None = None
    relation: tuple[Pair, Pair, str] | None = None
    raw: dict[str, Any] | None = None


def fold(id_: str, folds: int) -> int:
    """A stable fold number for an id."""
    return int(hashlib.sha1(id_.encode()).hexdigest(), 16) % folds


def split_of(id_: str) -> str:
    """train, tune (thresholds, calibration) or held (reported) for an annotated report, by its id."""
    n = fold(id_, 20)
    return "held" if n < 3 else "tune" if n < 5 else "train"


# PolNeAR


def polnear(part: str) -> Iterator[Doc]:
    """PolNeAR 1.0, ``train`` or ``dev``: brat standoff."""
    root = DATA / "attributions" / "polnear" / part
    seen: set[Path] = set()
    for ann in sorted((root / "attributions").glob("*.ann")):
        path = root / "text" / f"{ann.stem.rpartition('_')[0]}.txt"
        if not path.exists() or path in seen:  # some texts were annotated twice: the first stands
            continue
        seen.add(path)
        with path.open(encoding="utf-8", newline="") as handle:
            text = handle.read()
        yield _brat(ann.stem, text, ann.read_text(encoding="utf-8"))


def _brat(id_: str, text: str, ann: str) -> Doc:
    spans: dict[str, tuple[str, list[Pair]]] = {}
    frames: list[Frame] = []
    flat: dict[str, list[Pair]] = {"source": [], "cue": [], "content": []}
    for line in ann.splitlines():
        parts = line.split("\t")
        if line.startswith("T") and len(parts) > 1:
            kind, _, where = parts[1].partition(" ")
            pairs = [(int(a), int(b)) for a, b in (piece.split() for piece in where.split(";"))]
            spans[parts[0]] = (kind.lower(), pairs)
            if kind.lower() in flat:
                flat[kind.lower()] += pairs
    for line in ann.splitlines():
        if line.startswith("E") and "\t" in line:
            roles: dict[str, list[Pair]] = {"source": [], "cue": [], "content": []}
            for item in line.split("\t")[1].split():
                role, _, ref = item.partition(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in roles and ref in spans:
                    roles[role] += spans[ref][1]
            cue = sorted(roles.pop("cue"))
            anchor = cue[0] if cue else (sorted(roles["source"]) or sorted(roles["content"]) or [(0, 1)])[0]
            frames.append(Frame(anchor, roles, {"cue": cue}))
    return Doc(id_, text, "polnear", speech=frames, flat=flat)


# Reports annotated under the guide


def annotated(split: str | None = None) -> Iterator[Doc]:
    """The annotated reports (one ``split`` of them, or all)."""
    for path in sorted((DATA / "annotated" / "annotations").glob("*.json")):
        annotation = json.loads(path.read_text())
        report = json.loads((DATA / "annotated" / "reports" / path.name).read_text())
        if split is None or split_of(annotation["id"]) == split:
            yield guide_doc({**report, **annotation})


def written() -> Iterator[Doc]:
    """The reports written for this project."""
    for path in sorted(WRITTEN.glob("reports_*.jsonl")):
        for line in path.read_text().splitlines():
            if line.strip():
                yield guide_doc(json.loads(line))


def guide_doc(row: dict[str, Any]) -> Doc:
    """A report with its annotation under GUIDE.md, its quoted strings found again in the text."""
    text = row["text"]
    speech = [f for a in row["attributions"] if (f := speech_frame(text, a)) is not None]
    events = [f for e in row["events"] if (f := event_frame(text, row["dates"], e)) is not None]
    flat = flat_layers(speech)
    return Doc(row["id"], text, "guide", speech=speech, flat=flat, events=events, raw=row)


def flat_layers(speech: list[Frame]) -> dict[str, list[Pair]]:
    """Where words of a source, a cue, a content stand in a report whose attributions are all annotated."""
    return {
        "source": [p for f in speech for p in f.roles["source"]],
        "cue": [p for f in speech for p in f.labels["cue"]],
        "content": [p for f in speech for p in f.roles["content"]],
    }


def occurrences(text: str, what: str) -> list[Pair]:
    """Where ``what`` stands in ``text``, whole words first."""
    found = [m.span() for m in re.finditer(re.escape(what), text)] if what else []
    whole = [
        (a, b)
        for a, b in found
        if not (a and text[a - 1].isalnum() and text[a].isalnum())
        and not (b < len(text) and text[b].isalnum() and text[b - 1].isalnum())
    ]
    return whole or found


def nearest(text: str, what: str, to: Pair, *, before: bool = False) -> Pair | None:
    """The occurrence of ``what`` nearest to ``to`` (the nearest one before it, where asked and there is one)."""
    found = occurrences(text, what)
    if not found:
        return None
    if before:
        found = [p for p in found if p[0] <= to[0]] or found
    return min(found, key=lambda p: max(to[0] - p[1], p[0] - to[1], 0) * 1000 + abs(p[0] - to[0]))


def speech_frame(text: str, a: dict[str, Any]) -> Frame | None:
    """An annotated attribution, its quoted strings found again in the text."""
    best: tuple[int, Pair, Pair, Pair | None] | None = None
    for content in occurrences(text, a["content"]):
        cue = nearest(text, a["cue"], content) if a.get("cue") else None
        outside = [p for p in occurrences(text, a["cue"] or "") if p[1] <= content[0] or p[0] >= content[1]]
        if cue and outside:
            cue = min(outside, key=lambda p: max(content[0] - p[1], p[0] - content[1]))
        anchor = cue or content
        source = nearest(text, a["source"], anchor) if a.get("source") else None
        cost = abs(anchor[0] - content[0]) + (abs(source[0] - anchor[0]) if source else 0)
        if best is None or cost < best[0]:
            best = (cost, content, anchor, source)
    if best is None:
        return None
    _, content, anchor, source = best
    cue_pairs = [anchor] if a.get("cue") else []
    via = [p for v in a["via"] if (p := nearest(text, v, anchor, before=True))]
    return Frame(
        anchor, {"source": [source] if source else [], "content": [content], "via": via}, {**a, "cue": cue_pairs}
    )


def _date(text: str, dates: list[dict[str, str]], e: dict[str, Any], anchor: Pair) -> list[Pair]:
    """The date expression nearest to the trigger whose value is the event's, within 300 characters."""
    wordings = [d["text"] for d in dates if e.get("date") and d["value"] == e["date"]]
    pairs = [p for w in wordings if (p := nearest(text, w, anchor)) and abs(p[0] - anchor[0]) < 300]
    return [min(pairs, key=lambda p: abs(p[0] - anchor[0]))] if pairs else []


def event_frame(text: str, row_dates: list[dict[str, str]], e: dict[str, Any]) -> Frame | None:
    """An annotated event, its quoted strings found again in the text."""
    places = occurrences(text, e["evidence"])
    if not places or not e.get("trigger"):
        return None
    start, end = places[0]
    inner = occurrences(e["evidence"], e["trigger"])
    anchor = (start + inner[0][0], start + inner[0][1])

    def find(what: str | None) -> list[Pair]:
        if not what:
            return []
        inside = occurrences(e["evidence"], what)
        if inside:
            near = min(inside, key=lambda p: abs(start + p[0] - anchor[0]))
            return [(start + near[0], start + near[1])]
        pair = nearest(text, what, anchor, before=True)
        return [pair] if pair else []

    roles = {
        "actor": [p for x in e["actors"] for p in find(x["text"])],
        "recipient": [p for x in e["recipients"] for p in find(x["text"])],
        "place": find(e.get("place")),
        "date": _date(text, row_dates, e, anchor),
        "evidence": [(start, end)],
        "according_to": [p for s in e["according_to"] for p in find(s)],
    }
    return Frame(anchor, roles, e)


# Entities, factuality, relations

_NER = {
    "Person": "person",
    "Organization": "organization",
    "Location": "location",
    "NORP": "norp",
    "Facility": "facility",
    "Date": "date",
    "Misc": "misc",
    "Product": "misc",
    "Money": "money",
}


def worldwide(part: str) -> Iterator[Doc]:
    """worldwide NER, ``train`` or ``held`` (a tenth, by file). The text is laid out from its tokens."""
    for path in sorted((DATA / "entities" / "worldwide").glob("*.tsv")):
        if (fold(path.name.split(".")[0], 10) == 0) != (part == "held"):
            continue
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        yield _from_tokens(path.name.split(".")[0], rows)


_NO_SPACE_BEFORE = set(".,;:!?)]}%’”") | {"'s", "’s", "n't", "n’t"}
_NO_SPACE_AFTER = set("([{“‘$")


def _from_tokens(id_: str, rows: list[list[str]]) -> Doc:
    parts: list[str] = []
    at = 0
    spans: list[tuple[int, int, str]] = []
    previous = "\n"
    for row in rows:
        if len(row) < 2:
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
                at += 1
            previous = "\n"
            continue
        token, tag = row[0], row[1]
        if previous != "\n" and token not in _NO_SPACE_BEFORE and previous not in _NO_SPACE_AFTER:
            parts.append(" ")
            at += 1
        start, at = at, at + len(token)
        parts.append(token)
        kind = _NER.get(tag[2:])
        if kind and tag[0] == "I" and spans and spans[-1][2] == kind and at - spans[-1][1] <= len(token) + 1:
            spans[-1] = (spans[-1][0], at, kind)
        elif kind:
            spans.append((start, at, kind))
        previous = token
    return Doc(id_, "".join(parts), ner=spans)


def factuality(part: str) -> Iterator[Doc]:
    """UDS-IH2 and MEANTIME predicates with factuality from -3 to 3."""
    for name in ("UDS_IH2", "MEANTIME"):
        for i, line in enumerate((DATA / "factuality" / name / f"{part}.jsonl").read_text().splitlines()):
            row = json.loads(line)
            tokens = row["text"].split(" ")
            starts = [0]
            for token in tokens:
                starts.append(starts[-1] + len(token) + 1)
            facts = [
                (starts[t["span1"][0]], starts[t["span1"][1]] - 1, float(t["label"]))
                for t in row["targets"]
                if t["span1"][1] < len(starts)
            ]
            yield Doc(f"{name}-{i}", row["text"], facts=facts)


_MARK = re.compile(r"</?[st]>")


def marked(sentence: str, label: str, id_: str) -> Doc | None:
    """A sentence whose actor stands in <s>..</s> and recipient in <t>..</t>."""
    plain, at, found = [], 0, {}
    last = 0
    for m in _MARK.finditer(sentence):
        plain.append(sentence[last : m.start()])
        at += m.start() - last
        found[m.group()] = at
        last = m.end()
    plain.append(sentence[last:])
    if len(found) != 4:
        return None
    return Doc(id_, "".join(plain), relation=((found["<s>"], found["</s>"]), (found["<t>"], found["</t>"]), label))


def plv() -> list[Doc]:
    """plv_train: 1,050 marked sentences; YIELD stands for CONCEDE or RETREAT."""
    with (DATA / "events" / "plv_train.tsv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    docs = [marked(r["marked_sentence"], r["gold_root"], f"plv-{r['sentence_id']}-{i}") for i, r in enumerate(rows)]
    return [d or _by_wording(r, f"plv-{r['sentence_id']}-{i}") for i, (r, d) in enumerate(zip(rows, docs, strict=True))]


def _by_wording(row: dict[str, str], id_: str) -> Doc:
    """A row whose marks are broken: the parties are found by their words."""
    text = row["sentence"]
    actor = nearest(text, row["source"].strip(), (0, 0)) or (0, 1)
    recipient = nearest(text, row["target"].strip(), (len(text), len(text))) or (0, 0)
    return Doc(id_, text, relation=(actor, recipient, row["gold_root"]))


def written_relations() -> list[Doc]:
    """The marked sentences written for this project."""
    docs = []
    for path in sorted(WRITTEN.glob("relate_*.tsv")):
        for i, line in enumerate(path.read_text().splitlines()):
            label, _, sentence = line.partition("\t")
            doc = marked(sentence, label.strip(), f"{path.stem}-{i}") if sentence else None
            if doc:
                docs.append(doc)
    return docs
