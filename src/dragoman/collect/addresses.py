"""A list of addresses in a text file, one a line; lines that begin with # are remarks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from dragoman.collect.base import MAX_BYTES, Failure, Raw, Source, shown
from dragoman.collect.page import Page
from dragoman.errors import InputError

SUFFIXES = ("", ".txt", ".urls", ".list")
_HEAD = 65_536


class Addresses(Source):
    """Reads what is at each address of a list: a report, or a feed."""

    name: ClassVar[str] = "addresses"

    @classmethod
    def takes(cls, place: str) -> bool:
        """A text file in whose beginning every line is an address or a remark."""
        try:
            if Path(place).suffix.lower() not in SUFFIXES or not os.path.isfile(place):
                return False
            with open(place, "rb") as stream:
                head = stream.read(_HEAD)
        except (OSError, ValueError):
            return False
        lines = head.decode("utf-8", "replace").splitlines()
        # the last line may be cut off
        found = list(_addresses(lines[:-1] if len(head) == _HEAD else lines))
        return bool(found) and all(Page.takes(address) and len(address.split()) == 1 for address in found)

    def items(self) -> Iterator[Raw | Failure]:
        """What is at the addresses, in their order, each once."""
        try:
            found = read_addresses(self.place)
        except InputError as error:
            yield Failure(shown(self.place), error)
            return
        for address in found:
            yield from Page(address, http=self.http, columns=self.columns).items()


def read_addresses(path: str) -> list[str]:
    """The addresses of a list, in their order, each once. Raises ``InputError`` where it cannot be read."""
    try:
        with open(path, "rb") as stream:
            lines = stream.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{shown(path)} cannot be read ({reason}); check its permissions.") from None
    return list(dict.fromkeys(_addresses(lines)))


def _addresses(lines: list[str]) -> Iterator[str]:
    for line in lines:
        bare = line.strip().removeprefix("\ufeff")
        if bare and not bare.startswith("#"):
            yield bare
