"""Whether the desk lives, whether it can answer, and its figures: for what watches over it."""

from __future__ import annotations

from typing import Annotated

import prometheus_client
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from dragoman import __version__
from dragoman.errors import DragomanError
from dragoman.serve.desk import TheDesk, needs
from dragoman.serve.guard.figures import Figures

router = APIRouter(include_in_schema=False)
FRESH = {"Cache-Control": "no-store"}


def figures_of(request: Request) -> Figures:
    """The figures of the desk."""
    figures: Figures = request.app.state.figures
    return figures


@router.get("/healthz")
def alive() -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok", "version": __version__}, headers=FRESH)


@router.get("/readyz")
def ready(desk: TheDesk) -> Response:
    """The ledger answers; 503 and the reason where it does not, or while the desk is closing."""
    if desk.closing:
        return JSONResponse({"status": "closing"}, 503, headers=FRESH)
    try:
        with desk.ledger.reading() as connection:
            connection.execute(sa.select(1))
    except DragomanError as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, 503, headers=FRESH)
    return JSONResponse({"status": "ok"}, headers=FRESH)


@router.get("/metrics", dependencies=[Depends(needs("read"))])
def metrics(figures: Annotated[Figures, Depends(figures_of)]) -> Response:
    """The figures, as Prometheus reads them."""
    return Response(figures.text(), media_type=prometheus_client.CONTENT_TYPE_LATEST, headers=FRESH)
