"""Documents made from sentences written for these tests."""

from __future__ import annotations

import re

from dragoman.types import Document, Mention, MentionKind, Report


def document(
    text: str,
    *,
    date: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    dateline: str | None = None,
    person: tuple[str, ...] = (),
    organization: tuple[str, ...] = (),
    location: tuple[str, ...] = (),
    role: tuple[str, ...] = (),
) -> Document:
    """A document whose mentions are all places where the given names stand."""
    named: dict[MentionKind, tuple[str, ...]] = {
        "person": person, "organization": organization, "location": location, "role": role,
    }  # fmt: skip
    mentions = [
        Mention(start=match.start(), end=match.end(), kind=kind)
        for kind, names in named.items()
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    kept = [m for m in mentions if not any(o.start <= m.start and m.end <= o.end and o != m for o in mentions)]
    sentences = tuple(match.span() for match in re.finditer(r"[^.!?]+[.!?]*\s*", text))
    report = Report(text=text, date=date, outlet=outlet, url=url, dateline_place=dateline)
    return Document(report=report, sentences=sentences, mentions=tuple(sorted(kept, key=lambda m: m.start)))


def span(text: str, words: str, which: int = 0) -> tuple[int, int]:
    """Where ``words`` stand for the ``which``-th time."""
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return found[which]
