"""Who tells of an event: its accounts by independent origin, through whom each has it, and its words in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from dragoman.export.words import flat
from dragoman.ledger import Ledger, schema
from dragoman.ledger.ids import pieces
from dragoman.ledger.outlets import outlet_of
from dragoman.ledger.reports import unpacked
from dragoman.resolve.names import normalise
from dragoman.serve import marked
from dragoman.serve.days import short_day
from dragoman.serve.draw.chain import Strand, Voice
from dragoman.serve.pages import words
from dragoman.serve.sentence import PAST
from dragoman.types import Account, Modality, Outlet, Record, Span, Story


class Told(NamedTuple):
    """What the ledger keeps of a report that tells an event; ``versions``: how many. No record where none is kept."""

    id: str
    title: str | None
    address: str | None
    agency: str | None
    gone: str | None
    versions: int
    record: Record | None


@dataclass(frozen=True)
class Teller:
    """One origin: the report held to be it, what that tells of the event, and the accounts that only repeat it.

    ``accounts``: one or more of the one report, the surest first, each with its words. ``through``: the first speaker
    first. ``modality``: as what stage of the event it is told; a promise of the act is its plan. ``reasons``: why the
    copies are held to be copies.
    """

    report: Told
    accounts: tuple[tuple[Account, marked.Paragraph], ...]
    copies: tuple[Account, ...]
    through: tuple[Voice, ...]
    modality: Modality
    reasons: tuple[str, ...] = ()

    @property
    def lead(self) -> Account:
        """The surest account of the origin."""
        return self.accounts[0][0]

    @property
    def day(self) -> str:
        """When it was told: the day of publication, else of arrival."""
        return (self.lead.published or self.lead.seen)[:10]

    def strand(self) -> Strand:
        """The way of its word, for the picture of the chain."""
        note = short_day(self.day)
        if self.modality not in PAST:
            note += f", as {words.modality_name(self.modality)}"
        copies = tuple(dict.fromkeys(words.outlet_name(copy.outlet) for copy in self.copies))
        return Strand(self.through, voice(self.lead.outlet, "outlet"), copies, note, f"#{self.lead.id}")


def origins(accounts: Iterable[Account]) -> list[list[Account]]:
    """The accounts by origin, those first published first; in each that of the origin itself first, then by day."""
    groups: dict[str, list[Account]] = {}
    for account in accounts:
        groups.setdefault(account.origin, []).append(account)
    for group in groups.values():
        group.sort(key=lambda a: (a.report != a.origin, a.published or a.seen, a.report, -a.event.confidence, a.id))
    return sorted(groups.values(), key=lambda group: (min(a.published or a.seen for a in group), group[0].id))


def tellers(ledger: Ledger, story: Story, groups: Sequence[Sequence[Account]], *, whole: bool) -> list[Teller]:
    """Who tells it, with the words in their place; ``whole``: whether the text around them may be shown."""
    stage = {id: step.modality for step in story.history for id in step.accounts}
    reports = _reports(ledger, [group[0].report for group in groups])
    return [_teller(ledger, group, reports[group[0].report], stage, whole=whole) for group in groups]


def _reports(ledger: Ledger, ids: Sequence[str]) -> dict[str, Told]:
    """The reports of those ids, asked for together: an event may have many."""
    report, version = schema.report, schema.version
    latest = sa.and_(version.c.report == report.c.pk, version.c.latest)
    asked = sa.select(report, version.c.text, version.c.record).outerjoin(version, latest)
    with ledger.reading() as connection:
        rows = [row for some in pieces(ids) for row in connection.execute(asked.where(report.c.id.in_(some)))]
    kept = {row.id: unpacked(row.record, row.text or "") if row.record is not None else None for row in rows}
    return {r.id: Told(r.id, r.title, r.address, r.agency, r.gone, r.versions, kept[r.id]) for r in rows}


def _teller(
    ledger: Ledger, group: Sequence[Account], report: Told, stage: Mapping[str, Modality], *, whole: bool
) -> Teller:
    lead = group[0]
    mine = sorted((a for a in group if a.report == lead.report), key=lambda a: -a.event.confidence)
    repeating = {a.report: a for a in group if a.report != lead.report}
    text = report.record.report.text if report.record and whole else ""
    return Teller(
        report=report,
        accounts=tuple((a, marked.passage(text, a.event)) for a in mine),
        copies=tuple(repeating.values()),
        through=_through(mine[0], report),
        modality=stage.get(mine[0].id, mine[0].event.modality),
        reasons=tuple(link.reason for link in ledger.copies(lead.report)) if repeating else (),
    )


def _through(account: Account, report: Told) -> tuple[Voice, ...]:
    """Those whose word it is, the first speaker first, then the agency that the report credits."""
    said = [_speaker(span, report.record) for span in reversed(account.event.according_to)]
    agency = [known(report.agency)] if report.agency else []
    found: list[Voice] = []
    for one in (*said, *agency):
        if normalise(one.name) not in {normalise(v.name) for v in found} | {normalise(account.outlet.name)}:
            found.append(one)
    return tuple(found)


def _speaker(span: Span, record: Record | None) -> Voice:
    """Whom a report names as its source: an outlet or agency that the gazetteer knows, else who speaks there."""
    told = known(flat(span.text))
    if told.role == "agency" or record is None:
        return told
    said = (a for a in record.attributions if a.source.start < span.end and span.start < a.source.end)
    speaker = next((a.speaker for a in said if a.speaker and a.speaker.name), None)
    if speaker is None:
        return told
    return Voice(words.party_name(speaker), "speaker", words.party_about(speaker))


def known(name: str) -> Voice:
    """An agency or outlet of that name as the gazetteer has it; any other name is a speaker's."""
    outlet = outlet_of(name, None)
    if outlet and (outlet.country or outlet.ownership):
        return voice(outlet, "agency")
    return Voice(flat(name), "speaker")


def voice(outlet: Outlet, role: str) -> Voice:
    """An outlet or agency with its country and owner."""
    return Voice(
        words.outlet_name(outlet), "agency" if role == "agency" else "outlet", words.outlet_about(outlet),
        outlet.ownership == "state",
    )  # fmt: skip
