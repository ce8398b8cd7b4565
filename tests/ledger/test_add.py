"""A report is kept once, whatever comes in again; its versions, and what could not be read, are kept too."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from dragoman.errors import EmptyInput, FetchError, LedgerError, NotEnglish
from dragoman.ledger import Arrival, Ledger, SourceState, digest
from tests.ledger.samples import arrival, record, tell

TEXT = "The lakes are full.\n" + tell()
ADDRESS = "https://courier.example/talks"


def test_a_report_is_kept_with_what_it_says(ledger: Ledger, count: Callable[[str], int]) -> None:
    text = TEXT + "\nKamau said: The border opens before the rains."
    read = record(text, title="Talks in Nairobi")
    added = ledger.add(arrival(text, ADDRESS, outlet="TASS"), read, now="2024-05-07T08:00:00Z")
    assert (added.outcome, added.new, added.version, added.copy_of) == ("new", True, 1, None)
    assert ledger.record(added.report) == read
    report = ledger.report(added.report)
    assert (report.address, report.title, report.published) == (ADDRESS, "Talks in Nairobi", "2024-05-07")
    assert report.outlet is not None and (report.outlet.country, report.outlet.ownership) == ("RUS", "state")
    assert (count("attribution"), count("mention"), count("entity")) == (1, 2, 3)
    (story,) = added.stories
    told = ledger.story(story)
    assert (told.type, told.date, told.reports, told.first_report) == ("CONSULT", "2024-05-06", 1, "2024-05-07")
    (account,) = ledger.accounts(story)
    assert account.report == added.report and account.event == read.events[0]


def test_where_nothing_else_tells_the_day_the_dateline_does(ledger: Ledger) -> None:
    read = record(TEXT, date=None)
    read = msgspec.structs.replace(read, report=msgspec.structs.replace(read.report, dateline_day="2024-05-06"))
    added = ledger.add(arrival(TEXT, ADDRESS), read)
    assert ledger.report(added.report).published == "2024-05-06"


def test_the_same_again_changes_nothing(ledger: Ledger, count: Callable[[str], int]) -> None:
    first = ledger.add(arrival(TEXT, ADDRESS), record(TEXT), now="2024-05-07T08:00:00Z")
    tables = ("report", "version", "account", "story", "account_link", "mention", "band", "fingerprint")
    before = [count(table) for table in tables]
    again = ledger.add(arrival(TEXT, ADDRESS), record(TEXT), now="2024-05-08T08:00:00Z")
    assert (again.outcome, again.new, again.report, again.stories) == ("same", False, first.report, ())
    assert [count(table) for table in tables] == before
    report = ledger.report(first.report)
    assert (report.first_seen, report.last_seen) == ("2024-05-07T08:00:00Z", "2024-05-08T08:00:00Z")
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT updated FROM story").scalar() == "2024-05-07T08:00:00Z"


def test_a_text_without_address_is_known_by_its_content(ledger: Ledger, count: Callable[[str], int]) -> None:
    one = ledger.add(arrival(TEXT), record(TEXT))
    again = ledger.add(arrival(TEXT), record(TEXT))
    other = ledger.add(arrival("Else.\n" + TEXT), record("Else.\n" + TEXT))
    assert one.report == again.report != other.report
    assert count("report") == 2
    # what came in is the same, though a newer reader finds another text in it
    later = ledger.add(arrival(TEXT), record(TEXT.replace("lakes", "rivers"), model="second"))
    assert (later.report, later.outcome) == (one.report, "version")


def test_a_page_around_the_report_may_change(ledger: Ledger) -> None:
    first = ledger.add(arrival(TEXT, ADDRESS), record(TEXT))
    page = Arrival(origin=ADDRESS, address=ADDRESS, digest=digest("<p>another advertisement</p>"))
    assert ledger.known(ADDRESS, page.digest) is None
    assert ledger.add(page, record(TEXT)).outcome == "same"
    assert ledger.known(ADDRESS, page.digest) == first.report
    assert ledger.known(None, page.digest) is None
    assert ledger.known(ADDRESS, page.digest, made_by=record(TEXT).made_by) == first.report
    assert ledger.known(ADDRESS, page.digest, made_by=record(TEXT, model="second").made_by) is None


def test_a_changed_report_is_a_new_version_and_the_old_one_is_kept(ledger: Ledger, count: Callable[[str], int]) -> None:
    first = ledger.add(arrival(TEXT, ADDRESS), record(TEXT), now="2024-05-07T08:00:00Z")
    changed = TEXT.replace("CONSULT", "").replace("held talks with", "accused")
    second = ledger.add(arrival(changed, ADDRESS), record(changed), now="2024-05-07T09:00:00Z")
    assert (second.report, second.outcome, second.new, second.version) == (first.report, "version", True, 2)
    report = ledger.report(first.report)
    assert [(v.n, v.latest, v.seen[11:13]) for v in report.versions] == [(1, False, "08"), (2, True, "09")]
    assert ledger.record(first.report, 1) == record(TEXT) and ledger.record(first.report) == record(changed)
    assert (count("account"), count("story")) == (1, 1)
    assert ledger.story(second.stories[0]).type == "ACCUSE"
    # back to what it said at first: no third version
    back = ledger.add(arrival(TEXT, ADDRESS), record(TEXT))
    assert (back.version, back.new, count("version")) == (1, False, 2)
    assert ledger.known(ADDRESS, digest(TEXT)) == first.report
    assert ledger.known(ADDRESS, digest(changed)) is None  # it would be news again
    assert ledger.story(back.stories[0]).type == "CONSULT"
    with pytest.raises(LedgerError, match="version 3"):
        ledger.record(first.report, 3)


def test_what_cannot_be_read_is_kept_with_the_reason(ledger: Ledger, count: Callable[[str], int]) -> None:
    french = NotEnglish("The report is in French; dragoman reads English.", language="fr")
    added = ledger.add(arrival("Bonjour", ADDRESS), french)
    assert (added.outcome, added.new, added.stories) == ("unreadable", False, ())
    report = ledger.report(added.report)
    assert (report.status, report.language, report.versions[0].reason) == ("unreadable", "fr", str(french))
    assert ledger.record(added.report) is None
    assert ledger.known(ADDRESS, digest("Bonjour")) == added.report
    assert ledger.add(arrival("Bonjour", ADDRESS), french).outcome == "same"
    assert ledger.add(arrival("", None), EmptyInput("It is empty.")).report != added.report
    # later it can be read
    assert ledger.add(arrival(TEXT, ADDRESS), record(TEXT)).outcome == "version"
    assert ledger.report(added.report).status == "read" and count("story") == 1


def test_a_page_that_is_read_no_more_takes_nothing_back(ledger: Ledger, count: Callable[[str], int]) -> None:
    first = ledger.add(arrival(TEXT, ADDRESS), record(TEXT))
    for _ in range(2):
        ledger.add(arrival("Subscribe!", ADDRESS), FetchError("There is no report on the page."))
    report = ledger.report(first.report)
    assert (report.status, [v.latest for v in report.versions]) == ("read", [True, False])
    assert ledger.record(first.report) == record(TEXT) and count("story") == 1


def test_gone_and_seen_again(ledger: Ledger) -> None:
    added = ledger.add(arrival(TEXT, ADDRESS), record(TEXT), now="2024-05-07T08:00:00Z")
    ledger.mark_gone(added.report, now="2024-05-09T08:00:00Z")
    ledger.mark_gone(added.report, now="2024-05-10T08:00:00Z")
    assert ledger.report(added.report).gone == "2024-05-09T08:00:00Z"
    ledger.seen(added.report, now="2024-05-11T08:00:00Z")
    assert (ledger.report(added.report).gone, ledger.report(added.report).last_seen) == (None, "2024-05-11T08:00:00Z")


def test_a_report_knows_its_source(ledger: Ledger) -> None:
    ledger.save_source(SourceState(place="https://courier.example/feed"))
    added = ledger.add(arrival(TEXT, ADDRESS, source="https://courier.example/feed"), record(TEXT))
    assert ledger.report(added.report).source == "https://courier.example/feed"


def test_an_outlet_that_no_list_knows(ledger: Ledger) -> None:
    added = ledger.add(arrival(TEXT, "https://www.nowhere.example/a"), record(TEXT))
    outlet = ledger.report(added.report).outlet
    assert outlet is not None and (outlet.name, outlet.country) == ("nowhere.example", None)
    assert ledger.report(ledger.add(arrival("b"), record("b")).report).outlet is None


def test_no_text_is_too_strange(ledger: Ledger) -> None:
    text = "A \0 byte and half a \ud83d sign." + "x" * 3000 + "\n" + tell()
    strange = Arrival(origin="a\0b", digest="d", guid="g" * 9000, title="\0", outlet="o" * 5000, url="http://[")
    added = ledger.add(strange, record(text))
    kept = ledger.record(added.report)
    assert kept is not None and len(kept.report.text) == len(text)
    assert ledger.story(added.stories[0]).date == "2024-05-06"


def test_unknown_ids_are_told(ledger: Ledger) -> None:
    for ask in (ledger.story, ledger.report, ledger.record, ledger.accounts, ledger.why):
        with pytest.raises(LedgerError, match="There is no"):
            ask("x0")
