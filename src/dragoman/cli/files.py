"""The way out: to standard output piece by piece, or to files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from dragoman.errors import InputError


def write(chunks: Iterable[str] | Iterable[bytes], output: str | None) -> None:
    """Write ``chunks`` to standard output as they come, or to the file ``output``, whole or not at all."""
    if output is not None:
        write_whole(Path(output), chunks)
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    for chunk in chunks:
        if isinstance(chunk, bytes):
            sys.stdout.buffer.write(chunk)
        else:
            sys.stdout.write(chunk)
        sys.stdout.flush()


def write_whole(path: Path, chunks: Iterable[str] | Iterable[bytes]) -> None:
    """Write ``chunks`` to ``path``; until the last is written the file there stays as it was, or absent.

    Text is written as UTF-8. Raises ``InputError`` where the place cannot be written to.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        with open(handle, "wb") as stream:
            stream.writelines(c if isinstance(c, bytes) else c.encode("utf-8", "replace") for c in chunks)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror or error}); choose another --output.") from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def names(suffix: str) -> Callable[[str], str]:
    """A function that makes a file name of each origin; no name is given twice."""
    given: set[str] = set()

    def name(origin: str) -> str:
        line = re.search(r"[:#]\d+$", origin)
        place = origin[: line.start()] if line else origin.rstrip("/")
        stem = re.sub(r"\.(txt|md|html?|jsonl?|ndjson)$", "", re.split(r"[/\\]", place.split("?")[0])[-1])
        stem = re.sub(r"[^\w.-]+", "-", stem).strip(".-")[:100] or "report"
        stem += "-" + line.group()[1:] if line else ""
        number, unique = 2, stem
        while unique in given:
            number, unique = number + 1, f"{stem}-{number}"
        given.add(unique)
        return unique + suffix

    return name
