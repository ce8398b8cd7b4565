"""Further real reports annotated for this project, kept as offsets into the data: their texts stay where they are.

``python -m training.silver FILE...`` turns annotations that quote (the form of GUIDE.md, with ``date_text`` and ``again``;
events, attributions or both, or ``via_attributions``: the chained ones alone) into offsets, and appends them to ``FILE`` and
``SPEECH``. A language model annotated them, as it did the reports of ``../shared/data/annotated``; each was annotated once.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from training import sources
from training.sources import DATA, WRITTEN, Doc, Frame, Pair

FILE = WRITTEN / "silver.jsonl"
SPEECH = WRITTEN / "silver_speech.jsonl"
"""All attributions, of some of the same reports."""
LONGEST = 2800  # characters; a longer text is cut at a paragraph
SHORTEST = 800  # characters; a shorter rest of a cut text is not a report
REST = "+"  # ends the id of what follows the cut
ROLES = ("actor", "recipient", "place", "date", "evidence")


def parted(text: str) -> tuple[str, str]:
    """The first paragraphs of a text, ``LONGEST`` characters at most, and the rest of it."""
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    if len(text) <= LONGEST:
        return text, ""
    end = text.rfind("\n\n", 600, LONGEST)
    end = end if end >= 0 else text.rfind(". ", 0, LONGEST) + 1
    return text[:end].rstrip(), text[end:].lstrip()


def _worldwide() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((DATA / "text" / "worldwide").glob("*.txt")):
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        address = first.strip() if first.startswith("http") else None
        if sources.fold(path.stem, 10):  # a tenth is held for NER
            yield f"ww_{path.stem}", {"url": address, "text": rest if address else f"{first}\n{rest}"}


def _wikinews() -> Iterator[tuple[str, dict[str, Any]]]:
    for line in (DATA / "text" / "wikinews.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield "wn_" + re.sub(r"\W+", "_", row["title"].lower()).strip("_")[:48], row


def _timebank() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((DATA / "dates" / "timebank").glob("*/[!.]*.tml")):
        source = path.read_text(encoding="utf-8")
        body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.DOTALL)
        created = re.search(
            r'functionInDocument="CREATION_TIME"[^>]*value="([^"T]*)|value="([^"T]*)[^>]*CREATION_TIME', source
        )
        text = html.unescape(re.sub(r"<[^>]+>", "", body.group(1))) if body else ""
        yield f"tb_{path.stem}", {"date": created and (created[1] or created[2]), "text": text}


def _polnear() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((DATA / "attributions" / "polnear" / "train" / "text").glob("*.txt")):
        yield f"pn_{path.stem}", {"text": path.read_text(encoding="utf-8")}


@cache
def texts() -> dict[str, dict[str, Any]]:
    """What may be annotated, by id: articles of worldwide, Wikinews, TimeBank, AQUAINT and PolNeAR's train part."""
    out: dict[str, dict[str, Any]] = {}
    for id_, row in (pair for corpus in (_worldwide(), _wikinews(), _timebank(), _polnear()) for pair in corpus):
        known = {k: row.get(k) for k in ("url", "date", "title", "outlet")}
        first, rest = parted(row["text"])
        out[id_] = {**known, "text": first}
        if len(rest) > SHORTEST:
            out[id_ + REST] = {**known, "text": parted(rest)[0]}
    return out


def digest(text: str) -> str:
    """What tells that a text is still the one annotated."""
    return hashlib.sha1(text.encode()).hexdigest()[:12]


def _shingles(text: str) -> set[str]:
    words = text.casefold().split()
    return {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}


def kept_apart(text: str) -> bool:
    """Whether a text shares a fifth of its wording with a report that must not train: of the tune or held split."""
    mine = _shingles(text)
    return any(5 * len(mine & theirs) > min(len(mine), len(theirs)) for theirs in _apart())


@cache
def _apart() -> list[set[str]]:
    return [_shingles(d.text) for split in ("tune", "held") for d in sources.annotated(split)]


def frozen(row: dict[str, Any], text: str) -> dict[str, Any]:
    """An annotation that quotes, as offsets."""
    events = []
    for e in row["events"]:
        dates = [{"text": e["date_text"], "value": "-"}] if e.get("date_text") else []
        quoted = {"mode": None, "modality": "actual", "contexts": [], "according_to": [], "recipients": [], **e}
        frame = sources.event_frame(text, dates, {**quoted, "date": "-" if dates else None})
        if frame is None:
            continue
        again = [p for clause in e.get("again", []) if (p := sources.nearest(text, clause, frame.anchor))]
        parties = {k: [[p["country"], p["sector"]] for p in quoted[k]] for k in ("actors", "recipients")}
        labels = {k: quoted[k] for k in ("type", "mode", "modality", "contexts")}
        roles = {k: frame.roles[k] for k in ROLES if frame.roles[k]}
        events.append({**labels, **parties, "trigger": frame.anchor, **roles, **({"again": again} if again else {})})
    speech = [f for a in row.get("via_attributions", []) if (f := _frozen_speech(text, a)) and "via" in f]
    return {"id": row["id"], "sha1": digest(text), "events": events, "speech": speech}


