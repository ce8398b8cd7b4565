"""Reports and their versions: each content of a report is kept once, with the record that was read in it.

Which version is the latest does not depend on the order in which sources come in. What a source gives takes the place
of what it gave before, as a page that changes does; where sources give different texts of one address, the longest of
the texts that they gave last is the latest version (of equals, that of the greatest digest): a feed that has only the
first lines, or an older text, hides nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from dragoman.errors import DragomanError, NotEnglish
from dragoman.ledger import schema
from dragoman.ledger.arrival import Arrival
from dragoman.ledger.ids import clean, clipped, content_digest, digest, report_id
from dragoman.ledger.outlets import outlet_pk, surer_outlet
from dragoman.ledger.rows import ONE, insert, inserting
from dragoman.types import Maker, Record

Change = Literal["new", "version", "reread", "same"]
VERSION, CARRIED = schema.version, schema.carried
_OF_ID = sa.select(schema.report).where(schema.report.c.id == ONE)
_ORIGINAL = sa.update(schema.report).where(schema.report.c.pk == ONE).values(original=ONE)
_PLACE = sa.select(schema.source.c.pk).where(schema.source.c.place == ONE)
NOWHERE = 0
"""Stands for the source of what came from none that is followed."""


class Saved(NamedTuple):
    """Where a report was put; ``record``: that of its latest version, where what follows from it is to be made anew."""

    pk: int
    id: str
    n: int
    change: Change
    record: Record | None = None


def save(connection: sa.Connection, arrival: Arrival, outcome: Record | DragomanError, now: str) -> Saved:
    """Keep what came in: a report, and a version of it where the content is new."""
    content = _content(arrival, outcome, now)
    source = source_pk(connection, arrival.source) if arrival.source else None
    known = _find(connection, arrival, content)
    if known is None:
        return _insert(connection, arrival, outcome, content, source, now)
    met: dict[str, Any] = {"last_seen": max(now, known.last_seen), "gone": None}
    if arrival.source and known.source is None:
        met |= {"source": source, "guid": _guid(arrival)}
    outlet = surer_outlet(connection, known.outlet, *_published_by(arrival, outcome, content))
    _set(connection, known.pk, **met, outlet=outlet)
    n, change = _keep(connection, known, content)
    _carry(connection, known.pk, source or NOWHERE, n, content)
    stale = _settle(connection, known.pk, n if change == "reread" else None) or outlet != known.outlet
    if not stale:
        return Saved(known.pk, known.id, n, change)
    latest = connection.execute(sa.select(VERSION).where(VERSION.c.report == known.pk, VERSION.c.latest)).one()
    record = unpacked(latest.record, latest.text) if latest.record is not None else None
    return Saved(known.pk, known.id, n, "reread" if change == "same" else change, record)


def known(
    connection: sa.Connection, address: str | None, digest: str, source: str | None, made_by: Maker | None
) -> str | None:
    """The report that came in with this ``digest`` last, from the same source and address, and need not be read again.

    ``made_by``: one that was read by another reader or model than this does not count.
    """
    report = schema.report
    unread = sa.and_(VERSION.c.status == "unreadable", VERSION.c.arrived == digest)
    read = sa.and_(CARRIED.c.arrived == digest, CARRIED.c.n == VERSION.c.n)
    if made_by is not None:
        read = sa.and_(read, VERSION.c.reader == made_by.reader, VERSION.c.model == made_by.model)
    place = sa.func.coalesce(sa.select(schema.source.c.pk).where(schema.source.c.place == source).scalar_subquery(), 0)
    mine = sa.and_(CARRIED.c.report == VERSION.c.report, CARRIED.c.source == place)
    asked = sa.select(report.c.id).join(VERSION, VERSION.c.report == report.c.pk).outerjoin(CARRIED, mine)
    if address:
        asked = asked.where(report.c.id == report_id(address, ""), sa.or_(read, unread))
    else:
        asked = asked.where(VERSION.c.arrived == digest, report.c.address.is_(None), sa.or_(read, unread))
    id: str | None = connection.scalar(asked)
    return id


def _content(arrival: Arrival, outcome: Record | DragomanError, now: str) -> dict[str, Any]:
    """The row of a version, but for its report and number."""
    row: dict[str, Any] = dict.fromkeys(column.name for column in schema.version.columns if column.name != "pk")
    row |= {"arrived": arrival.digest, "seen": now, "title": arrival.title, "url": arrival.url}
    row |= {"published": arrival.published}
    if isinstance(outcome, DragomanError):
        language = outcome.language if isinstance(outcome, NotEnglish) else None
        unread = digest("unreadable", arrival.digest)
        return row | {"digest": unread, "status": "unreadable", "reason": clean(str(outcome)), "language": language}
    report = outcome.report
    text, title = report.text, report.title or row["title"]
    return row | {
        "digest": content_digest(title, text),
        "status": "read",
        "title": title,
        "text": text,
        "published": _published(report.date, row["published"]) or report.dateline_day,
        "language": report.language,
        "agency": report.agency,
        "url": report.url or row["url"],
        "reader": outcome.made_by.reader,
        "model": outcome.made_by.model,
        "record": packed(outcome),
    }


def _published(day: str | None, told: str | None) -> str | None:
    """The day that the report gives; the source's time where it is of that day."""
    return told if told and (day is None or told.startswith(day)) else day


