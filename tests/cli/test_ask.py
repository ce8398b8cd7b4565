"""The commands that ask a ledger, as their users meet them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dragoman.cli import asking, entities, events, export, pairs, quotes, reports, show, sources
from dragoman.errors import LedgerError
from dragoman.ledger import Added, Ledger
from dragoman.ledger.ask.entities import EntityQuestion
from dragoman.ledger.ask.events import EventQuestion
from dragoman.ledger.ask.pairs import UNITS
from dragoman.ledger.ask.quotes import QuoteQuestion
from dragoman.ledger.ask.reports import ReportQuestion
from dragoman.ledger.ask.sources import SourceQuestion
from dragoman.types import Change
from tests.ledger import asked, reconciling
from tests.ledger.samples import tell

COMMANDS = {
    "events": events, "quotes": quotes, "entities": entities, "pairs": pairs, "reports": reports, "sources": sources,
    "show": show,
}  # fmt: skip
app = typer.Typer(rich_markup_mode=None)
for _name, _module in COMMANDS.items():
    app.command(_name)(_module.command)
app.command("export")(export.command)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Added]]]:
    place = str(tmp_path_factory.mktemp("asked") / "ledger.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dragoman.ledger.copies.copies", reconciling.copies)
        for room in ("links", "stories"):
            patch.setattr(f"dragoman.ledger.{room}.events", reconciling.events)
        with Ledger(place) as ledger:
            added = asked.fill(ledger)
            for n in range(5):
                asked.told(ledger, f"n{n}", f"{n} " * 9 + "\n" + tell("AID", "UGA", "SOM", f"2024-0{n + 1}-03"), quad=2)
        yield place, added


@pytest.fixture
def place(filled: tuple[str, dict[str, Added]]) -> str:
    return filled[0]


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    if result.exception and not isinstance(result.exception, (SystemExit, LedgerError)):
        raise result.exception
    return result


def out(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", list(COMMANDS))
def test_help_has_examples(command: str) -> None:
    shown = out(command, "--help")
    assert f"\n  dragoman {command}" in shown
    assert "DRAGOMAN_LEDGER" in shown


def test_orders_are_those_that_there_are() -> None:
    for module, question in ((events, EventQuestion), (quotes, QuoteQuestion), (entities, EntityQuestion),
                             (reports, ReportQuestion), (sources, SourceQuestion)):  # fmt: skip
        assert tuple(module.Sort) == question.sorts
    assert tuple(pairs.By) == UNITS


def test_a_table_has_one_line_an_event(place: str) -> None:
    shown = out("events", "-l", place, "--since", "2024-05-06", "--modality", "actual").splitlines()
    assert shown[0].split() == ["event", "when", "what", "who", "to", "whom", "where", "reports", "origins", "sure"]
    assert len(shown) == 4
    talks = next(line for line in shown if "CONSULT" in line)
    for words in ("2024-05-06", "Kenya KEN:GOV", "Somalia SOM:GOV", "Nairobi (KEN)", " 3 ", " 2 + ", "80%"):
        assert words in talks
    assert shown[-1] == "2 events."


def test_a_table_that_ends_says_how_to_go_on(place: str) -> None:
    shown = out("events", "-l", place, "--limit", "3")
    line = shown.splitlines()[-1]
    assert line.startswith("3 events, and there are more: --limit 0 for all, --after ")
    rest = out("events", "-l", place, "--after", line.split()[-4], "--limit", "0")
    assert rest.splitlines()[-1] == "5 events."
    assert not {row.split()[0] for row in shown.splitlines()[1:-1]} & {
        row.split()[0] for row in rest.splitlines()[1:-1]
    }


def test_filters_reach_the_ledger(place: str) -> None:
    found = out(
        "events", "-l", place, "--actor", "Kenya", "--actor", "ETH", "--recipient", "KEN:GOV", "--recipient", "SOM",
        "--type", "consult,accuse", "--quad", "1", "--modality", "actual", "--since", "2024-05", "--until", "2024",
        "--place", "Nairobi", "--corroborated", "--min-confidence", "0.5", "--outlet", "Xinhua", "--text", "talks",
        "--sort", "relevance", "--limit", "5", "--format", "jsonl",
    )  # fmt: skip
    (line,) = found.splitlines()
    assert json.loads(line)["type"] == "CONSULT"


def test_csv_json_and_lines(place: str, tmp_path: Path) -> None:
    rows = list(csv.DictReader(StringIO(out("events", "-l", place, "--format", "csv", "--sort", "oldest"))))
    assert len(rows) == 8
    talks = next(row for row in rows if row["type"] == "CONSULT")
    told = ("actors", "actor_countries", "actor_sectors", "date", "place", "place_country", "corroborated", "reports")
    assert [talks[name] for name in told] == [
        "Kenya", "KEN", "GOV", "2024-05-06", "Nairobi", "KEN", "true", "3",
    ]  # fmt: skip
    whole = json.loads(out("events", "-l", place, "-f", "json"))
    lines = [json.loads(line) for line in out("events", "-l", place, "-f", "jsonl").splitlines()]
    assert whole == lines
    assert {event["id"] for event in whole} == {row["id"] for row in rows}
    assert json.loads(out("events", "-l", place, "-f", "json", "--actor", "FRA")) == []
    file = tmp_path / "events.csv"
    out("events", "-l", place, "-o", str(file), "--sort", "oldest")
    assert list(csv.DictReader(StringIO(file.read_text()))) == rows


def test_columns_are_those_of_the_export(place: str) -> None:
    mine = list(csv.DictReader(StringIO(out("events", "-l", place, "-f", "csv"))))
    theirs = list(csv.DictReader(StringIO(out("export", "csv", "-l", place))))
    assert [name for name in theirs[0] if name not in mine[0]] == ["outlet_names", "urls"]
    assert mine == [{name: value for name, value in row.items() if name in mine[0]} for row in theirs]


@pytest.mark.parametrize(
    ("command", "words", "header"),
    [
        ("quotes", "Wanjiru Kamau KEN", "report,date,outlet,outlet_country,ownership,source,speaker"),
        ("entities", "Ethiopia", "name,country,sectors,reports,mentions"),
        ("reports", "There is no text.", "id,title,outlet,outlet_country,ownership,agency,published,address"),
        ("sources", "https://dead.example/feed", "place,kind,title,status,reports,last_report,failures"),
    ],
)
def test_other_answers(place: str, command: str, words: str, header: str) -> None:
    assert words in out(command, "-l", place)
    assert out(command, "-l", place, "-f", "csv").startswith(header)
    lines = out(command, "-l", place, "-f", "jsonl").splitlines()
    assert len(lines) == len(json.loads(out(command, "-l", place, "-f", "json"))) > 0


def test_arguments(place: str) -> None:
    assert out("entities", "-l", place, "ETH").splitlines()[-1] == "1 entity."
    assert "Courier" not in out("sources", "-l", place, "dead")
    assert out("quotes", "-l", place, "--originals", "--speaker", "Kamau").splitlines()[-1] == "1 quote."
    assert out("reports", "-l", place, "--mentions", "Ethiopia").splitlines()[-1] == "2 reports."


def test_nothing_is_a_sentence(place: str) -> None:
    assert out("events", "-l", place, "--actor", "FRA") == "There is no event like that in this ledger.\n"
    assert out("pairs", "-l", place, "FRA", "KEN") == "Nothing between FRA and KEN is told in this ledger.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["events", "--actor", "XQZ"], "XQZ is no code"),
        (["events", "--since", "soon"], "'soon' is no date"),
        (["quotes", "--sort", "relevance"], "searched for a text"),
        (["pairs", "KEN", "XQZ"], "XQZ is no code"),
        (["show", "e0"], "There is no event e0 in this ledger; `dragoman events` lists them."),
        (["show", "r0"], "There is no report r0 in this ledger; `dragoman reports` lists them."),
        (["show", "a0"], "There is no account a0 in this ledger"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(place: str, words: list[str], told: str) -> None:
    result = run(*words, "-l", place)
    assert isinstance(result.exception, LedgerError)
    assert told in str(result.exception)


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(tmp_path / "none.db"))
    result = run("events")
    assert "There is no ledger at" in str(result.exception)
    assert not list(tmp_path.iterdir())


def test_the_environment_names_the_ledger(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_LEDGER", place)
    assert out("events").splitlines()[-1] == "8 events."


def test_pairs_are_drawn(place: str) -> None:
    shown = out("pairs", "-l", place, "UGA", "SOM", "--until", "2024-06").splitlines()
    assert shown[0].split() == ["month", "both", "score", "UGA", "to", "SOM", "SOM", "to", "UGA"]
    assert [line.split()[0] for line in shown[1:7]] == [f"2024-0{n}" for n in range(1, 7)]
    assert shown[1].split() == ["2024-01", "1", "▒" * 30, "+2.0", "1", "(+2.0)", "·"]
    assert shown[6].split() == ["2024-06", "·", "·", "·"]
    assert "▒ material cooperation" in shown[7]
    assert shown[-1] == "No day stands out."
    assert "The last 2 of 6 months; --limit 0 for all." in out(
        "pairs", "-l", place, "UGA", "SOM", "--until", "2024-06", "--limit", "2"
    )


def test_pairs_as_data(place: str) -> None:
    whole = json.loads(out("pairs", "-l", place, "UGA", "SOM", "-f", "json", "--by", "week"))
    assert (whole["a"], whole["b"], whole["by"]) == ("UGA", "SOM", "week")
    assert whole["periods"][0] == {
        "start": "2024-W01", "there": {"events": 1, "quads": [0, 1, 0, 0], "score": 2.0},
        "back": {"events": 0, "quads": [0, 0, 0, 0], "score": None},
        "both": {"events": 1, "quads": [0, 1, 0, 0], "score": 2.0},
    }  # fmt: skip
    rows = list(csv.DictReader(StringIO(out("pairs", "-l", place, "SOM", "UGA", "-f", "csv"))))
    assert (rows[0]["start"], rows[0]["there_events"], rows[0]["back_quad2"], rows[0]["there_score"]) == (
        "2024-01", "0", "1", "",
    )  # fmt: skip
    assert len(out("pairs", "-l", place, "UGA", "SOM", "-f", "jsonl").splitlines()) == len(rows) == 5


def test_bars_show_all_that_is_there() -> None:
    from dragoman.ledger.ask import Tally

    drawn = pairs.bar(Tally(events=1002, quads=(1, 1000, 0, 1), score=0.0), 1002).plain
    assert drawn == "░" + "▒" * 29 + "█"
    assert pairs.bar(Tally(events=0, quads=(0, 0, 0, 0), score=None), 5).plain == ""


def test_days_that_stand_out_are_told(tmp_path: Path) -> None:
    place = str(tmp_path / "ledger.db")
    with Ledger(place) as ledger:
        asked.told(ledger, "first", tell("AID", "KEN", "SOM", "2024-01-10"))
        for n, type in enumerate(("ACCUSE", "THREATEN", "PROTEST", "ASSAULT", "COERCE")):
            text = f"{n} " * 9 + "\n" + tell("ASSAULT", "SOM", "KEN", "2024-04-10")
            asked.told(ledger, type, text, type=type, quad=4)
    shown = out("pairs", "-l", place, "KEN", "SOM")
    assert "2024-04-10  5 events, usual 0; z 3.7" in shown
    assert "Somalia SOM:GOV > Kenya KEN:GOV; 1 report; e" in shown
    assert "and 2 more" in shown


def test_show_an_event(filled: tuple[str, dict[str, Added]]) -> None:
    place, added = filled
    (story,) = added["talks"].stories
    shown = out("show", story, "-l", place)
    for words in (
        "CONSULT", "Kenya KEN:GOV", "2024-05-06", "Nairobi (KEN)", "quad 1, score 2, CAMEO 04, diplomatic",
        "3 reports, 2 origins, 3 outlets of CHN, 1 state-owned; 1 only repeat another; corroborated",
        "told as actual by Khan Uul Courier", "Xinhua (CHN, state)", f"repeats {added['talks'].report}",
        "on its own authority, as actual, 80% sure", "“Kenya held talks with Somalia in Nairobi on 2024-05-06.”",
        asked.address("other"), "why this is one event", "same parties, same month",
    ):  # fmt: skip
        assert words in shown, words
    whole = json.loads(out("show", story, "-l", place, "-f", "json"))
    assert list(whole) == ["event", "accounts", "reports", "links", "decisions", "corrections"]
    assert len(whole["accounts"]) == len(whole["reports"]) == 3
    assert out("show", whole["accounts"][0]["id"], "-l", place) == shown


def test_show_a_decision(tmp_path: Path) -> None:
    place = str(tmp_path / "ledger.db")
    with Ledger(place) as ledger:
        one = asked.told(ledger, "one", tell("AID", "KEN", "SOM", "2024-01-10"))
        other = asked.told(ledger, "other", tell("ASSAULT", "UGA", "ETH", "2024-03-10"))
        (story,) = ledger.decide(one.stories[0], other.stories[0], same=True, by="Ada", why="I was there")[:1]
    shown = out("show", story, "-l", place)
    assert "settled" in shown and "are of one event, by Ada" in shown and ": I was there" in shown
    assert "corrections" not in shown


def test_show_corrections(tmp_path: Path) -> None:
    place = str(tmp_path / "ledger.db")
    with Ledger(place) as ledger:
        (story,) = asked.told(ledger, "one", tell("AID", "KEN", "SOM", "2024-01-10")).stories
        for change in (
            Change(what="date", value="2024-01-11"), Change(what="recipients", value=("UGA:GOV", "Ruto")),
            Change(what="mode"), Change(what="place", value="Nairobi"),
        ):  # fmt: skip
            ledger.correct(story, change, by="Ada", why="I was\nthere", now="2024-07-02T08:00:00Z")
        made = ledger.correct(story, Change(what="wrong"), by="Ada", now="2024-07-03T08:00:00Z")
        ledger.undo_correction(made.id, by="Bea", now="2024-07-04T08:00:00Z")
    shown = out("show", story, "-l", place)
    for words in (
        "corrections", "2024-07-02  date: 2024-01-11, says Ada: I was there  c",
        "recipients: Uganda (UGA GOV), ", "mode: none, says Ada", "place: Nairobi (KEN), says Ada",
        f"2024-07-03  nothing of the kind happened, says Ada  {made.id}", "taken back 2024-07-04 by Bea",
    ):  # fmt: skip
        assert words in shown, words
    told = json.loads(out("show", story, "-l", place, "-f", "json"))["corrections"]
    assert [one["change"]["what"] for one in told] == ["wrong", "place", "mode", "recipients", "date"]
    assert (told[0]["undone"], told[0]["undone_by"]) == ("2024-07-04T08:00:00Z", "Bea")


def test_show_a_report(filled: tuple[str, dict[str, Added]]) -> None:
    place, added = filled
    shown = out("show", added["talks"].report, "-l", place)
    for words in ("Khan Uul Courier", asked.address("talks"), "version", f"copies      {added['copy'].report}",
                  "begins alike", "The camels are thirsty.", "1 event", "CONSULT"):  # fmt: skip
        assert words in shown, words
    unread = out("show", added["pay"].report, "-l", place)
    assert "not read: There is no text." in unread
    whole = json.loads(out("show", added["copy"].report, "-l", place, "-f", "json"))
    assert whole["report"]["copy_of"] == added["talks"].report
    assert whole["record"]["report"]["text"].startswith("Kenya held talks")
    assert run("show", added["copy"].report, "-l", place, "-f", "csv").exit_code == 2


def test_no_name_steers_a_terminal(tmp_path: Path) -> None:
    place = str(tmp_path / "ledger.db")
    text = tell()
    evil = asked.party(text, "Kenya", "KEN", name="\x1b[31mKenya\nagain")
    with Ledger(place) as ledger:
        added = asked.told(ledger, "evil", text, actors=(evil,))
    for words in (
        ["events"],
        ["events", "-f", "csv"],
        ["entities"],
        ["show", added.stories[0]],
        ["pairs", "KEN", "SOM"],
    ):
        assert "\x1b" not in out(*words, "-l", place), words


def test_the_form_is_told_by_the_ending() -> None:
    assert [asking.form_of(None, name) for name in ("a.csv", "a.JSON", "a.jsonl", "a.txt", None)] == [
        "csv", "json", "jsonl", "table", "table",
    ]  # fmt: skip
    assert asking.form_of(asking.Format.csv, "a.json") is asking.Format.csv