def frozen_speech(row: dict[str, Any], text: str) -> dict[str, Any]:
    """All attributions of a text, which were annotated as quotations, as offsets."""
    speech = [f for a in row["attributions"] if (f := _frozen_speech(text, a))]
    return {"id": row["id"], "sha1": digest(text), "speech": speech}


def _frozen_speech(text: str, attribution: dict[str, Any]) -> dict[str, Any] | None:
    quoted = {"kind": "indirect", "via": [], **attribution}
    frame = sources.speech_frame(text, quoted)
    if frame is None:
        return None
    silent = {} if frame.labels["cue"] else {"silent": True}  # no cue: the anchor is the content
    return {"cue": frame.anchor, "kind": quoted["kind"], **silent, **{k: v for k, v in frame.roles.items() if v}}


def _pairs(found: list[list[int]]) -> list[Pair]:
    return [(a, b) for a, b in found]


def _restored_speech(row: dict[str, Any]) -> Frame:
    anchor = (row["cue"][0], row["cue"][1])
    roles = {k: _pairs(row.get(k, [])) for k in ("source", "content", "via")}
    return Frame(anchor, roles, {"kind": row.get("kind", "indirect"), "cue": [] if row.get("silent") else [anchor]})


def _quoted(frame: Frame, text: str) -> dict[str, Any]:
    """An attribution as GUIDE.md writes it."""
    spans = {"cue": frame.labels["cue"], **frame.roles}
    words = {k: [text[a:b] for a, b in pairs] for k, pairs in spans.items()}
    return {k: v if k == "via" else next(iter(v), None) for k, v in words.items()} | {"kind": frame.labels["kind"]}


def _restored(row: dict[str, Any], source: dict[str, Any], spoken: list[dict[str, Any]] | None) -> Doc:
    text = source["text"]
    events, raw, again = [], [], []
    for e in row["events"]:
        roles = {k: _pairs(e.get(k, [])) for k in ROLES}
        a, b = e["trigger"]
        start, end = roles["evidence"][0]
        parties = {
            k: [
                {"text": text[p:q], "country": c, "sector": sector}
                for (p, q), (c, sector) in zip_longest(roles[role], e[k], fillvalue=(0, 0))
            ]
            for k, role in (("actors", "actor"), ("recipients", "recipient"))
        }
        quoted = {"trigger": text[a:b], "evidence": text[start:end], "date": None, "according_to": [], **parties}
        raw.append({k: e[k] for k in ("type", "mode", "modality", "contexts")} | quoted)
        events.append(Frame((a, b), roles, raw[-1]))
        again += _pairs(e.get("again", []))
    speech = [_restored_speech(f) for f in (row["speech"] if spoken is None else spoken)]
    flat = None if spoken is None else sources.flat_layers(speech)
    said = [] if spoken is None else [_quoted(f, text) for f in speech]
    whole = {**source, "id": row["id"], "events": raw, "attributions": said, "dates": []}
    return Doc(row["id"], text, "guide", speech=speech, flat=flat, events=events, again=again, raw=whole)


@cache
def _spoken() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, SPEECH.read_text(encoding="utf-8").splitlines())}


def documents(part: str | None = None) -> Iterator[Doc]:
    """The further reports: ``train``, ``tune`` (an eighth, by id) or all. Where ``SPEECH`` has none of a report, only its
    chained attributions are annotated, and ``flat`` is None."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source = texts().get(row["id"])
        if source is None or digest(source["text"]) != row["sha1"]:
            raise ValueError(f"{row['id']}: its text in {DATA} is not the one that was annotated")
        if part is None or (sources.fold(row["id"], 8) == 0) == (part == "tune"):
            spoken = _spoken().get(row["id"])
            yield _restored(row, source, spoken and spoken["speech"])


def spoken(part: str | None = None) -> list[Doc]:
    """Those of the further reports whose attributions are all annotated."""
    return [d for d in documents(part) if d.flat is not None]


def unannotated() -> Iterator[Doc]:
    """The texts that nobody annotated, for a teacher to read; none that is like a report of tune or held."""
    known = _ids(FILE)
    for id_, source in texts().items():
        if id_ not in known and not kept_apart(source["text"]):
            yield Doc(id_, source["text"], "guide")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    files = parser.parse_args().files
    known = {path: _ids(path) for path in (FILE, SPEECH)}
    rows = (json.loads(line) for f in files for line in f.read_text(encoding="utf-8").splitlines() if line.strip())
    for row in rows:
        text, first = (texts()[id_]["text"] for id_ in (row["id"], row["id"].removesuffix(REST)))
        if kept_apart(text) or kept_apart(first):
            continue
        for layer, path, freeze in (("events", FILE, frozen), ("attributions", SPEECH, frozen_speech)):
            if layer in row and row["id"] not in known[path]:
                known[path].add(row["id"])
                with path.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(freeze(row, text), separators=(",", ":")) + "\n")


def _ids(path: Path) -> set[str]:
    return {json.loads(line)["id"] for line in path.read_text().splitlines()} if path.exists() else set()


if __name__ == "__main__":
    main()
