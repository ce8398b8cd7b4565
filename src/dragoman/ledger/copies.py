"""Keeps the groups of copies: which reports repeat which, and the one held to be the origin of each group."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from dragoman.ledger import schema
from dragoman.ledger.ids import bucket, pieces
from dragoman.ledger.rows import SOME, insert
from dragoman.reconcile import copies
from dragoman.reconcile.copies import Fingerprint, Text
from dragoman.types import Link

KNOWN, SHARING, NEAREST = 3000, 300, 50
"""Most rows of bands that are looked at for a new report, and most reports that it is held against by fingerprint and
by its text. Bands are taken rarest first, and a report counts the more the rarer the bands are that it shares. So
nothing true is lost in a large ledger: words that hundreds of reports have (a standing trailer, the frame of a daily
bulletin) rank last, however many they are; a copy of few shares rare bands with them and ranks first; and in a text
that hundreds carry, where no band is rare, one of them is enough: a copy of any is in the group of all.
"""
_COUNTED = (
    sa.select(schema.band.c.band, sa.func.count().label("reports"))
    .where(schema.band.c.band.in_(SOME))
    .group_by(schema.band.c.band)
)
_SHARED = (
    sa.select(schema.band.c.band, schema.band.c.report, schema.report.c.id)
    .join(schema.report, schema.report.c.pk == schema.band.c.report)
    .where(schema.band.c.band.in_(SOME))
)


def refresh(connection: sa.Connection, report: int, text: str, *, new: bool = False) -> set[int]:
    """Find anew what ``report`` repeats and what repeats it; the reports whose origin is now another.

    ``new``: it has no fingerprint yet, and no group.
    """
    before = {report} if new else _group(connection, [report])
    had_links = not new and _forget(connection, report)
    mine = copies.fingerprint(text)
    near = _candidates(connection, report, mine)
    _save(connection, report, mine)
    linked = _link(connection, report, mine, near)
    if not linked and not had_links:
        return set()
    return _regroup(connection, before | _group(connection, linked))


def _forget(connection: sa.Connection, report: int) -> bool:
    """Take away the fingerprint and links of a report; whether it had links."""
    prints, bands = schema.fingerprint, schema.band
    told = connection.scalar(sa.select(prints.c.bands).where(prints.c.report == report))
    if told is not None:
        mine = [bucket(band) for band in json.loads(told)]
        connection.execute(sa.delete(bands).where(bands.c.band.in_(mine), bands.c.report == report))
        connection.execute(sa.delete(prints).where(prints.c.report == report))
    links = schema.copy_link
    return connection.execute(sa.delete(links).where(sa.or_(links.c.a == report, links.c.b == report))).rowcount > 0


def _save(connection: sa.Connection, report: int, mine: Fingerprint) -> None:
    rows: dict[sa.Table, list[dict[str, Any]]] = {}
    for table, row in fingerprint_rows(report, mine):
        rows.setdefault(table, []).append(row)
    for table, some in rows.items():
        insert(connection, table, some)


def fingerprint_rows(report: int, mine: Fingerprint) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """The rows of a fingerprint, each with its table."""
    bands = json.dumps(mine.bands)
    row = {"report": report, "exact": mine.exact, "signature": mine.signature, "words": mine.words, "bands": bands}
    yield schema.fingerprint, row
    for band in _buckets(mine):
        yield schema.band, {"band": band, "report": report}


def _buckets(mine: Fingerprint) -> list[int]:
    return sorted({bucket(band) for band in mine.bands})


def _candidates(connection: sa.Connection, report: int, mine: Fingerprint) -> list[int]:
    """The reports that may be copies, the nearest first."""
    counted = [(row.reports, row.band) for row in connection.execute(_COUNTED, {"some": _buckets(mine)})]
    weight: dict[tuple[str, int], float] = defaultdict(float)
    reports_of = {band: reports for reports, band in _rarest(counted)}
    for row in connection.execute(_SHARED, {"some": sorted(reports_of)}) if reports_of else ():
        if row.report != report:
            weight[row.id, row.report] += 1 / reports_of[row.band]
    nearest = sorted(weight, key=lambda one: (-round(weight[one], 9), one))
    return [pk for _, pk in nearest[:SHARING]]


def _rarest(counted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of bands, each behind the number of its reports, the rarest: as many as ``KNOWN`` allows, and at least one."""
    ordered = sorted(counted)
    totals = accumulate(reports for reports, _ in ordered)
    return [one for n, (one, total) in enumerate(zip(ordered, totals, strict=True)) if n == 0 or total <= KNOWN]


