"""What can be asked of a ledger, as methods of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.ask import counts, entities, events, outlets, pairs, partners, quotes, reports, sources, terms
from dragoman.ledger.ask.counts import By
from dragoman.ledger.ask.results import Results
from dragoman.ledger.ask.terms import Words
from dragoman.ledger.ask.values import NamedEntity, OutletLine, Partner, Quote, ReportLine, Series, SourceLine, Unit
from dragoman.types import Story

Day = str | date | None


class Asking:
    """Questions to a ledger. Filters that are left out let everything pass; of several values any will do.

    Answers are ``Results``: to be gone through, counted, cut into pages, or turned into an Arrow table. ``after`` is a
    place that a page gave.
    """

    if TYPE_CHECKING:

        @contextmanager
        def reading(self) -> Iterator[sa.Connection]:
            """A connection to read by, which the ledger has."""
            raise NotImplementedError

    def events(
        self,
        *,
        party: Words = None,
        actor: Words = None,
        recipient: Words = None,
        type: Words = None,
        mode: Words = None,
        quad: int | Words | Sequence[int] = None,
        modality: Words = None,
        since: Day = None,
        until: Day = None,
        place: str | None = None,
        corroborated: bool | None = None,
        min_confidence: float | None = None,
        outlet: Words = None,
        text: str | None = None,
        wrong: bool | None = False,
        sort: str = "newest",
        limit: int | None = None,
        after: str | None = None,
    ) -> Results[Story]:
        """The events that pass the filters.

        ``actor``, ``recipient`` and ``party`` (who is either): a country («RUS», «Russia»), its sectors («RUS:GOV»), a
        sector («GOV») or a name («Lavrov»). ``since`` and ``until``: a day, month or year; an event passes if any day
        on which it may have been lies between. ``text``: words in the evidence. ``wrong``: events that a person has
        said to be none, which are left out unless asked for, and have no parties to be found by. ``sort``: newest,
        oldest, confidence, reports, origins, updated or relevance. Raises ``BadQuestion`` where a value cannot be what
        is asked for.
        """
        filters = event_filters(
            party=party, actor=actor, recipient=recipient, type=type, mode=mode, quad=quad, modality=modality,
            since=since, until=until, place=place, corroborated=corroborated, min_confidence=min_confidence,
            outlet=outlet, text=text, wrong=wrong,
        )  # fmt: skip
        return Results(self.reading, events.EventQuestion(filters, sort), limit=limit, after=after)

    def counts(self, by: By, **filters: Any) -> dict[str, int]:
        """How many events pass the filters of ``events``: by ``country`` in which they took place, ``month``, ``type``
        or ``quad``."""
        passing = event_filters(**filters)
        with self.reading() as connection:
            return counts.counts(connection, passing, by)

    def passing(self, ids: Iterable[str], **filters: Any) -> frozenset[str]:
        """Which of the events of those ids pass the filters of ``events``."""
        wanted = event_filters(**filters)
        with self.reading() as connection:
            return events.passing(connection, wanted, ids)

    def partners(self, role: str, *, most: int = 12, **filters: Any) -> tuple[Partner, ...]:
        """Those who are ``actor`` or ``recipient`` in the events that pass the filters of ``events``, most often first.

        Whom Russia deals with: ``ledger.partners("recipient", actor="RUS")``.
        """
        passing = event_filters(**filters)
        terms.one_of(role, "role", ("actor", "recipient"))
        with self.reading() as connection:
            return partners.partners(connection, passing, role, most)

    def as_of(self) -> str:
        """What is another once reports have come or events changed: answers kept from before are out of date then."""
        with self.reading() as connection:
            return counts.as_of(connection)

    def quotes(
        self,
        *,
        speaker: Words = None,
        via: str | None = None,
        kind: Words = None,
        since: Day = None,
        until: Day = None,
        outlet: Words = None,
        report: str | None = None,
        text: str | None = None,
        min_confidence: float | None = None,
        originals: bool = False,
        sort: str = "newest",
        limit: int | None = None,
        after: str | None = None,
    ) -> Results[Quote]:
        """Who said what, in the reports published between the days.

        ``speaker`` as ``actor`` of ``events``; ``via``: words of the chain through which the quote came; ``text``:
        words of it. ``originals`` leaves out reports that only repeat another. ``sort``: newest, oldest, confidence
        or relevance.
        """
        filters = quotes.Filters(
            speaker=terms.whos(speaker),
            via=via,
            kind=terms.kinds(kind),
            days=terms.span(since, until),
            outlet=terms.outlets(outlet),
            report=report,
            text=text,
            min_confidence=terms.probability(min_confidence),
            originals=originals,
        )
        return Results(self.reading, quotes.QuoteQuestion(filters, sort), limit=limit, after=after)

    def entities(
        self,
        *,
        who: Words = None,
        since: Day = None,
        until: Day = None,
        outlet: Words = None,
        sort: str = "reports",
        limit: int | None = None,
        after: str | None = None,
    ) -> Results[NamedEntity]:
        """Who is named in reports, those in most reports first.

        ``who`` as ``actor`` of ``events``. Days and outlet tell which reports count. ``sort``: reports, mentions or
        name.
        """
        filters = entities.Filters(who=terms.whos(who), days=terms.span(since, until), outlet=terms.outlets(outlet))
        return Results(self.reading, entities.EntityQuestion(filters, sort), limit=limit, after=after)

    def reports(
        self,
        *,
        outlet: Words = None,
        source: str | None = None,
        mentions: Words = None,
        since: Day = None,
        until: Day = None,
        status: str | None = None,
        copy_of: str | None = None,
        originals: bool = False,
        text: str | None = None,
        sort: str = "newest",
        limit: int | None = None,
        after: str | None = None,
    ) -> Results[ReportLine]:
        """The reports that pass the filters.

        ``source``: the place that brought it; ``mentions``: whom it names, as ``actor`` of ``events``; ``status``: read
        or unreadable; ``copy_of``: in the group of copies of that report; ``originals`` leaves copies out; ``text``:
        words in title or text. ``sort``: newest, oldest, arrived or relevance.
        """
        filters = reports.Filters(
            outlet=terms.outlets(outlet),
            source=source,
            mentions=terms.whos(mentions),
            days=terms.span(since, until),
            status=terms.one_of(status, "status", reports.STATUSES) if status else None,
            copy_of=copy_of,
            originals=originals,
            text=text,
        )
        return Results(self.reading, reports.ReportQuestion(filters, sort), limit=limit, after=after)

    def sources(
        self,
        *,
        status: Words = None,
        words: str | None = None,
        removed: bool = False,
        sort: str = "place",
        limit: int | None = None,
        after: str | None = None,
    ) -> Results[SourceLine]:
        """The sources that are followed, with how they fare and what came from them.

        ``status``: new, ok, failing or dead; ``words``: in place or title; ``removed``: also those taken off the list.
        ``sort``: place, reports or failures.
        """
        filters = sources.Filters(status=terms.statuses(status, sources.STATUSES), words=words, removed=removed)
        return Results(self.reading, sources.SourceQuestion(filters, sort), limit=limit, after=after)

    def outlets(self, most: int = 100) -> tuple[OutletLine, ...]:
        """The outlets of most reports, each with its reports and those that only repeat others."""
        with self.reading() as connection:
            return outlets.outlets(connection, most)

    def copies_by_source(self) -> dict[str, int]:
        """How many of the reports that a source brought only repeat others, by the place of the source."""
        with self.reading() as connection:
            return outlets.copies_by_source(connection)

    def pairs(
        self,
        a: str,
        b: str,
        *,
        by: str = "month",
        since: Day = None,
        until: Day = None,
        modality: Words = None,
        min_confidence: float | None = None,
        standouts: int = 10,
    ) -> Series:
        """What two parties (as ``actor`` of ``events``) do to each other by month, week or day: there, back, and both.

        Events that are done, unless other modalities are asked for. ``standouts``: how many of the days that stand out
        to give, at most; see ``dragoman.ledger.ask.standout`` for what that means.
        """
        filters = pairs.Filters(
            modality=terms.modalities(modality) or terms.DONE,
            days=terms.span(since, until),
            min_confidence=terms.probability(min_confidence),
        )
        unit = cast(Unit, terms.one_of(by, "period", pairs.UNITS))
        one, other = terms.who(a), terms.who(b)
        with self.reading() as connection:
            return pairs.series(connection, one, other, (a, b), filters, unit, standouts)

    def event_of(self, account: str) -> str:
        """The id of the event that an account is of. Raises ``LedgerError`` where there is no such account."""
        asked = sa.select(schema.story.c.id).join(schema.account, schema.account.c.story == schema.story.c.pk)
        with self.reading() as connection:
            found: str | None = connection.scalar(asked.where(schema.account.c.id == account))
        if found is None:
            raise LedgerError(f"There is no account {account} in this ledger; `dragoman show EVENT` lists them.")
        return found


def event_filters(
    *,
    party: Words = None,
    actor: Words = None,
    recipient: Words = None,
    type: Words = None,
    mode: Words = None,
    quad: int | Words | Sequence[int] = None,
    modality: Words = None,
    since: Day = None,
    until: Day = None,
    place: str | None = None,
    corroborated: bool | None = None,
    min_confidence: float | None = None,
    outlet: Words = None,
    text: str | None = None,
    wrong: bool | None = False,
) -> events.Filters:
    """The filters of ``events``, each word checked and made into what the tables hold."""
    chosen = terms.types(type)
    return events.Filters(
        party=terms.whos(party),
        actor=terms.whos(actor),
        recipient=terms.whos(recipient),
        type=chosen,
        mode=terms.modes(mode, chosen),
        quad=terms.quads(quad),
        modality=terms.modalities(modality),
        days=terms.span(since, until),
        place=terms.where(place) if place is not None else None,
        corroborated=corroborated,
        min_confidence=terms.probability(min_confidence),
        outlet=terms.outlets(outlet),
        text=text,
        wrong=wrong,
    )