def packed(record: Record) -> bytes:
    """A record as it is kept: without its text, which stands beside it."""
    bare = msgspec.structs.replace(record, report=msgspec.structs.replace(record.report, text=""))
    return zlib.compress(msgspec.json.encode(bare), 6)


def unpacked(data: bytes, text: str) -> Record:
    """The record that ``packed`` packed."""
    record = msgspec.json.decode(zlib.decompress(data), type=Record)
    return msgspec.structs.replace(record, report=msgspec.structs.replace(record.report, text=text))


def _find(connection: sa.Connection, arrival: Arrival, content: dict[str, Any]) -> sa.Row[Any] | None:
    """The report that this is: of its address; else of what came in, or of the same content."""
    report, version = schema.report, schema.version
    if not arrival.address:
        came = sa.select(version.c.report).where(version.c.arrived == arrival.digest)
        row = connection.execute(sa.select(report).where(report.c.pk.in_(came), report.c.address.is_(None))).first()
        if row is not None:
            return row
    id = report_id(arrival.address, content["digest"])
    return connection.execute(_OF_ID, {"one": id}).first()


def _insert(
    connection: sa.Connection,
    arrival: Arrival,
    outcome: Record | DragomanError,
    content: dict[str, Any],
    source: int | None,
    now: str,
) -> Saved:
    table = schema.report
    id = report_id(arrival.address, content["digest"])
    row = _head(content) | {
        "id": id,
        "address": arrival.address,
        "origin": arrival.origin,
        "source": source,
        "guid": _guid(arrival),
        "outlet": outlet_pk(connection, *_published_by(arrival, outcome, content)),
        "versions": 1,
        "first_seen": now,
        "last_seen": now,
    }
    pk: int = connection.execute(inserting(table, "pk"), row).scalar_one()
    connection.execute(_ORIGINAL, {"one": pk})
    insert(connection, VERSION, [content | {"report": pk, "n": 1, "latest": True}])
    _carry(connection, pk, source or NOWHERE, 1, content, new=True)
    return Saved(pk, id, 1, "new", outcome if isinstance(outcome, Record) else None)


def _published_by(
    arrival: Arrival, outcome: Record | DragomanError, content: dict[str, Any]
) -> tuple[str | None, str | None]:
    """What is told of the outlet: its name, and an address of it."""
    said = outcome.report.outlet if isinstance(outcome, Record) else None
    return arrival.outlet or said, arrival.address or content["url"]


