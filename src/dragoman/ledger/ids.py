"""Ids that come from content, and texts made fit for any database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from dragoman.types import Event, Value

T = TypeVar("T")
V = TypeVar("V", bound=Value)
CLIP = 300
"""Most characters of what is indexed."""
MANY = 500
"""Most values asked for in one statement."""


def digest(*parts: str | bytes | None) -> str:
    """64 bits in hexadecimal of ``parts``, each kept apart from the next."""
    whole = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:16]


def content_digest(title: str | None, text: str) -> str:
    """What makes a version of a report the same as another: title and text."""
    return digest("content", title, text)


def report_id(address: str | None, content: str) -> str:
    """The id of a report: from its canonical address, else from the digest of its content."""
    return "r" + (digest("address", address) if address else digest("report", content))


def account_ids(report: str, events: Sequence[Event]) -> list[str]:
    """The ids of the accounts of a report, from report, type and evidence; the like of an earlier one is numbered."""
    told: dict[tuple[str, str], int] = {}
    ids = []
    for event in events:
        what = (event.type, event.evidence.text)
        told[what] = told.get(what, 0) + 1
        again = str(told[what]) if told[what] > 1 else ""
        ids.append("a" + digest("account", report, *what, again))
    return ids


def story_id(account: str, salt: int) -> str:
    """The id of a new event, from the first of its accounts; ``salt`` where that one is taken."""
    return "e" + digest("story", account, str(salt))


def bucket(key: str) -> int:
    """A key among millions, as a number that any database takes."""
    short = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(short, "big", signed=True)


def clean(text: str) -> str:
    """``text`` with what no database takes (NUL, halves of surrogates) replaced, character by character."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def fit(value: V) -> V:
    """``value`` with every text in it ``clean``."""
    try:
        if b"\\u0000" not in msgspec.json.encode(value):
            return value
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_fit(value.to_dict()), type(value))


def _fit(plain: Any) -> Any:
    if isinstance(plain, str):
        return clean(plain)
    if isinstance(plain, dict):
        return {name: _fit(inner) for name, inner in plain.items()}
    return [_fit(inner) for inner in plain] if isinstance(plain, (list, tuple)) else plain


def clipped(text: str) -> str:
    """The beginning of ``text``: what is indexed."""
    return text[:CLIP]


def key(name: str) -> str:
    """What a name is found by."""
    return clipped(" ".join(name.casefold().split()))


def pieces(values: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    """``values`` in lists that fit into one statement."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
