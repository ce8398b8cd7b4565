"""Lists: events, quotes, entities, reports, sources; each as a page of JSON, or whole as JSON lines or CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dragoman.export import answers as columns
from dragoman.ledger.ask import NamedEntity, Quote, ReportLine, SourceLine
from dragoman.serve.api import asked, examples
from dragoman.serve.api.answers import listing
from dragoman.serve.api.says import a_list
from dragoman.serve.desk import TheDesk
from dragoman.types import Story

router = APIRouter(tags=["lists"])
TO_EVENT = {name: (name, "id", "items/0/id") for name in ("event", "accounts", "why", "changes_of", "correct")}
TO_REPORT = {name: (name, "id", "items/0/id") for name in ("report", "record", "copies")}
FROM_QUOTE = {"report": ("report", "id", "items/0/report"), "record": ("record", "id", "items/0/report")}


@router.get("/events", **a_list(Story, examples.STORY, columns.EVENTS, links=TO_EVENT))
def events(request: Request, desk: TheDesk, ask: Annotated[asked.EventsAsked, Query()]) -> Response:
    """The events that pass the filters: each stands once, however many reports tell it."""
    return listing(request, ask, desk.ledger.events, "events", columns.EVENTS)


@router.get("/quotes", **a_list(Quote, examples.QUOTE, columns.QUOTES, links=FROM_QUOTE))
def quotes(request: Request, desk: TheDesk, ask: Annotated[asked.QuotesAsked, Query()]) -> Response:
    """Who said what, through whom, in which report."""
    return listing(request, ask, desk.ledger.quotes, "quotes", columns.QUOTES)


@router.get("/entities", **a_list(NamedEntity, examples.ENTITY, columns.ENTITIES))
def entities(request: Request, desk: TheDesk, ask: Annotated[asked.EntitiesAsked, Query()]) -> Response:
    """Who is named in reports, and in how many."""
    return listing(request, ask, desk.ledger.entities, "entities", columns.ENTITIES)


@router.get("/reports", **a_list(ReportLine, examples.REPORT, columns.REPORTS, links=TO_REPORT))
def reports(request: Request, desk: TheDesk, ask: Annotated[asked.ReportsAsked, Query()]) -> Response:
    """The reports that pass the filters, in short."""
    return listing(request, ask, desk.ledger.reports, "reports", columns.REPORTS)


@router.get("/sources", **a_list(SourceLine, examples.SOURCE, columns.SOURCES))
def sources(request: Request, desk: TheDesk, ask: Annotated[asked.SourcesAsked, Query()]) -> Response:
    """The sources that are followed, how they fare, and what came from them."""
    return listing(request, ask, desk.ledger.sources, "sources", columns.SOURCES)