def _keep(connection: sa.Connection, known: sa.Row[Any], content: dict[str, Any]) -> tuple[int, Change]:
    """Put the content among the versions of a report: which it is, and whether it is new, read anew, or the same."""
    columns = (VERSION.c.pk, VERSION.c.n, VERSION.c.digest, VERSION.c.reader, VERSION.c.model, VERSION.c.published)
    rows = connection.execute(sa.select(*columns).where(VERSION.c.report == known.pk).order_by(VERSION.c.n)).all()
    same = next((row for row in rows if row.digest == content["digest"]), None)
    if same is None:
        n = rows[-1].n + 1
        insert(connection, VERSION, [content | {"report": known.pk, "n": n, "latest": False}])
        _set(connection, known.pk, versions=known.versions + 1)
        return n, "version"
    if content["status"] == "unreadable":
        _update(connection, same.pk, arrived=content["arrived"], reason=content["reason"])
        return same.n, "same"
    published = _sooner(same.published, content["published"])
    if (same.reader, same.model) != (content["reader"], content["model"]):
        fresh = {name: value for name, value in content.items() if name not in ("report", "n", "latest", "seen")}
        _update(connection, same.pk, **fresh | {"published": published})
        return same.n, "reread"
    _update(connection, same.pk, arrived=content["arrived"], published=published)
    return same.n, "same" if published == same.published else "reread"


def _sooner(one: str | None, other: str | None) -> str | None:
    """Of two days or times at which the same was published the earlier; of one day that which tells the time."""
    told = [value for value in (one, other) if value]
    return min(told, key=lambda value: (value[:10], -len(value), value)) if told else None


def _carry(
    connection: sa.Connection, report: int, source: int, n: int, content: dict[str, Any], *, new: bool = False
) -> None:
    """Note what a source gives. A page that was read and now is not (a pay wall, an error) takes nothing back."""
    mine = sa.and_(CARRIED.c.report == report, CARRIED.c.source == source)
    values = {"n": n, "arrived": content["arrived"]}
    before = None
    if not new:
        told = sa.and_(VERSION.c.report == CARRIED.c.report, VERSION.c.n == CARRIED.c.n)
        before = connection.scalar(sa.select(VERSION.c.status).join(CARRIED, told).where(mine))
    if before is None:
        insert(connection, CARRIED, [{"report": report, "source": source, **values}])
    elif before == "unreadable" or content["status"] == "read":
        connection.execute(sa.update(CARRIED).where(mine).values(**values))


def _settle(connection: sa.Connection, report: int, reread: int | None) -> bool:
    """See that the longest text that a source gives is the latest version; whether it is another now, or ``reread``."""
    given = sa.select(CARRIED.c.n).where(CARRIED.c.report == report)
    length = sa.func.coalesce(sa.func.length(VERSION.c.text), -1).label("length")
    asked = sa.select(*(VERSION.c[name] for name in ("pk", "n", "latest", "digest", *_HEAD)), length)
    rows = connection.execute(asked.where(VERSION.c.report == report, VERSION.c.n.in_(given))).all()
    best = max(rows, key=lambda row: (row.length, row.digest))
    if best.latest and best.n != reread:
        return False
    if not best.latest:
        connection.execute(sa.update(VERSION).where(VERSION.c.report == report, VERSION.c.latest).values(latest=False))
        _update(connection, best.pk, latest=True)
    _set(connection, report, **_head(best._asdict()))
    return True


def _head(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the report shows of its latest version."""
    return {name: content[name] for name in _HEAD}


_HEAD = ("title", "agency", "published", "language", "status")


def _set(connection: sa.Connection, report: int, **values: Any) -> None:
    connection.execute(sa.update(schema.report).where(schema.report.c.pk == report).values(values))


def _update(connection: sa.Connection, version: int, **values: Any) -> None:
    connection.execute(sa.update(schema.version).where(schema.version.c.pk == version).values(values))


def _guid(arrival: Arrival) -> str | None:
    return clipped(arrival.guid) if arrival.guid else None


def source_pk(connection: sa.Connection, place: str) -> int | None:
    """The row of a source; None where the ledger does not follow it."""
    return connection.scalar(_PLACE, {"one": place})
