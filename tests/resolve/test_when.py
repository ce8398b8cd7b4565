"""Dates: forms, resolution with and without a report date, event dates, properties."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.resolve.dates.calendar import easter, first_day, shift, years_fitting
from dragoman.resolve.when import event_date, find_dates
from dragoman.types import DateMention, Document, Report

TODAY = date(2026, 11, 1)
ISO = re.compile(r"\d{4}(?:-W(?:0[1-9]|[1-4]\d|5[0-3])|-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def document(text: str, day: str | None = None, **more: str) -> Document:
    sentences = tuple(m.span() for m in re.finditer(r"[^.!?\s][^.!?]*[.!?]?", text))
    return Document(report=Report(text=text, date=day, **more), sentences=sentences)


def found(text: str, day: str | None = None, **more: str) -> list[tuple[str, str]]:
    return [(d.text, d.value) for d in find_dates(document(text, day, **more), today=TODAY)]


# The report is of Wednesday, 12 June 2024, unless a case says otherwise.
FORMS = [
    ("The envoy arrived today.", "today", "2024-06-12"),
    ("The envoy arrived yesterday.", "yesterday", "2024-06-11"),
    ("The envoy arrived yesterday evening.", "yesterday evening", "2024-06-11"),
    ("The envoy will leave tomorrow.", "tomorrow", "2024-06-13"),
    ("The envoy left the day before yesterday.", "the day before yesterday", "2024-06-10"),
    ("The council sits tonight.", "tonight", "2024-06-12"),
    ("Shells fell last night.", "last night", "2024-06-11"),
    ("The council met this morning.", "this morning", "2024-06-12"),
    ("The council met today (Wednesday).", "today (Wednesday)", "2024-06-12"),
    ("The council met on Wednesday.", "Wednesday", "2024-06-12"),
    ("The council met on Tuesday.", "Tuesday", "2024-06-11"),
    ("The council met on Friday night.", "Friday night", "2024-06-07"),
    ("The council will meet on Friday.", "Friday", "2024-06-14"),
    ("The council met last Wednesday.", "last Wednesday", "2024-06-05"),
    ("The council meets next Tuesday.", "next Tuesday", "2024-06-18"),
    ("The council met on Thursday last week.", "Thursday last week", "2024-06-06"),
    ("The rebels had until Friday.", "Friday", "2024-06-07"),
    ("Talks were held last week.", "last week", "2024-W23"),
    ("Talks will be held next week.", "next week", "2024-W25"),
    ("Talks were held over the weekend.", "the weekend", "2024-W23"),
    ("Talks will be held this weekend.", "this weekend", "2024-W24"),
    ("Talks will be held in the week of July 8.", "the week of July 8", "2024-W28"),
    ("Talks will be held next month.", "next month", "2024-07"),
    ("Talks were held earlier this month.", "earlier this month", "2024-06"),
    ("Talks were held this year.", "this year", "2024"),
    ("Talks were held last year.", "last year", "2023"),
    ("Talks were held in July last year.", "July last year", "2023-07"),
    ("Talks were held in March of this year.", "March of this year", "2024-03"),
    ("Talks were held on August 8 last year.", "August 8 last year", "2023-08-08"),
    ("Talks were held last November.", "last November", "2023-11"),
    ("Talks will be held next March.", "next March", "2025-03"),
    ("Talks were held this past May.", "this past May", "2024-05"),
    ("Talks were held two weeks ago.", "two weeks ago", "2024-W22"),
    ("Talks were held three days ago.", "three days ago", "2024-06-09"),
    ("Talks were held 10 years ago.", "10 years ago", "2014"),
    ("Talks were held twenty-five years ago.", "twenty-five years ago", "1999"),
    ("Talks were held on Feb. 3.", "Feb. 3", "2024-02-03"),
    ("Talks were held on 3 February.", "3 February", "2024-02-03"),
    ("Talks were held on December 9.", "December 9", "2023-12-09"),
    ("Talks will be held on December 9.", "December 9", "2024-12-09"),
    ("Talks were held on the 3rd of February 2021.", "3rd of February 2021", "2021-02-03"),
    ("Talks were held on July 11th, 2021.", "July 11th, 2021", "2021-07-11"),
    ("Talks were held on Friday, 22 July 2022.", "Friday, 22 July 2022", "2022-07-22"),
    ("Talks were held on Monday (June 10).", "Monday (June 10)", "2024-06-10"),
    ("Talks were held on the 7th.", "the 7th", "2024-06-07"),
    ("Talks were held on the 12th of last month.", "the 12th of last month", "2024-05-12"),
    ("Talks were held in May.", "May", "2024-05"),
    ("Talks were held in early 2019.", "early 2019", "2019"),
    ("He has ruled since 2014.", "2014", "2014"),
    ("It opened in late March 2020.", "late March 2020", "2020-03"),
    ("It opened in mid-December.", "mid-December", "2023-12"),
    ("It closes at the end of the year.", "the end of the year", "2024-12"),
    ("It was signed on 26/11/2024.", "26/11/2024", "2024-11-26"),
    ("It was signed on 11/26/2023.", "11/26/2023", "2023-11-26"),
    ("It was signed on 26.11.2023.", "26.11.2023", "2023-11-26"),
    ("It was signed on 2023-11-26.", "2023-11-26", "2023-11-26"),
    ("It was signed on Christmas Eve.", "Christmas Eve", "2023-12-24"),
    ("It was signed on New Year’s Day 2021.", "New Year’s Day 2021", "2021-01-01"),
    ("It was signed on May Day.", "May Day", "2024-05-01"),
    ("It was signed on Good Friday 1998.", "Good Friday 1998", "1998-04-10"),
    ("The fair was held on November 7-18.", "November 7-18", "2023-11"),
]


@pytest.mark.parametrize(("text", "wording", "value"), FORMS)
def test_form(text: str, wording: str, value: str) -> None:
    assert found(text, "2024-06-12") == [(wording, value)]


@pytest.mark.parametrize(
    "text",
    [
        "The talks lasted three days and two nights.",
        "Prices doubled in the 1990s and over the past decade.",
        "The harvest fell in the third quarter of the season.",
        "The man, 43, was seen at 14:30 and again at 9 p.m.",
        "The minister may march with his sun hat on.",
        "Theresa May said that she would resign.",
        "Resolution 1973 was cited by 2001 people on Flight 1549.",
        "It cost $2010 or €1999.",
        "USA Today printed the letter.",
        "He prays every Friday.",
        "It grew in the last year.",
    ],
)
def test_not_a_date(text: str) -> None:
    assert found(text, "2024-06-12") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("He ruled in 2007-2009 and again in 2015, 2017 and 2019.", ["2007", "2009", "2015", "2017", "2019"]),
        ("It ran between July 31 and August 14, 2020.", ["2020-07-31", "2020-08-14"]),
        ("It ran from March to May 2020.", ["2020-03", "2020-05"]),
        ("It ran from December 3, 2020 to January 5.", ["2020-12-03", "2021-01-05"]),
        ("He was shot on 17 June 2016. He died the following day.", ["2016-06-17", "2016-06-18"]),
        ("He was shot on 17 June 2016. Two days later he died.", ["2016-06-17", "2016-06-19"]),
        ("She left in August 2019. That September she came back.", ["2019-08", "2019-09"]),
        ("She left in 2011. Three years later she came back.", ["2011", "2014"]),
        ("She spoke on Friday, and that day the bill passed.", ["2024-06-07", "2024-06-07"]),
    ],
)
def test_several(text: str, values: list[str]) -> None:
    assert [v for _, v in found(text, "2024-06-12")] == values


def test_weekday_and_day_fix_the_year_and_anchor_the_rest() -> None:
    text = "The agency reported on Tuesday, November 26 that he had come. On Monday, he met the deputies. Last week he was away."
    assert found(text) == [("Tuesday, November 26", "2024-11-26"), ("Monday", "2024-11-25"), ("Last week", "2024-W47")]


def test_the_year_nearest_to_the_text_is_taken() -> None:
    assert found("In 2014 he was elected. On Tuesday, November 26 he fell.")[1][1] == "2013-11-26"


@pytest.mark.parametrize(
    "text",
    [
        "The council met on Monday, and again yesterday.",
        "The council met in March and last year.",
        "The council met two weeks ago.",
        "The war ended. The council met on 3 February.",
    ],
)
def test_without_a_hold_nothing_is_invented(text: str) -> None:
    assert found(text) == []


def test_dateline_in_the_text_anchors() -> None:
    assert found("NAIROBI – 18 July 2022: The court sat on Monday. It sits again next month.") == [
        ("18 July 2022", "2022-07-18"),
        ("Monday", "2022-07-18"),
        ("next month", "2022-08"),
    ]


def test_dateline_day_of_the_report_anchors() -> None:
    assert found("The court sat on Monday.", dateline_day="2022-07-19") == [("Monday", "2022-07-18")]


def test_dateline_without_a_year_takes_it_from_the_address() -> None:
    text = "NAIROBI, July 18 (Agency) -- The court sat on Saturday."
    assert found(text, url="https://example.org/20220718/story.html")[1] == ("Saturday", "2022-07-16")
    assert found(text) == []


def test_apposed_day_anchors() -> None:
    assert found("Police arrested a man yesterday (July 27, 2022). He will appear tomorrow.")[-1] == (
        "tomorrow",
        "2022-07-29",
    )


def test_wrong_weekday_in_a_dated_report_is_a_slip() -> None:
    assert found("It began on Monday, June 6.", "2024-06-12") == [("Monday, June 6", "2024-06-06")]


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_weekday_day_and_month_resolve_to_a_year_in_which_they_are_true(day: date) -> None:
    text = f"It began on {WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}."
    [(_, value)] = found(text)
    told = date.fromisoformat(value)
    assert (told.weekday(), told.month, told.day) == (day.weekday(), day.month, day.day)
    assert told <= TODAY


def test_all_weekday_combinations_have_a_year() -> None:
    start = date(1990, 1, 1)
    seen = {(d.weekday(), d.month, d.day) for n in range(366 * 41) if (d := start + timedelta(n)).year <= 2030}
    for weekday, month, day in seen:
        years = years_fitting(month, day, weekday, 1990, 2030)
        assert years and all(date(y, month, day).weekday() == weekday for y in years)


_WORDS = st.sampled_from(
    [*MONTHS, *WEEKDAYS, "last", "next", "this", "the", "year", "week", "ago", "later", "two", "12th", "31", "2024", "0000", "9999", "29",
     "Feb.", "of", ",", "(", ")", "-", "today", "Christmas", "Easter Sunday", "999 years ago", "end of", "that day", "1/2/2023"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)),
    st.sampled_from([None, "2024-06-12", "0001-01-01", "9999-12-31", "2024-W01", "2024-02", "2024", "soon", ""]),
)
def test_any_text(text: str, day: str | None) -> None:
    doc = document(text, day)
    dates = find_dates(doc)
    last = 0
    for d in dates:
        assert text[d.start : d.end] == d.text
        assert d.start >= last
        last = d.end
        assert ISO.fullmatch(d.value) and first_day(d.value)
    if text:
        assert event_date(doc, dates, (0, len(text)))[0] in {None, *(d.value for d in dates)}


def test_easter() -> None:
    assert [easter(y).isoformat() for y in (1990, 2008, 2024, 2038)] == [
        "1990-04-15",
        "2008-03-23",
        "2024-03-31",
        "2038-04-25",
    ]


def test_shift_keeps_to_the_precision_there_is() -> None:
    assert shift("2024-01-31", "month", 1) == "2024-02"
    assert shift("2024-12-30", "week", 0) == "2025-W01"
    assert shift("2024", "day", 1) is None
    assert shift("9999-12-31", "day", 1) is None


# event dates


def dated(
    text: str, trigger: str, day: str | None = "2024-06-12", **more: object
) -> tuple[str | None, DateMention | None]:
    doc = document(text, day)
    start = text.index(trigger)
    return event_date(doc, find_dates(doc, today=TODAY), (start, start + len(trigger)), **more)  # type: ignore[arg-type]


def test_event_takes_the_date_of_its_sentence() -> None:
    value, mention = dated("On Monday the minister visited Cairo.", "visited")
    assert value == "2024-06-10"
    assert mention is not None and mention.text == "Monday"


def test_linked_date_goes_first() -> None:
    text = "On Monday, weeks after he was freed on May 3, the minister visited Cairo."
    at = text.index("May 3")
    assert dated(text, "visited", linked=[(at, at + 5)])[0] == "2024-05-03"


def test_linked_but_unresolved_date_leaves_the_event_undated() -> None:
    text = "In 2019 the minister visited Cairo on Monday."
    at = text.index("Monday")
    assert dated(text, "visited", None, linked=[(at, at + 6)]) == (None, None)


def test_what_was_promised_is_not_dated_by_the_day_it_is_planned_for() -> None:
    text = "The ministers agreed on Tuesday to meet on Friday."
    at = text.index("Friday")
    assert dated(text, "agreed", linked=[(at, at + 6)])[0] == "2024-06-11"
    assert dated("They agreed to meet on June 20.", "agreed") == (None, None)
    assert dated("They will meet on June 20.", "meet", modality="future")[0] == "2024-06-20"


def test_a_year_in_a_name_does_not_date_an_act() -> None:
    assert (
        dated("The court on the outskirts fined two officials over the handling of the 2011 disaster.", "fined", None)[
            0
        ]
        is None
    )


def test_the_day_just_told_is_carried_on() -> None:
    assert dated("The minister landed on Monday. He visited the palace.", "visited")[0] == "2024-06-10"
    assert dated("The minister landed on Monday. He visited the palace.", "visited", modality="negated")[0] is None


def test_no_date_near_leaves_the_event_undated() -> None:
    assert dated("The minister visited the palace.", "visited") == (None, None)
