"""Single things: an event with its accounts, a report with its record, the series of two parties, counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from dragoman import __version__
from dragoman.ledger import KeptReport
from dragoman.ledger.ask import OutletLine, Partner, Series
from dragoman.serve.api import asked, examples, problems
from dragoman.serve.api.answers import one
from dragoman.serve.api.kinds import Changes, Copies, Counts, EventOf, Index, Who
from dragoman.serve.api.says import a_thing, things
from dragoman.serve.desk import OPEN_SCOPES, TheCaller, TheDesk
from dragoman.types import Account, Link, Record, Story, StoryChange

router = APIRouter()
Id = Annotated[asked.Id, Path(description="Its id.")]
ADDRESSES = (
    "events", "quotes", "entities", "reports", "outlets", "sources", "sources/copies", "pairs", "partners", "counts",
    "changes", "corrections", "decisions", "watches", "read", "problems", "openapi.json",
)  # fmt: skip


@router.get("/", tags=["desk"], **a_thing(Index, examples.INDEX))
def index(request: Request, desk: TheDesk, caller: TheCaller) -> Response:
    """What this desk is, who you are to it, and what it can be asked."""
    opened = tuple(sorted(OPEN_SCOPES)) if desk.settings.opened else ()
    you = Who(name=caller.name, scopes=tuple(sorted(caller.scopes))) if caller else Who(name=None, scopes=opened)
    known = {name: f"{problems.ROOT}/{name}" for name in ADDRESSES}
    return one(request, Index(dragoman=__version__, last_change=desk.ledger.last_change(), you=you, addresses=known))


@router.get("/problems", tags=["desk"], **things(problems.ProblemKind, examples.PROBLEM_KIND))
def problem_kinds(request: Request) -> Response:
    """The kinds of problems that the API tells of."""
    return one(request, problems.kinds())


@router.get("/problems/{name}", tags=["desk"], **a_thing(problems.ProblemKind, examples.PROBLEM_KIND))
def problem_kind(
    request: Request, name: Annotated[str, Path(pattern="^[a-z-]{1,40}$", examples=["not-found"])]
) -> Response:
    """What a kind of problem is: where the ``type`` of a problem leads to."""
    found = next((kind for kind in problems.kinds() if kind.type == problems.address(name)), None)
    if found is None:
        return problems.problem(request, 404, f"There is no problem {name}; {problems.ROOT}/problems lists all.")
    return one(request, found)


@router.get("/events/{id}", tags=["events"], **a_thing(Story, examples.STORY))
def event(request: Request, desk: TheDesk, id: Id) -> Response:
    """An event; under its old id also one that was joined into another since (its id says which)."""
    found = desk.ledger.story(id)
    return one(request, found, headers={"Content-Location": f"{problems.ROOT}/events/{found.id}"})


@router.get(
    "/events/{id}/accounts",
    tags=["events"],
    **things(
        Account,
        examples.ACCOUNT,
        links={"event_of": ("event_of", "id", "0/id"), "report": ("report", "id", "0/report")},
    ),
)
def accounts(request: Request, desk: TheDesk, id: Id) -> Response:
    """The accounts of an event: what each report says of it, in which words, and on whose authority."""
    return one(request, desk.ledger.accounts(id))


@router.get("/events/{id}/why", tags=["events"], **things(Link, examples.LINK))
def why(request: Request, desk: TheDesk, id: Id) -> Response:
    """Why its accounts are held to be of one event: each link with a score and a sentence."""
    return one(request, desk.ledger.why(id))


@router.get("/events/{id}/changes", tags=["events"], **things(StoryChange, examples.CHANGE))
def changes_of(request: Request, desk: TheDesk, id: Id) -> Response:
    """What has become of an event, oldest first."""
    return one(request, desk.ledger.changes_of(desk.ledger.story(id).id))


@router.get("/accounts/{id}/event", tags=["events"], **a_thing(EventOf, examples.EVENT_OF))
def event_of(request: Request, desk: TheDesk, id: Id) -> Response:
    """Which event an account is of."""
    return one(request, EventOf(event=desk.ledger.event_of(id)))


@router.get("/reports/{id}", tags=["reports"], **a_thing(KeptReport, examples.KEPT_REPORT))
def report(request: Request, desk: TheDesk, id: Id) -> Response:
    """A report, with its versions and copies."""
    return one(request, desk.ledger.report(id))


Version = Annotated[
    int | None, Query(ge=1, le=1_000_000, description="Which version; the latest unless asked otherwise.")
]


@router.get(
    "/reports/{id}/record", tags=["reports"], **a_thing(Record, examples.RECORD, nothing="It could not be read.")
)
def record(request: Request, desk: TheDesk, id: Id, version: Version = None) -> Response:
    """What was read in a report: its text, attributions, events, entities, places and dates, with their offsets."""
    found = desk.ledger.record(id, version)
    return one(request, found) if found else Response(status_code=204)


@router.get("/reports/{id}/copies", tags=["reports"], **things(Link, examples.COPY_LINK))
def copies(request: Request, desk: TheDesk, id: Id) -> Response:
    """Why a report is held to repeat others, or others it."""
    desk.ledger.report(id)  # raises where there is none
    return one(request, desk.ledger.copies(id))


@router.get("/pairs", tags=["series"], **a_thing(Series, examples.SERIES))
def pairs(request: Request, desk: TheDesk, ask: Annotated[asked.PairAsked, Query()]) -> Response:
    """What two parties do to each other over time, and the days that stand out."""
    return one(request, desk.ledger.pairs(ask.a, ask.b, **ask.filters()))


@router.get("/counts", tags=["series"], **a_thing(Counts, examples.COUNTS))
def counts(request: Request, desk: TheDesk, ask: Annotated[asked.CountsAsked, Query()]) -> Response:
    """How many events pass the filters, by country or by month."""
    return one(request, Counts(by=ask.by, counts=desk.ledger.counts(ask.by, **ask.filters())))


@router.get("/partners", tags=["series"], **things(Partner, examples.PARTNER))
def partners(request: Request, desk: TheDesk, ask: Annotated[asked.PartnersAsked, Query()]) -> Response:
    """Who is most often on one side of the events that pass the filters: whom a party acts on, or who acts on it."""
    return one(request, desk.ledger.partners(ask.role, most=ask.most, **ask.filters()))


Few = Annotated[int, Query(ge=1, le=asked.MOST, description="At most so many.")]


@router.get("/outlets", tags=["reports"], **things(OutletLine, examples.OUTLET))
def outlets(request: Request, desk: TheDesk, most: Few = 100) -> Response:
    """The outlets of most reports, and how many of these only repeat others."""
    return one(request, desk.ledger.outlets(most))


@router.get("/sources/copies", tags=["reports"], **a_thing(Copies, examples.COPIES))
def copies_by_source(request: Request, desk: TheDesk) -> Response:
    """How many of the reports that a source brought only repeat others."""
    return one(request, Copies(copies=desk.ledger.copies_by_source()))


Since = Annotated[int, Query(ge=0, le=1 << 53, description="The cursor of the last change that you know; 0 for all.")]


@router.get("/changes", tags=["events"], **a_thing(Changes, examples.CHANGES))
def changes(request: Request, desk: TheDesk, since: Since = 0, limit: Few = 500) -> Response:
    """What has become of events: new, changed (in what), gone (into which); ask again with ``next``."""
    found = desk.ledger.changes(since, limit)
    return one(request, Changes(items=found, next=found[-1].cursor if found else since))
