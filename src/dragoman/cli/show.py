"""``dragoman show``: an event or a report of a ledger, with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking
from dragoman.cli.events import place_name, sure, told_by, what, where
from dragoman.cli.files import write

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.ledger import KeptReport, Ledger
    from dragoman.types import Account, Change, Correction, Decision, Link, Story


def command(
    id: Annotated[str, typer.Argument(metavar="EVENT|REPORT", help="Its id, as events and reports list it.")],
    ledger: asking.Place = "ledger.db",
    form: Annotated[asking.Format | None, typer.Option("--format", "-f", help="table (for people) or json.")] = None,
    output: asking.Output = None,
) -> None:
    """Show an event or a report with the words it rests on.

    Of an event: how it came about, what people corrected, who tells it on whose word, where accounts differ, and why
    they are held to be of one event. Of a report: its versions and copies, its text, and what was read in it. The id of
    an account shows its event.

    \b
    dragoman show e0123456789abcdef
    dragoman show r0123456789abcdef --format json
    """
    kind = asking.form_of(form, output)
    if kind not in (asking.Format.table, asking.Format.json):
        raise typer.BadParameter("one event or report is shown as table or json.")
    with asking.opened(ledger) as open_ledger:
        told: Event | Report
        if id.startswith("r"):
            told = Report(open_ledger, id)
        else:
            told = Event(open_ledger, open_ledger.event_of(id) if id.startswith("a") else id)
        if kind is asking.Format.json:
            write([asking.as_json(told.plain(), indent=1) + "\n"], output)
        else:
            write(told.drawn(output), output)


class Event:
    """An event and all that is known of it."""

    def __init__(self, ledger: Ledger, id: str) -> None:
        self.ledger = ledger
        self.story = ledger.story(id)
        found = ledger.accounts(self.story)
        self.accounts = {a.id: a for a in sorted(found, key=lambda a: (a.published or a.seen, a.id))}
        self.reports = {report: ledger.report(report) for report in {a.report for a in found}}
        self.links = ledger.why(self.story)
        self.decisions = ledger.decisions(self.accounts)
        self.corrections = ledger.corrections(self.story.id, undone=True)

    def plain(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "event": self.story.to_dict(),
            "accounts": [account.to_dict() for account in self.accounts.values()],
            "reports": [self.reports[id].to_dict() for id in sorted(self.reports)],
            "links": [link.to_dict() for link in self.links],
            "decisions": [decision.to_dict() for decision in self.decisions],
            "corrections": [correction.to_dict() for correction in self.corrections],
        }

    def drawn(self, output: str | None) -> Iterator[str]:
        """All of it for people."""
        for part in (self._head, self._history, self._corrections, self._variants, self._telling, self._joins):
            lines = [asking.drawn(line, output) for line in part()]
            yield from [*lines, "\n"] if lines else []

    def _head(self) -> Iterator[Text]:
        from rich.text import Text

        story = self.story
        yield what(story).append(f"   {story.id}", style=asking.LABEL)
        yield _line("who", asking.names(story.actors))
        yield _line("to whom", asking.names(story.recipients))
        yield _line("when", story.date or "undated")
        yield _line("where", where(story) or "nowhere told")
        codes = (
            f"quad {story.quad}",
            f"score {story.score:g}",
            story.cameo and f"CAMEO {story.cameo}",
            *story.contexts,
        )
        yield _line("codes", ", ".join(code for code in codes if code))
        yield _line("sure", sure(story.confidence))
        yield _line("told by", _counts(story))
        yield Text(f"“{_flat(story.evidence.text)}”", style="cyan")

    def _history(self) -> Iterator[Text]:
        yield _title("history")
        for step in self.story.history:
            yield _line((step.at or "")[:10], f"told as {step.modality} by {self._tellers(step.accounts)}")

    def _corrections(self) -> Iterator[Text]:
        # decisions by themselves are among the corrections, and told where accounts are joined
        settled = {((made.a, made.b), made.at) for made in self.decisions}
        shown = [made for made in self.corrections if (made.anchors, made.at) not in settled]
        if shown:
            yield _title("corrections")
        for made in shown:
            yield from correction(made)

    def _variants(self) -> Iterator[Text]:
        if not self.story.variants:
            return
        yield _title("accounts differ")
        for variant in self.story.variants:
            yield _line(variant.what, f"{_flat(variant.value)}: {self._tellers(variant.accounts)}")

    def _tellers(self, accounts: Iterable[str]) -> str:
        wanted = set(accounts)
        return ", ".join(dict.fromkeys(self._teller(a) for id, a in self.accounts.items() if id in wanted))

    def _teller(self, account: Account) -> str:
        return _flat(account.outlet.name) or account.report

    def _pair(self, made: Link | Decision) -> str:
        both = ((id, self.accounts.get(id)) for id in (made.a, made.b))
        return " and ".join(f"{self._teller(account)} ({id})" if account else id for id, account in both)

    def _telling(self) -> Iterator[Text]:
        from rich.text import Text

        yield _title("who tells it, in which words")
        for account in self.accounts.values():
            report = self.reports[account.report]
            outlet = asking.outlet_name(account.outlet) or "no known outlet"
            head = Text(f"{(account.published or account.seen)[:10]}  ").append(outlet, style="bold")
            yield head.append(f"  {account.id}", style=asking.LABEL)
            yield _line("", on_whose_word(account))
            if report.copy_of:
                yield _line("", f"repeats {report.copy_of}")
            yield _line("", Text(f"“{_flat(account.event.evidence.text)}”", style="cyan"))
            title = f"{_flat(report.title)}  " if report.title else ""
            yield _line("", f"{title}{_flat(report.address or report.origin)}  {report.id}")

    def _joins(self) -> Iterator[Text]:
        if len(self.accounts) > 1:
            yield _title("why this is one event")
        for link in self.links:
            yield _line(f"{link.score:.2f}", f"{self._pair(link)}: {_flat(link.reason)}")
        for made in self.decisions:
            is_so = "of one event" if made.same else "of two events"
            why = f": {_flat(made.why)}" if made.why else ""
            yield _line("settled", f"{self._pair(made)} are {is_so}, by {_flat(made.by)}, {made.at[:10]}{why}")


class Report:
    """A report and what was read in it."""

    def __init__(self, ledger: Ledger, id: str) -> None:
        self.report: KeptReport = ledger.report(id)
        self.record = ledger.record(id)
        self.links = ledger.copies(id)

    def plain(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "report": self.report.to_dict(),
            "copies": [link.to_dict() for link in self.links],
            "record": self.record.to_dict() if self.record else None,
        }

    def drawn(self, output: str | None) -> Iterator[str]:
        """All of it for people: first what the ledger knows, then the report as ``dragoman read`` shows it."""
        for line in self._head():
            yield asking.drawn(line, output)
        yield "\n"
        if self.record:
            yield from asking.text_writer(output).chunks([self.record])

    def _head(self) -> Iterator[Text]:
        report = self.report
        yield _title(_flat(report.title or report.address or report.origin)).append(f"   {report.id}", asking.LABEL)
        facts = {
            "outlet": asking.outlet_name(report.outlet), "agency": report.agency, "published": report.published,
            "address": report.address or report.origin, "source": report.source,
            "seen": f"{report.first_seen}, last {report.last_seen}", "deleted": report.gone,
        }  # fmt: skip
        for name, value in facts.items():
            if value:
                yield _line(name, _flat(value))
        for version in report.versions:
            status = "" if version.status == "read" else f", not read: {_flat(version.reason or '')}"
            now = ", the latest" if version.latest and len(report.versions) > 1 else ""
            yield _line("version", f"{version.n} of {version.seen}{now}{status}")
        if report.copy_of:
            yield _line("repeats", report.copy_of)
        if report.copies:
            yield _line("copies", ", ".join(report.copies))
        for link in self.links:
            yield _line("", f"{link.a} and {link.b}: {_flat(link.reason)}")


def correction(made: Correction) -> Iterator[Text]:
    """What somebody corrected, when and why; and who took it back."""
    from rich.text import Text

    why = f": {_flat(made.why)}" if made.why else ""
    said = Text(f"{changed(made.change)}, says {_flat(made.by)}{why}").append(f"  {made.id}", style=asking.LABEL)
    yield _line(made.at[:10], said)
    if made.undone:
        yield _line("", f"taken back {made.undone[:10]} by {_flat(made.undone_by or '')}")


def changed(change: Change) -> str:
    """What a change says: «date: 2024-05-07», «recipients: nobody»."""
    from dragoman.ledger.parties import written
    from dragoman.types import Party, Place

    value = change.value
    if change.what == "wrong":
        return "nothing of the kind happened"
    if change.what == "join":
        return f"of one event with {value}"
    if isinstance(value, tuple):
        listed = ", ".join(_flat(written(one) if isinstance(one, Party) else one) for one in value)
        return f"of another event: {listed}" if change.what == "split" else f"{change.what}: {listed or 'nobody'}"
    return f"{change.what}: {place_name(value) if isinstance(value, Place) else _flat(value or 'none')}"


def on_whose_word(account: Account) -> str:
    """On whose word an account is: the report's own, or that of those it names, outermost first."""
    through = " › ".join(_flat(span.text) for span in account.event.according_to)
    said = f"according to {through}" if through else "on its own authority"
    return f"{said}, as {account.event.modality}, {sure(account.event.confidence)} sure"


def _counts(story: Story) -> str:
    outlets = f"{story.outlets} outlet{'s' if story.outlets > 1 else ''}"
    owned = f", {story.state_owned} state-owned" if story.state_owned else ""
    copies = f"; {story.copies} only repeat another" if story.copies else ""
    of = f" of {', '.join(story.countries)}" if story.countries else ""
    borne = "corroborated" if story.corroborated else "not corroborated"
    return f"{told_by(story)}, {outlets}{of}{owned}{copies}; {borne}"


def _flat(text: str) -> str:
    from dragoman.export.words import flat

    return flat(text)


def _title(words: str) -> Text:
    from rich.text import Text

    return Text(words, style="bold")


def _line(name: str, value: str | Text) -> Any:
    """A fact with its name before it; what does not fit the line goes on under its beginning."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(name, style=asking.LABEL), Text(value) if isinstance(value, str) else value)
    return grid
