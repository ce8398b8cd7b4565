"""``dragoman events``: the events of a ledger that pass filters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.types import Place, Story

QUADS = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}


class Sort(StrEnum):
    """What ``--sort`` may be; a test holds it against the orders there are."""

    newest = "newest"
    oldest = "oldest"
    confidence = "confidence"
    reports = "reports"
    origins = "origins"
    updated = "updated"
    relevance = "relevance"


def command(
    ledger: asking.Place = "ledger.db",
    party: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help=f"Who acts or is acted upon: {asking.WHO}.")
    ] = None,
    actor: Annotated[list[str] | None, typer.Option(metavar="WHO", help=f"Who acts: {asking.WHO}.")] = None,
    recipient: Annotated[list[str] | None, typer.Option(metavar="WHO", help="Who is acted upon: the same.")] = None,
    type: Annotated[list[str] | None, typer.Option(metavar="TYPE", help="PLOVER type, as CONSULT,AID.")] = None,
    mode: Annotated[list[str] | None, typer.Option(metavar="MODE", help="Mode of it, as visit.")] = None,
    quad: Annotated[
        list[str] | None, typer.Option(metavar="QUAD", help="1 to 4, or a name, as material-conflict.")
    ] = None,
    modality: Annotated[
        list[str] | None, typer.Option(metavar="MODALITY", help="actual, historical, future, hypothetical or negated.")
    ] = None,
    since: asking.Since = None,
    until: asking.Until = None,
    place: Annotated[str | None, typer.Option(metavar="WHERE", help="Where: country (AFG) or name (Kabul).")] = None,
    corroborated: Annotated[
        bool | None, typer.Option("--corroborated/--uncorroborated", help="Told by two independent origins, or not.")
    ] = None,
    min_confidence: asking.Confidence = None,
    outlet: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Told by this outlet.")] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help='Words in its evidence: all of them, "a phrase", one or other, -without.'),
    ] = None,
    sort: Annotated[Sort, typer.Option(help="What comes first.")] = Sort.newest,
    limit: asking.Limit = None,
    after: asking.After = None,
    form: asking.Form = None,
    output: asking.Output = None,
) -> None:
    """List events, each once, however many reports tell it. An option given twice means either.

    In the table, + marks what is corroborated: two independent origins tell it on their own authority.

    \b
    dragoman events --actor RUS --recipient Afghanistan --since 2024-11
    dragoman events --type CONSULT --mode visit --place Kabul --corroborated
    dragoman events --actor RUS:GOV --actor CHN:GOV --quad 4 --sort reports
    dragoman events --actor Lavrov --text 'grain or wheat' -o grain.csv
    """
    with asking.opened(ledger) as open_ledger:
        filters = asking.given(
            party=party, actor=actor, recipient=recipient, type=type, mode=mode, quad=quad, modality=modality,
            since=since, until=until, place=place, corroborated=corroborated, min_confidence=min_confidence,
            outlet=outlet, text=text, sort=sort.value, after=after,
        )  # fmt: skip
        asking.answer(lambda most: open_ledger.events(**filters, limit=most), shape(), form, limit, output)


def shape() -> asking.Shape:
    """How events look."""
    from dragoman.export.answers import EVENTS

    cells = (
        asking.Cell("event", lambda story: story.id),
        asking.Cell("when", lambda story: story.date or "undated"),
        asking.Cell("what", what, 3),
        asking.Cell("who", lambda story: asking.names(story.actors), 4),
        asking.Cell("to whom", lambda story: asking.names(story.recipients), 4),
        asking.Cell("where", where, 2),
        asking.Cell("reports", lambda story: str(story.reports), right=True),
        asking.Cell("origins", lambda story: f"{story.origins} {'+' if story.corroborated else ' '}", right=True),
        asking.Cell("sure", lambda story: sure(story.confidence), right=True),
    )
    return asking.Shape("event", "events", EVENTS, cells)


def what(story: Story) -> Text:
    """Type and mode, and whether it is done."""
    from rich.text import Text

    out = Text(story.type + (f" {story.mode}" if story.mode else ""), style=QUADS.get(story.quad, ""))
    return out if story.modality == "actual" else out.append(f", {story.modality}", style="italic")


def where(story: Story) -> str:
    """Place and country."""
    return place_name(story.place) if story.place else ""


def place_name(place: Place) -> str:
    """«Nairobi (KEN)»."""
    from dragoman.export.words import flat

    return flat(place.name or place.text) + (f" ({place.country})" if place.country else "")


def told_by(story: Story) -> str:
    """How many reports, and how many independent origins."""
    reports = f"{story.reports} report{'s' if story.reports > 1 else ''}"
    return reports + (f", {story.origins} origins" if story.origins > 1 else "")


def sure(confidence: float) -> str:
    """A probability in per cent."""
    from dragoman.export.words import sure

    return sure(confidence)
