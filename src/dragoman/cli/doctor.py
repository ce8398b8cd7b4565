"""``dragoman doctor``: what is installed, and whether it works."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import typer

from dragoman.errors import DragomanError, GazetteerError, ModelError

HOME = Path(__file__).resolve().parents[1]
TRIAL = (
    "NAIROBI, May 6 - Kenyan Foreign Minister Wanjiru Kamau visited Mogadishu on Monday, where she met Somali "
    "officials.\n\n"
    "“We will reopen the border before the rains,” Kamau told reporters, according to the Kenya News Agency.\n"
)
"""Words of our own that every reader worth its name finds something in."""


class Finding(NamedTuple):
    """One line of the report."""

    holds: bool
    what: str
    detail: str


def command() -> None:
    """Say what is installed, which model and gazetteer are here, and whether a trial report can be read."""
    holds = True
    for check in CHECKS:
        for finding in _found(check):
            holds = holds and finding.holds
            typer.echo(f"{'ok' if finding.holds else 'BAD':4} {finding.what:16} {finding.detail}")
    if not holds:
        typer.echo(
            "dragoman: something is missing or broken; install it again, as in: pip install --force-reinstall dragoman",
            err=True,
        )
        raise typer.Exit(1)


def _found(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except DragomanError as error:
        yield Finding(False, check.__name__, str(error))
    except Exception as error:  # whatever is broken, the rest is still looked at
        yield Finding(False, check.__name__, f"{type(error).__name__}: {error}")


def python() -> Iterator[Finding]:
    """Interpreter and package."""
    from dragoman import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), "python", version)
    yield Finding(True, "dragoman", f"{__version__} in {HOME}")


def dependencies() -> Iterator[Finding]:
    """Every package that dragoman needs to run."""
    names = needed()
    if not names:
        yield Finding(True, "dependencies", "not checked: dragoman runs from a source tree and is not installed")
    for name in names:
        try:
            yield Finding(True, name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(False, name, "is missing")


def needed() -> list[str]:
    """Names of the packages that dragoman declares, without those of its extras."""
    import re

    try:
        declared = metadata.requires("dragoman") or []
    except metadata.PackageNotFoundError:
        return []
    return sorted(re.split(r"[^\w.-]", line)[0] for line in declared if "extra ==" not in line)


def model() -> Iterator[Finding]:
    """The files of the trained reader."""
    yield from _files(sorted((HOME / "understand").rglob("*.onnx")), "model", ModelError("There is no model here."))


def gazetteer() -> Iterator[Finding]:
    """The gazetteer, and whether the database is sound."""
    import sqlite3
    from contextlib import closing

    path = HOME / "resolve" / "gazetteer.sqlite"
    yield from _files([path] if path.exists() else [], "gazetteer", GazetteerError("There is no gazetteer here."))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        state = base.execute("PRAGMA quick_check").fetchone()[0]
    yield Finding(state == "ok", "gazetteer", "sound" if state == "ok" else f"broken: {state}")


def _files(paths: list[Path], what: str, missing: DragomanError) -> Iterator[Finding]:
    if not paths:
        raise missing
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        size = path.stat().st_size / 1e6
        yield Finding(True, what, f"{path.name}, {size:.1f} MB, sha256 {digest}")


def ontology() -> Iterator[Finding]:
    """PLOVER and CAMEO."""
    from dragoman.ontology import ontology as load

    plover = load()
    detail = f"{len(plover.types)} types, {len(plover.contexts)} contexts, {len(plover.cameo)} CAMEO codes"
    yield Finding(len(plover.types) == 16, "ontology", detail)


def trial() -> Iterator[Finding]:
    """A short report is read."""
    from time import perf_counter

    from dragoman.pipeline import Reader

    start = perf_counter()
    reader = Reader()
    record = reader.read(TRIAL, date="2024-05-07")
    cold = perf_counter()
    reader.read(TRIAL, date="2024-05-07")
    times = f"first in {cold - start:.1f} s, then in {1000 * (perf_counter() - cold):.0f} ms"
    found = f"{len(record.events)} events, {len(record.attributions)} attributions"
    yield Finding(bool(record.events and record.attributions), "trial", f"{found}; {times}")
    yield Finding(True, "made by", f"{record.made_by.reader}, {record.made_by.model}")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (python, dependencies, model, gazetteer, ontology, trial)