def _link(connection: sa.Connection, report: int, mine: Fingerprint, near: list[int]) -> list[int]:
    """Hold the report against those near to it; the reports found to be its copies or its origin."""
    prints = _fingerprints(connection, near)
    near = [other for other in near if copies.near(mine, prints[other])][:NEAREST]
    if not near:
        return []
    texts = _texts(connection, [report, *near])
    rows: list[dict[str, Any]] = []
    for other in near:
        ours, theirs = (texts[report], mine, report), (texts[other], prints[other], other)
        first, second = sorted((ours, theirs), key=lambda side: side[0].id)
        link = copies.alike(first[0], second[0], first[1], second[1])
        if link is not None:
            rows.append({"a": first[2], "b": second[2], "score": link.score, "reason": link.reason})
    insert(connection, schema.copy_link, rows)
    return [row["a"] if row["b"] == report else row["b"] for row in rows]


def _texts(connection: sa.Connection, reports: Iterable[int]) -> dict[int, Text]:
    report, version, outlet = schema.report, schema.version, schema.outlet
    columns = (report.c.pk, report.c.id, version.c.text, version.c.title, version.c.agency, version.c.published)
    asked = (
        sa.select(*columns, outlet.c.name.label("outlet"))
        .join(version, sa.and_(version.c.report == report.c.pk, version.c.latest))
        .outerjoin(outlet, outlet.c.pk == report.c.outlet)
    )
    found = {}
    for some in pieces(reports):
        for r in connection.execute(asked.where(report.c.pk.in_(some))):
            found[r.pk] = Text(
                id=r.id, text=r.text or "", title=r.title, agency=r.agency, outlet=r.outlet, published=r.published
            )
    return found


def _fingerprints(connection: sa.Connection, reports: Collection[int]) -> dict[int, Fingerprint]:
    """The fingerprints of reports, but for their bands, which have done their work once reports are found by them."""
    prints = schema.fingerprint
    asked = sa.select(prints.c.report, prints.c.exact, prints.c.signature, prints.c.words)
    return {
        row.report: Fingerprint(exact=row.exact, bands=(), signature=row.signature, words=row.words)
        for some in pieces(reports)
        for row in connection.execute(asked.where(prints.c.report.in_(some)))
    }


def _group(connection: sa.Connection, reports: Collection[int]) -> set[int]:
    """All reports in the groups of ``reports``."""
    table = schema.report
    origins = sa.select(table.c.original).where(table.c.pk.in_(reports))
    return set(connection.scalars(sa.select(table.c.pk).where(table.c.original.in_(origins))))


def _regroup(connection: sa.Connection, pool: set[int]) -> set[int]:
    """Group ``pool`` by the links within it; the reports whose origin is now another."""
    table = schema.report
    rows = [r for some in pieces(pool) for r in connection.execute(sa.select(table).where(table.c.pk.in_(some)))]
    pk_of, was = {r.id: r.pk for r in rows}, {r.pk: r.original for r in rows}
    texts = _texts(connection, pool)
    changed = set()
    for group in copies.groups(sorted(pk_of), _links(connection, {r.pk: r.id for r in rows})):
        members = [pk_of[id] for id in group]
        origin = pk_of[copies.origin([texts[pk] for pk in members])] if len(members) > 1 else members[0]
        moved = [pk for pk in members if was[pk] != origin]
        for some in pieces(moved):
            connection.execute(sa.update(table).where(table.c.pk.in_(some)).values(original=origin))
        changed.update(moved)
    return changed


def _links(connection: sa.Connection, id_of: dict[int, str]) -> list[Link]:
    """The links between the reports of ``id_of``."""
    table = schema.copy_link
    return [
        Link(a=id_of[r.a], b=id_of[r.b], score=r.score, reason=r.reason)
        for some in pieces(sorted(id_of))
        for r in connection.execute(sa.select(table).where(table.c.a.in_(some)))
        if r.b in id_of
    ]
