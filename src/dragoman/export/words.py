"""How a record is put into words, the same in every view."""

from __future__ import annotations

import unicodedata

from dragoman.types import Attribution, Entity, Event, Record

HIDDEN = {"Cc", "Cs"}
# they could make a terminal or page show other words than the text has; plain direction marks stay
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """``text`` at the same length, with control characters that could steer a terminal made visible."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text  # most are, and this is far faster
    return "".join(
        "\ufffd" if c in BIDI or (c not in "\n\t" and unicodedata.category(c) in HIDDEN) else c for c in text
    )


def flat(text: str) -> str:
    """``text`` on one line."""
    return " ".join(visible(text).split())


def heading(record: Record) -> str:
    """The title, or the first words of the report."""
    if record.report.title:
        return flat(record.report.title)
    words = flat(record.report.text[:400])
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"


def provenance(record: Record) -> list[str]:
    """Outlet, agency, dateline, date and address, as far as known."""
    report = record.report
    dateline = ", ".join(part for part in (report.dateline_place, report.dateline_day) if part)
    parts = (report.outlet, report.agency and f"by {report.agency}", dateline, report.date, report.url)
    return [flat(part) for part in parts if part]


def name_of(party: Entity) -> str:
    """Whom an entity stands for, or its wording."""
    return flat(party.name or party.text)


def code_of(party: Entity) -> str:
    """Country and sectors, as in «RUS GOV»; empty where neither is known."""
    return " ".join(part for part in (party.country, *party.sectors) if part)


def kind_of(event: Event) -> str:
    """Type and mode, as in «CONSULT visit»."""
    return event.type + (f" {event.mode}" if event.mode else "")


def tellers(record: Record, event: Event) -> list[str]:
    """On whose word an event is told, outermost first: the name of whoever speaks there, else the wording."""
    speakers = {(a.source.start, a.source.end): a.speaker for a in record.attributions if a.speaker}
    said = ((span, speakers.get((span.start, span.end))) for span in event.according_to)
    return [name_of(speaker) if speaker else flat(span.text) for span, speaker in said]


def where_of(event: Event) -> str:
    """The place of an event."""
    if not event.place:
        return ""
    country = f" ({event.place.country})" if event.place.country else ""
    return flat(event.place.name or event.place.text) + country


def chain(record: Record, attribution: Attribution) -> list[str]:
    """The way of the words to the reader, outermost first: outlet, those between, and the speaker."""
    speaker = attribution.speaker
    said = flat(attribution.source.text)
    if speaker and speaker.name and speaker.name != said:
        said = flat(speaker.name)
    outlet = [flat(record.report.outlet)] if record.report.outlet else []
    return [*outlet, *(flat(via.text) for via in attribution.via), said]


def sure(confidence: float) -> str:
    """A probability as a whole per cent, never 100."""
    return f"{min(99, round(confidence * 100))}%"
