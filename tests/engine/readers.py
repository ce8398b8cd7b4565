"""Readers for the tests; at the top of a module, so that processes can make them."""

from __future__ import annotations

import os

import msgspec

from dragoman.collect.base import Raw
from dragoman.errors import EmptyInput, InputError, ModelError, NotEnglish
from dragoman.types import Document, Record, Report
from tests.sample import record


class Parrot:
    """Gives a record with the text it is given; some texts are bad."""

    def read(self, text: str | bytes, *, date: str | None = None, outlet: str | None = None) -> Record:
        if not isinstance(text, str | bytes):
            raise InputError("A report is a text.")
        text = text if isinstance(text, str) else text.decode()
        if not text:
            raise EmptyInput("There is no text.")
        if text == "french":
            raise NotEnglish("The report is in French.", language="fr")
        if text == "bug":
            raise ZeroDivisionError("oh")
        if text == "crash":
            os._exit(3)
        return msgspec.structs.replace(record(), report=Report(text=text))

    def read_raw(self, raw: Raw) -> Record:
        found = self.read(raw.data)
        report = Report(
            text=found.report.text, title=raw.title, outlet=raw.outlet, date=raw.date or raw.day_if_none
        )  # fmt: skip
        return msgspec.structs.replace(found, report=report)

    def read_document(self, document: Document) -> Record:
        return msgspec.structs.replace(self.read(document.report.text), report=document.report)


def parrot() -> Parrot:
    return Parrot()


def broken() -> Parrot:
    raise ModelError("The model is missing.")
