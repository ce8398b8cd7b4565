"""Newsletters: mails in an mbox (one after the other in a file) or one to a file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import IO, ClassVar

from dragoman.collect.base import Failure, Media, Raw, Source, shown, too_large
from dragoman.errors import DragomanError, EmptyInput, InputError

SUFFIXES = (".mbox", ".eml")
MAX_MAIL = 20_000_000
MAX_HEADER = 100_000
MAX_PARTS = 500
"""More boundaries than that are not a newsletter's, and cost a parser more than they can hold."""
FEW_WORDS = 20

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_TAG = re.compile(r"<[^<>]*>")


class Mbox(Source):
    """A mailbox or a mail: the text of each, its date, and its sender for an outlet."""

    name: ClassVar[str] = "mbox"

    @classmethod
    def takes(cls, place: str) -> bool:
        """A file that ends in .mbox or .eml."""
        return Path(place).suffix.lower() in SUFFIXES and "://" not in place and os.path.isfile(place)

    def items(self) -> Iterator[Raw | Failure]:
        """The mails, in their order."""
        origin = shown(self.place)
        number = 0
        try:
            with open(self.place, "rb") as stream:
                for number, mail in enumerate(_mails(stream), start=1):
                    yield item_of_mail(mail, f"{origin}#{number}")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            yield Failure(origin, InputError(f"{origin} cannot be read ({reason}); check its permissions."))
            return
        if not number:
            yield Failure(origin, EmptyInput(f"{origin} is empty; export the mails again."))


def item_of_mail(mail: bytes | None, origin: str) -> Raw | Failure:
    """The report in a mail; None stands for one too large to be kept."""
    try:
        if mail is None:
            raise too_large(origin, MAX_MAIL)
        return _raw(mail, origin)
    except DragomanError as error:
        return Failure(origin, error)
    except Exception:  # the email package breaks in many ways on broken mails; none of them is news to the user
        return Failure(origin, InputError(f"{origin} is a mail too broken to be read; export it again."))


def _mails(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The mails of an mbox, parted by lines that begin with «From » after an empty one; a file without is one mail."""
    lines: list[bytes] = []
    size = 0
    blank = True
    while line := stream.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if size:
                yield _joined(lines, size)
            lines, size = [], 0
        elif size <= MAX_MAIL:
            # a line of the text that began with «From » was given a «>»
            lines.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
        blank = line in (b"\n", b"\r\n")
    if any(part.strip() for part in lines):
        yield _joined(lines, size)


def _joined(lines: list[bytes], size: int) -> bytes | None:
    return b"".join(lines) if size <= MAX_MAIL else None


def _raw(mail: bytes, origin: str) -> Raw:
    end = _HEADER_END.search(mail)
    if (end.start() if end else len(mail)) > MAX_HEADER or mail.count(b"\n--") > MAX_PARTS:
        raise InputError(f"{origin} is not a mail; its head or its parts have no end.")
    message = BytesParser(policy=policy.default).parsebytes(mail)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise InputError(f"{origin} is not a mail; it has no head.")
    text, media = _text(message, origin)
    return Raw(
        origin=origin,
        data=text,
        media=media,
        title=_header(message, "Subject"),
        date=_date(message),
        outlet=_sender(message),
        guid=_header(message, "Message-ID"),
    )


def _text(message: EmailMessage, origin: str) -> tuple[str, Media]:
    """The HTML, as that is what a newsletter is made in; its plain text where there is no or hardly any HTML."""
    html, text = (_part(message, kind) for kind in ("html", "plain"))
    if len(_TAG.sub(" ", html).split()) >= (FEW_WORDS if text.strip() else 1):
        return html, "html"
    if not text.strip():
        raise EmptyInput(f"{origin} has no text in it; only newsletters can be read.")
    return text, "text"


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if not isinstance(part, EmailMessage):
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError):  # a charset that nobody knows
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message[name]
    except Exception:  # a broken header breaks its parser; the mail can do without
        return None
    return " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split()) or None if value else None


def _sender(message: EmailMessage) -> str | None:
    """The sender's name, or the host of its address."""
    name, address = parseaddr(_header(message, "From") or "")
    return name.strip() or address.rpartition("@")[2] or None


def _date(message: EmailMessage) -> str | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date") or "")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
