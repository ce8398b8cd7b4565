"""What is exported: an event, all who tell it, and the reports they tell it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Protocol

from dragoman.ontology import both_ways
from dragoman.types import Account, Entity, Party, Report, Story, Value


class Telling(Value, frozen=True):
    """An event with its accounts, first published first, and their reports by id, as far as they are at hand."""

    story: Story
    accounts: tuple[Account, ...]
    reports: Mapping[str, Report]


class Answer(Protocol):
    """What a ledger answers when it is asked for events: each with its accounts, and the reports by id."""

    def __iter__(self) -> Iterator[tuple[Story, Sequence[Account]]]:
        """The events, with their accounts, one by one."""

    def report(self, id: str) -> Report | None:
        """The report of that id; None where it is not kept."""


def tellings(answer: Answer) -> Iterator[Telling]:
    """Each event of ``answer`` with its reports, one at a time, so that any number of them can be written."""
    for story, accounts in answer:
        found = {account.report: answer.report(account.report) for account in accounts}
        yield Telling(
            story=story,
            accounts=tuple(sorted(accounts, key=lambda a: (a.published or "9", a.seen, a.id))),
            reports={id: report for id, report in found.items() if report is not None},
        )


def done(story: Story, *, dated: bool) -> bool:
    """Whether a table that has no word for modality may hold the event: only what is told as done.

    What is looked back upon must have a date (``dated``), or it would be placed on the day of the report.
    """
    return story.modality == "actual" or (story.modality == "historical" and dated)


def dyads(story: Story) -> list[tuple[Party | None, Party | None]]:
    """The event as pairs of one who acts and one who is acted upon, as CAMEO tables want it.

    In what both sides do, with nobody named as recipient, every actor does it with every other.
    """
    if both_ways(story.type, actors=len(story.actors), recipients=len(story.recipients)):
        return list(permutations(story.actors, 2))
    return list(product(story.actors or (None,), story.recipients or (None,)))


def wording(party: Party, entities: Iterable[Entity]) -> Entity | None:
    """Where an account names the party: an entity of that name, else the first of that country."""
    named = [e for e in entities if e.country == party.country]
    return next((e for e in named if party.name in (e.name, e.text)), named[0] if named else None)


def outlets(telling: Telling) -> list[str]:
    """Who published it, in the order of publication."""
    return list(dict.fromkeys(account.outlet.name for account in telling.accounts if account.outlet.name))


def urls(telling: Telling) -> list[str]:
    """The addresses of its reports, in the order of publication."""
    found = (telling.reports.get(account.report) for account in telling.accounts)
    return list(dict.fromkeys(report.url for report in found if report and report.url))
