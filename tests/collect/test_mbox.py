"""Newsletters in mailboxes."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import Failure, Mbox, Raw, collect
from dragoman.collect import mbox as mbox_module
from dragoman.collect.mbox import item_of_mail
from dragoman.errors import EmptyInput, InputError, TooLarge

WORDS = (
    "The ministry said that the talks would go on in Ulaanbaatar, and that both sides had agreed on a date for them."
)


def mail(text: str = WORDS, html: str | None = f"<p>{WORDS}</p>", **headers: str) -> bytes:
    message = EmailMessage()
    head = {"From": "Khan Uul Courier <news@courier.example>", "Subject": "Talks — go on",
            "Date": "Tue, 26 Nov 2024 10:57:00 +0300", "Message-ID": "<1@courier.example>"} | headers  # fmt: skip
    for name, value in head.items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_mailbox_gives_a_report_a_mail(tmp_path: Path) -> None:
    path = tmp_path / "news.mbox"
    quoted = mail(text=f">From the capital: {WORDS}", html=None)
    path.write_bytes(
        b"From a@b Tue Nov 26 10:57:00 2024\n" + mail() + b"\n\nFrom a@b Tue Nov 26 11:00:00 2024\n" + quoted
    )
    first, second = collect([str(path)])
    assert isinstance(first, Raw) and isinstance(second, Raw)
    assert (first.origin, first.title, first.outlet) == (f"{path}#1", "Talks — go on", "Khan Uul Courier")
    assert (first.date, first.guid, first.media) == ("2024-11-26T07:57:00Z", "<1@courier.example>", "html")
    assert f"<p>{WORDS}</p>" in first.data  # type: ignore[operator]
    assert second.media == "text" and str(second.data).startswith("From the capital")


def test_one_mail_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail())
    assert Mbox.takes(str(path)) and [isinstance(item, Raw) for item in collect([str(tmp_path)])] == [True]


def test_the_text_part_is_taken_where_the_html_says_nothing() -> None:
    for html in (None, "<img src='a.png'>", "<p>Open in your browser</p>"):
        raw = item_of_mail(mail(html=html), "m")
        assert isinstance(raw, Raw) and raw.media == "text" and WORDS in str(raw.data)


def test_what_a_mail_does_not_say_is_left_open() -> None:
    raw = item_of_mail(b"From: news@courier.example\nDate: soon\n\n" + WORDS.encode(), "m")
    assert isinstance(raw, Raw)
    assert (raw.title, raw.date, raw.outlet, raw.guid) == (None, None, "courier.example", None)


@pytest.mark.parametrize(
    ("charset", "body"),
    [("windows-1251", "Мост открыт.".encode("cp1251")), ("no-such-charset", "Мост открыт.".encode())],
)
def test_charsets(charset: str, body: bytes) -> None:
    raw = item_of_mail(f"Content-Type: text/plain; charset={charset}\n\n".encode() + body, "m")
    assert isinstance(raw, Raw) and "Мост открыт." in str(raw.data)


def test_mails_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for data, kind in ((b"", InputError), (b"no head at all", InputError), (mail(text="", html=None), EmptyInput),
                       (b"A: " + b"b" * 200_000, InputError), (None, TooLarge),
                       (b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n" * 1000, InputError)):  # fmt: skip
        failure = item_of_mail(data, "m")
        assert isinstance(failure, Failure) and isinstance(failure.error, kind) and str(failure.error).endswith(".")
    monkeypatch.setattr(mbox_module, "MAX_MAIL", 2000)
    path = tmp_path / "a.mbox"
    path.write_bytes(b"From a\n" + mail(text="a " * 5000) + b"\n\nFrom b\n" + mail())
    large, good = collect([str(path)])
    assert isinstance(large, Failure) and isinstance(large.error, TooLarge) and isinstance(good, Raw)
    path.write_bytes(b"\n")
    (empty,) = collect([str(path)])
    assert isinstance(empty, Failure) and isinstance(empty.error, EmptyInput)


@given(st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=8))
def test_no_damage_to_a_mail_breaks_its_reader(edits: list[tuple[int, bytes]]) -> None:
    data = mail()
    for at, piece in edits:
        at %= len(data)
        data = data[:at] + piece + data[at + 3 :]
    item = item_of_mail(data, "m")
    assert isinstance(item, Raw) or "\n" not in str(item.error)
