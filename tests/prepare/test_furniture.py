"""What is taken off a report, what it said, and what must stay."""

from __future__ import annotations

import pytest

from dragoman.prepare import prepare_text
from dragoman.types import Report

BODY = "Foreign Minister Hassan Diab said on Tuesday that talks would go on next week in Geneva."


def read(text: str, **known: str) -> Report:
    return prepare_text(text, date=known.pop("date", "2024-01-05"), **known).report


@pytest.mark.parametrize(
    ("head", "agency", "place", "day"),
    [
        ("KABUL, Nov 26 (Reuters) - ", "Reuters", "Kabul", "2023-11-26"),
        ("MOSCOW (AP) — ", "Associated Press", "Moscow", None),
        ("BEIJING, Jan. 3 (Xinhua) -- ", "Xinhua", "Beijing", "2024-01-03"),
        ("Lagos – ", None, "Lagos", None),
        ("MOSCOW, November 26. /TASS/. ", "TASS", "Moscow", "2023-11-26"),
        ("WASHINGTON, Tuesday (AFP) — ", "Agence France-Presse", "Washington", "2024-01-02"),
        ("UNITED NATIONS, Nov 26 (APP): ", "Associated Press of Pakistan", "United Nations", "2023-11-26"),
        ("BRUSSELS/KYIV (Reuters) - ", "Reuters", "Brussels/Kyiv", None),
        ("PORT-AU-PRINCE, Haiti (AP) — ", "Associated Press", "Port-au-Prince, Haiti", None),
        ("N'DJAMENA, Chad (AP) _ ", "Associated Press", "N'Djamena, Chad", None),
        ("Durban, May 17 2022 (IPS) - ", "Inter Press Service", "Durban", "2022-05-17"),
        ("CAIRO – 26 July 2022: ", None, "Cairo", "2022-07-26"),
        ("New Delhi, Nov 26 (PTI) ", "Press Trust of India", "New Delhi", "2023-11-26"),
        ("KARACHI: ", None, "Karachi", None),
        ("SANTIAGO (XYZ) — ", "XYZ", "Santiago", None),
        ("Kyiv, Ukraine — ", None, "Kyiv, Ukraine", None),
        ("(Reuters) - ", "Reuters", None, None),
        ("Nov 26 (Reuters) - ", "Reuters", None, "2023-11-26"),
    ],
)
def test_datelines(head: str, agency: str | None, place: str | None, day: str | None) -> None:
    report = read(head + BODY)
    assert report.text == BODY
    assert (report.agency, report.dateline_place, report.dateline_day) == (agency, place, day)
    assert [removed.text for removed in report.removed] == [head.strip()]


@pytest.mark.parametrize(
    "head",
    ["Hassan Rouhani – ", "NATO – ", "IAEA: ", "UN: ", "U.S. — ", "Analysis: ", "In Kabul – ", "Taliban – ", "LONDON (UK) — ",
     "The Carcross/Tagish Council (C/TC) and ", "THE KABUL Council of "],
)  # fmt: skip
def test_the_sentences_own_beginning_stays(head: str) -> None:
    assert read(head + BODY).text == head + BODY


def test_a_dash_that_opens_an_insertion_is_no_dateline() -> None:
    text = "Omdurman – the city across the river – was shelled on Monday, officials said."
    assert read(text).text == text


def test_a_day_without_a_year_needs_a_date() -> None:
    report = prepare_text("KABUL, Nov 26 (Reuters) - " + BODY).report
    assert report.dateline_day is None and report.dateline_place == "Kabul"


def test_the_outlets_own_name_is_no_place() -> None:
    report = read("DAILY HERALD – " + BODY, outlet="Daily Herald")
    assert report.dateline_place is None and report.text == BODY and report.removed[0].what == "credit"


@pytest.mark.parametrize(
    ("line", "what", "agency"),
    [
        ("By JOHN SMITH, Associated Press", "byline", "Associated Press"),
        ("By Jane Doe and Mary O’Neil | Reuters", "byline", "Reuters"),
        ("https://example.org/news/1", "boilerplate", None),
        ("Editor’s note: The names were changed.", "editors_note", None),
        ("Talks Go On!", "title", None),
        ("Advertisement", "boilerplate", None),
        ("Share this:", "share", None),
    ],
)
def test_lines_before_the_report(line: str, what: str, agency: str | None) -> None:
    report = read(f"{line}\n\n{BODY}", title="Talks go on")
    assert report.text == BODY and report.agency == agency
    assert [(removed.what, removed.text) for removed in report.removed] == [(what, line)]
    assert report.url == ("https://example.org/news/1" if line.startswith("http") else None)


