"""Reports in files, in folders (searched to the bottom), and on standard input (``-``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, ClassVar

from dragoman.collect.base import MAX_BYTES, Failure, Media, Raw, Source, checked, too_large
from dragoman.collect.mbox import SUFFIXES as MAILS
from dragoman.collect.mbox import Mbox
from dragoman.collect.records import item_of_line, items_of
from dragoman.collect.table import SUFFIXES as TABLES
from dragoman.collect.table import Table
from dragoman.errors import DragomanError, EmptyInput, InputError

SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
} | dict.fromkeys((*TABLES, *MAILS), "reports")
"""What is in a file, by its ending; ``reports`` are left to a sibling in ``HOLDERS``."""
HOLDERS: tuple[type[Source], ...] = (Table, Mbox)
Columns = Mapping[str, str] | None


class Files(Source):
    """A file, a folder, or ``-``. JSON lines are read line by line, so that their number has no limit."""

    name: ClassVar[str] = "file"

    @classmethod
    def takes(cls, place: str) -> bool:
        """Whatever is not blank: no other source took it."""
        return place != ""

    def items(self) -> Iterator[Raw | Failure]:
        """The reports of the file; of a folder those of its files, by path."""
        if self.place == "-":
            yield from _of_stream(sys.stdin.buffer, "standard input", self.columns)
            return
        try:
            paths = reports_under(self.place)
        except InputError as error:
            yield Failure(self.place, error)
            return
        for path in paths:
            holder = next((kind for kind in HOLDERS if kind.takes(path)), None)
            yield from holder(path, columns=self.columns).items() if holder else _of_file(path, self.columns)


def reports_under(place: str) -> list[str]:
    """The files to read at ``place``: itself, or of a folder all with a known suffix, hidden ones left out.

    Raises ``InputError`` where there is nothing, or no report in the folder.
    """
    try:
        is_folder = os.path.isdir(place)
        exists = is_folder or os.path.exists(place)
    except ValueError:
        exists = is_folder = False
    if not exists:
        raise InputError(f"There is no file or folder {_shown(place)}; check the path.")
    if not is_folder:
        return [place]
    found = []
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            os.path.join(folder, name)
            for name in sorted(files)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        ]
    if not found:
        known = ", ".join(SUFFIXES)
        raise InputError(f"The folder {_shown(place)} holds no reports; put files there that end in {known}.")
    return found


def _of_file(path: str, columns: Columns) -> Iterator[Raw | Failure]:
    origin = _shown(path)
    try:
        # a pipe or device has no size, and is stopped while reading
        if os.path.getsize(path) > MAX_BYTES and SUFFIXES.get(Path(path).suffix.lower()) != "jsonl":
            raise too_large(origin)
        with open(path, "rb") as stream:
            yield from _of_stream(stream, origin, columns, SUFFIXES.get(Path(path).suffix.lower()))
    except DragomanError as error:
        yield Failure(origin, error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield Failure(origin, InputError(f"{origin} cannot be read ({reason}); check its permissions."))


def _of_stream(stream: IO[bytes], origin: str, columns: Columns, kind: str | None = None) -> Iterator[Raw | Failure]:
    """The reports in ``stream``; without a ``kind`` its first bytes tell."""
    if kind == "jsonl":
        yield from _of_lines(stream, origin, columns)
        return
    try:
        data = checked(stream.read(MAX_BYTES + 1), origin)
    except DragomanError as error:
        yield Failure(origin, error)
        return
    kind = kind or sniffed(data)
    if kind == "jsonl":
        yield from _of_lines(iter(data.splitlines(keepends=True)), origin, columns)
    elif kind == "json":
        yield from items_of(data, origin, columns)
    else:
        media: Media = "html" if kind == "html" else "text"
        yield Raw(origin=origin, data=data, media=media)


def sniffed(data: bytes) -> str:
    """What unnamed bytes are: ``json``, ``jsonl``, ``html`` or ``text``."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[{")) or (head.startswith(b"[") and head[1:].lstrip().startswith(b"{")):
        lines = [line for line in data.split(b"\n") if line.strip()]
        opened = all(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") for line in lines)
        closed = all(line.rstrip().endswith(b"}") for line in lines)
        return "jsonl" if len(lines) > 1 and opened and closed else "json"
    if head[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    return "text"


def _of_lines(lines: IO[bytes] | Iterator[bytes], origin: str, columns: Columns) -> Iterator[Raw | Failure]:
    number = 0
    seen = False
    for number, line in enumerate(_bounded(lines), start=1):
        here = f"{origin}:{number}"
        if line is None:
            yield Failure(here, too_large(here))
        elif stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield item_of_line(stripped, here, columns)
        else:
            continue
        seen = True
    if not seen:
        yield Failure(origin, EmptyInput(f"{origin} is empty; put one report a line in it."))


def _bounded(lines: IO[bytes] | Iterator[bytes]) -> Iterator[bytes | None]:
    """The lines, with None for one that is too long, whose rest is skipped."""
    if not hasattr(lines, "readline"):
        yield from lines
        return
    while line := lines.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(MAX_BYTES)
        yield None


def _shown(path: str) -> str:
    """``path`` fit to be printed: names that are not UTF-8 would break the terminal."""
    return path.encode("utf-8", "replace").decode("utf-8")
