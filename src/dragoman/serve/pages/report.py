"""The page of one report: its text with events and quotes marked, and what is known of the report itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response

from dragoman.ledger import KeptReport, Ledger, schema
from dragoman.ledger.ask.values import ReportLine
from dragoman.ledger.ids import account_ids
from dragoman.serve import marked
from dragoman.serve.desk import TheDesk, may, page
from dragoman.serve.draw.chain import Voice
from dragoman.serve.sentence import sentence
from dragoman.serve.tellers import known
from dragoman.types import Attribution, Entity, Event, Record

router = APIRouter()
COPIES = 20
"""How many copies are named."""


class Told(NamedTuple):
    """An event that the report tells: its label, its words, its sentence, and the event of the ledger that it is of."""

    key: str
    event: Event
    sentence: str
    words: marked.Paragraph
    story: str | None


class Quoted(NamedTuple):
    """Who says what: label, speaker, and through whom, outermost first."""

    key: str
    said: Attribution
    speaker: Entity
    through: tuple[Voice, ...]


@router.get("/reports/{id}")
def report(request: Request, desk: TheDesk, id: str, version: int | None = None) -> Response:
    """The report of that id, in its latest version unless one is named."""
    ledger = desk.ledger
    kept, record = ledger.report(id), ledger.record(id, version)
    latest = version is None or any(one.latest and one.n == version for one in kept.versions)
    whole = may(request, "read_text")
    told = _told(ledger, kept, record, latest=latest) if record else []
    return page(
        request, "report.html", report=kept, record=record, whole=whole, now=desk.now(), latest=latest, told=told,
        version=next((one for one in kept.versions if (one.n == version if version else one.latest)), None),
        text=marked.paragraphs(record) if record and whole else (), quads={one.key: one.event.quad for one in told},
        quoted=_quoted(record) if record else [], origin=ledger.report(kept.copy_of) if kept.copy_of else None,
        copies=_copies(ledger, kept), links=ledger.copies(id),
    )  # fmt: skip


def _copies(ledger: Ledger, kept: KeptReport) -> list[ReportLine]:
    """Other reports with the same words."""
    if not kept.copies:
        return []
    return [line for line in ledger.reports(copy_of=kept.id, limit=COPIES + 1) if line.id != kept.id][:COPIES]


def _told(ledger: Ledger, kept: KeptReport, record: Record, *, latest: bool) -> list[Told]:
    """The events of the report. Only those of its latest version are in events of the ledger."""
    ids = account_ids(kept.id, record.events)
    stories = _stories(ledger, ids) if latest else {}
    return [
        Told(f"e{n}", event, sentence(event, dated=True), marked.evidence(event), stories.get(id))
        for n, (id, event) in enumerate(zip(ids, record.events, strict=True), start=1)
    ]


def _stories(ledger: Ledger, accounts: Sequence[str]) -> dict[str, str]:
    """The event of the ledger that each account is of."""
    account, story = schema.account, schema.story
    asked = sa.select(account.c.id, story.c.id.label("story")).join(story, story.c.pk == account.c.story)
    with ledger.reading() as connection:
        return {row.id: row.story for row in connection.execute(asked.where(account.c.id.in_(accounts)))}


def _quoted(record: Record) -> list[Quoted]:
    return [
        Quoted(f"q{n}", said, said.speaker or _unknown(said), tuple(known(span.text) for span in said.via))
        for n, said in enumerate(record.attributions, start=1)
    ]


def _unknown(said: Attribution) -> Entity:
    """Who speaks, where nothing is known but the words of the report."""
    return Entity(text=said.source.text, start=said.source.start, end=said.source.end)