@pytest.mark.parametrize(
    ("tail", "what", "agency"),
    [
        (" (Reporting by Ann Lee; Editing by Bob Ray)", "credit", None),
        ("\n\n(Reporting by Ann Lee in Kabul, Bob Ray in London; Editing by Jo Day)", "credit", None),
        ("\n© 2024 AFP", "credit", "Agence France-Presse"),
        ("\nSource: TASS", "credit", "TASS"),
        (" /TASS/", "credit", "TASS"),
        (" PTI", "credit", "Press Trust of India"),
        ("\n\nPTI ABC XY", "credit", "Press Trust of India"),
        (" (AP)", "credit", "Associated Press"),
        ("\nWith inputs from PTI", "credit", "Press Trust of India"),
        ("\nAssociated Press writer Ann Lee contributed to this report.", "credit", "Associated Press"),
        ("\nFollow us on Twitter and Facebook", "share", None),
        ("\nRead more: Something else happens", "boilerplate", None),
        ("\nClick here to read more", "boilerplate", None),
        ("\nSubscribe to our newsletter", "share", None),
        ("\nALSO READ: Other thing happens", "boilerplate", None),
        ("\n[This story has been updated with a comment.]", "editors_note", None),
        ("\nCorrection: An earlier version misspelt a name.", "editors_note", None),
        ("\n\nThis article was originally published by The Daily.", "trailer", None),
    ],
)
def test_what_follows_the_report(tail: str, what: str, agency: str | None) -> None:
    report = read(BODY + tail)
    assert report.text == BODY and report.agency == agency
    assert [(removed.what, removed.text) for removed in report.removed] == [(what, tail.strip())]


@pytest.mark.parametrize("verb", ["appeared first", "first appeared"])
@pytest.mark.parametrize("gap", [" ", "\n", "\n\n"])
def test_the_feeds_trailer_gives_title_and_outlet(verb: str, gap: str) -> None:
    report = read(f"{BODY}{gap}The post Talks “go on”, says Diab {verb} on Daily Herald.")
    assert (report.text, report.title, report.outlet) == (BODY, "Talks “go on”, says Diab", "Daily Herald")
    assert report.removed[0].what == "trailer"


def test_what_was_handed_in_goes_before_what_the_trailer_says() -> None:
    report = read(
        f"{BODY} The post Talks appeared first on Herald.", title="Own", outlet="Wire", url="https://a.example"
    )
    assert (report.title, report.outlet, report.url) == ("Own", "Wire", "https://a.example")


@pytest.mark.parametrize(
    "sentence",
    ["Follow the money, he said on Monday in Geneva.", "Read the report before you vote, he told the chamber.",
     "Corrections officers went on strike on Monday.", "Share prices fell 3 percent.", "Click here, he told them.",
     "Subscribe to the theory or not, ministers must decide.", "Related ministries will meet.", "He told AFP.",
     "Listen to the people: that is what the king asked for.", "This story has been told in Kabul for years.",
     "Copyright law was changed by parliament on Monday.", "Editing by hand was banned by the ministry.",
     "Reported by police to be armed, the man fled on Monday.", "By Monday John Smith had left.",
     "The post he held for ten years appeared first on the list of cuts, and the minister left it."],
)  # fmt: skip
def test_sentences_that_look_alike_stay(sentence: str) -> None:
    for text in (f"{BODY}\n{sentence}\n{BODY}", f"{BODY}\n{sentence}", f"{sentence}\n{BODY}"):
        assert read(text).text == text


def test_a_date_alone_on_the_first_line_stays_and_is_read() -> None:
    report = prepare_text(f"Friday, January 5, 2024\n\nKABUL, Jan 4 (Reuters) - {BODY}").report
    assert report.text == f"Friday, January 5, 2024\n\n{BODY}"
    assert (report.date, report.dateline_day, report.dateline_place) == ("2024-01-05", "2024-01-04", "Kabul")


def test_removed_is_in_the_order_of_the_text_and_the_rest_maps_back() -> None:
    text = f"By Jane Doe\r\n\r\nKABUL (AP) — {BODY}\r\n\r\nShare this:\r\n\r\n{BODY} (AP)"
    report = read(text)
    assert [removed.what for removed in report.removed] == ["byline", "dateline", "share", "credit"]
    assert report.text == f"{BODY}\n\n{BODY}"
    for segment in report.segments:
        if segment.end - segment.start == segment.source_end - segment.source_start:
            assert report.text[segment.start : segment.end] == text[segment.source_start : segment.source_end]
    assert sum(segment.end - segment.start for segment in report.segments) == len(report.text)


@pytest.mark.parametrize(
    "second",
    ["By Amina Bello", "By Amina Bello in Lagos", "LAGOS, Jan 3 (Reuters) - " + BODY, "Lagos (AFP) — " + BODY],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_headline_before_a_byline_or_a_dateline_is_the_title(second: str, gap: str) -> None:
    found = read(f"Talks on the border to go on next week{gap}{second}\n\n{BODY}")
    assert found.title == "Talks on the border to go on next week"
    assert found.text.startswith("Foreign Minister Hassan Diab")
    assert found.removed[0].what == "title"


@pytest.mark.parametrize("first", ["The talks will go on next week, both sides said.", "Border talks", "He said this:"])
def test_a_sentence_or_a_word_before_a_byline_is_no_headline(first: str) -> None:
    found = read(f"{first}\nLAGOS, Jan 3 (Reuters) - {BODY}")
    assert found.title is None
    assert found.text.startswith(first)


def test_a_given_title_stands_and_a_plain_first_line_stays() -> None:
    line = "Talks on the border to go on next week"
    assert read(f"{line}\nBy Amina Bello\n{BODY}", title="Border talks resume").title == "Border talks resume"
    assert read(f"{line}\n\n{BODY}").text.startswith(line)
