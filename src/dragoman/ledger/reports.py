"""Reports and their versions: each content of a report is kept once, with the record that was read in it."""

from __future__ import annotations

import zlib
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from dragoman.errors import DragomanError, NotEnglish
from dragoman.ledger import schema
from dragoman.ledger.arrival import Arrival
from dragoman.ledger.ids import clean, clipped, content_digest, digest, report_id
from dragoman.ledger.outlets import outlet_pk
from dragoman.types import Record

Change = Literal["new", "version", "reread", "same", "aside"]


class Saved(NamedTuple):
    """Where a report was put. ``aside``: it could not be read this time, and what was read before stands."""

    pk: int
    id: str
    n: int
    change: Change


def save(connection: sa.Connection, arrival: Arrival, outcome: Record | DragomanError, now: str) -> Saved:
    """Keep what came in: a report, and a version of it where the content is new."""
    content = _content(arrival, outcome, now)
    known = _find(connection, arrival, content)
    if known is None:
        return _insert(connection, arrival, outcome, content, now)
    if arrival.source and known.source is None:
        _set(connection, known.pk, source=source_pk(connection, arrival.source), guid=_guid(arrival))
    _set(connection, known.pk, last_seen=max(now, known.last_seen), gone=None)
    versions = schema.version
    rows = connection.execute(sa.select(versions).where(versions.c.report == known.pk).order_by(versions.c.n)).all()
    same = next((row for row in rows if row.digest == content["digest"]), None)
    if same is None:
        return _next_version(connection, known, rows[-1].n + 1, content)
    return _again(connection, known, same, content)


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
    return connection.execute(sa.select(report).where(report.c.id == id)).first()


def _insert(
    connection: sa.Connection, arrival: Arrival, outcome: Record | DragomanError, content: dict[str, Any], now: str
) -> Saved:
    table = schema.report
    id = report_id(arrival.address, content["digest"])
    said = outcome.report.outlet if isinstance(outcome, Record) else None
    row = _head(content) | {
        "id": id,
        "address": arrival.address,
        "origin": arrival.origin,
        "source": source_pk(connection, arrival.source) if arrival.source else None,
        "guid": _guid(arrival),
        "outlet": outlet_pk(connection, arrival.outlet or said, arrival.address or content["url"]),
        "versions": 1,
        "first_seen": now,
        "last_seen": now,
    }
    pk: int = connection.execute(sa.insert(table).values(row).returning(table.c.pk)).scalar_one()
    _set(connection, pk, original=pk)
    connection.execute(sa.insert(schema.version).values(content | {"report": pk, "n": 1, "latest": True}))
    return Saved(pk, id, 1, "new")


def _next_version(connection: sa.Connection, known: sa.Row[Any], n: int, content: dict[str, Any]) -> Saved:
    # a page that was read and now is not (a pay wall, an error page) takes nothing back
    aside = content["status"] == "unreadable" and known.status == "read"
    if not aside:
        _retire(connection, known.pk)
        _set(connection, known.pk, **_head(content))
    connection.execute(sa.insert(schema.version).values(content | {"report": known.pk, "n": n, "latest": not aside}))
    _set(connection, known.pk, versions=known.versions + 1)
    return Saved(known.pk, known.id, n, "aside" if aside else "version")


def _again(connection: sa.Connection, known: sa.Row[Any], same: sa.Row[Any], content: dict[str, Any]) -> Saved:
    """Content that is there already: read anew by another reader, come back after another, or nothing new."""
    kept = ("report", "n", "latest", "seen")
    fresh = {name: value for name, value in content.items() if name not in kept}
    if content["status"] == "unreadable":
        _update(connection, same.pk, arrived=content["arrived"], reason=content["reason"])
        return Saved(known.pk, known.id, same.n, "same")
    reread = (same.reader, same.model) != (content["reader"], content["model"])
    if same.latest and not reread:
        if same.arrived != content["arrived"]:
            _update(connection, same.pk, arrived=content["arrived"])
        return Saved(known.pk, known.id, same.n, "same")
    if not same.latest:
        _retire(connection, known.pk)
    _update(connection, same.pk, **(fresh if reread else {"arrived": content["arrived"]}), latest=True)
    _set(connection, known.pk, **_head(content))
    return Saved(known.pk, known.id, same.n, "reread")


def _head(content: dict[str, Any]) -> dict[str, Any]:
    """What the report shows of its latest version."""
    return {name: content[name] for name in ("title", "agency", "published", "language", "status")}


def _retire(connection: sa.Connection, report: int) -> None:
    table = schema.version
    connection.execute(sa.update(table).where(table.c.report == report, table.c.latest).values(latest=False))


def _set(connection: sa.Connection, report: int, **values: Any) -> None:
    connection.execute(sa.update(schema.report).where(schema.report.c.pk == report).values(values))


def _update(connection: sa.Connection, version: int, **values: Any) -> None:
    connection.execute(sa.update(schema.version).where(schema.version.c.pk == version).values(values))


def _guid(arrival: Arrival) -> str | None:
    return clipped(arrival.guid) if arrival.guid else None


def source_pk(connection: sa.Connection, place: str) -> int | None:
    """The row of a source; None where the ledger does not follow it."""
    return connection.scalar(sa.select(schema.source.c.pk).where(schema.source.c.place == place))
