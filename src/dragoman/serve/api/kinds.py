"""What goes over the wire besides the types of the house."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from dragoman.types import Change, Difference, StoryChange, Value

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Who(Value, frozen=True):
    """Who asks: the name that things are attributed to, and what the token allows; no name for anybody."""

    name: str | None
    scopes: tuple[str, ...]


class Index(Value, frozen=True):
    """The desk: its version, the newest change of an event, who asks, and what can be asked, by name."""

    dragoman: str
    last_change: int
    you: Who
    addresses: dict[str, str]


class Counts(Value, frozen=True):
    """How many events there are, by country (ISO alpha-3) or month («2024-11»)."""

    by: Literal["country", "month"]
    counts: dict[str, int]


class Copies(Value, frozen=True):
    """How many reports of each source only repeat others, by its place; sources without such are left out."""

    copies: dict[str, int]


class EventOf(Value, frozen=True):
    """The id of the event that an account is of."""

    event: str


class Changes(Value, frozen=True):
    """What has become of events, oldest first; ``next`` is the ``since`` to ask for the rest with."""

    items: tuple[StoryChange, ...]
    next: int


class Text(Value, frozen=True):
    """A report to be read: plain text or HTML. What is said of it here goes before what it says of itself."""

    text: Annotated[str, Meta(min_length=1, description="The report: plain text, or HTML.")]
    date: (
        Annotated[str, Meta(max_length=10, description="Day of publication.", extra_json_schema={"format": "date"})]
        | None
    ) = None
    outlet: Annotated[str, Meta(max_length=500, description="Who published it.")] | None = None
    title: Annotated[str, Meta(max_length=2_000, description="Its headline.")] | None = None
    url: Annotated[str, Meta(max_length=2_000, description="Where it stands.")] | None = None


class NewCorrection(Value, frozen=True):
    """What is wrong with an event, and why you say so. It is attributed to the name of your token."""

    change: Change
    why: Annotated[str, Meta(max_length=2_000)] = ""


class NewWatch(Value, frozen=True):
    """A search to keep. ``query``: filters of the list of events, by name; ``webhook``: where to send what is new."""

    name: Name
    query: dict[str, Any]
    webhook: Annotated[str, Meta(max_length=2_000, pattern="^https?://[!-~]+$")] | None = None
    digest: Literal["at once", "daily"] = "at once"


class KeptWatch(Value, frozen=True):
    """A watch. ``feeds`` are addresses of what it told, ``webhook`` is where that is sent.

    ``secret`` is what the webhook is signed with; it is told once, to whoever makes the watch.
    """

    id: str
    name: str
    query: dict[str, Any]
    owner: str
    created: str
    digest: Literal["at once", "daily"]
    feeds: dict[str, str]
    webhook: str | None = None
    secret: str | None = None


class Told(Value, frozen=True):
    """Something that a watch told: an event that is new to it, or that has changed (in what), or is gone."""

    n: int
    event: str
    at: str
    what: Literal["new", "changed", "gone"]
    how: tuple[Difference, ...]
