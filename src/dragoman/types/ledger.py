"""What the ledger keeps across reports: an event once, and all who tell it."""

from __future__ import annotations

from typing import Literal

from dragoman.types.base import Span, Value
from dragoman.types.record import Event, Modality, Place

Ownership = Literal["state", "public", "private", "party"]
VariantKind = Literal["day", "place", "toll", "actor", "recipient", "modality"]
ChangeKind = Literal[
    "wrong", "type", "mode", "actors", "recipients", "date", "place", "modality", "join", "split"
]  # fmt: skip


class Outlet(Value, frozen=True):
    """Who published a report: its country (ISO alpha-3) and who owns it, where known.

    ``ownership``: ``state``; ``public`` (of public service, not steered by a government); ``party`` (an organ of a
    party or movement); ``private``.
    """

    name: str
    country: str | None = None
    ownership: Ownership | None = None


class Account(Value, frozen=True):
    """One report's account of an event (an event mention), with what is needed to tell whether two are of one event.

    ``id`` is a digest of report, type and evidence. ``origin`` names the group of copies that the report is in: its
    accounts are one voice. ``published`` is the ISO day or time of publication; ``seen`` the ISO time (UTC) when the
    report first came in.
    """

    id: str
    report: str
    origin: str
    outlet: Outlet
    published: str | None
    seen: str
    event: Event

    @property
    def own_authority(self) -> bool:
        """Whether the report states the event itself."""
        return not self.event.according_to


class Link(Value, frozen=True):
    """Why two accounts are held to be of one event, or kept apart: ``score`` in [0, 1], and a sentence."""

    a: str
    b: str
    score: float
    reason: str


class Decision(Value, frozen=True):
    """What a person has settled for good: two accounts are of one event, or are not."""

    a: str
    b: str
    same: bool
    by: str
    at: str
    why: str = ""


class Party(Value, frozen=True):
    """An actor or recipient of an event of the ledger: its commonest name, country and sectors."""

    name: str
    country: str | None = None
    sectors: tuple[str, ...] = ()


class Variant(Value, frozen=True):
    """Something on which accounts of one event differ: what they say, and which accounts say so."""

    what: VariantKind
    value: str
    accounts: tuple[str, ...]


class Step(Value, frozen=True):
    """One step in the history of an event: as planned, as done, as looked back upon; ``at``: when it was first told."""

    modality: Modality
    at: str | None
    accounts: tuple[str, ...]


class Story(Value, frozen=True):
    """An event of the ledger: it stands once, however many reports tell it.

    ``modality`` is the furthest that is told of it (planned, then done). Counts: ``reports``; ``copies`` (reports that
    only repeat another of them); ``origins`` (independent ones); ``outlets``; ``countries`` (of outlets);
    ``state_owned`` (outlets owned by a state, organs of the one party of a one-party state among them).
    ``corroborated``: two independent origins tell it on their own authority. ``wrong``: a person has said that nothing
    of the kind happened; ``corrections``: the ids of the corrections that it is told by.
    """

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    score: float
    cameo: str | None
    modality: Modality
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: str | None
    place: Place | None
    evidence: Span
    accounts: tuple[str, ...]
    history: tuple[Step, ...]
    variants: tuple[Variant, ...]
    reports: int
    copies: int
    origins: int
    outlets: int
    countries: tuple[str, ...]
    state_owned: int
    first_report: str | None
    last_report: str | None
    corroborated: bool
    confidence: float
    wrong: bool = False
    corrections: tuple[str, ...] = ()


class Change(Value, frozen=True):
    """What a person says of an event, against what was read: ``what`` is changed, and what it is in truth.

    ``value``: for ``wrong`` None; ``type``, ``mode`` and ``modality`` a word of the ontology (no mode: None);
    ``actors`` and ``recipients`` parties, or names to be looked up («RUS:GOV», «Sergei Lavrov»); ``date`` an ISO day,
    week, month or year, or None; ``place`` a place, its name, or None; ``join`` the id of another event (or account)
    that tells the same; ``split`` the ids of the accounts that tell of another event.
    """

    what: ChangeKind
    value: tuple[Party | str, ...] | Place | str | None = None


class Correction(Value, frozen=True):
    """A change that a person made to an event, for good. ``event`` is its id at that time; ``at`` an ISO time (UTC).

    ``anchors`` are the accounts that it rests on, by the ids that they had then, the one whose words stood for the
    event first. ``undone``: when somebody (``undone_by``) took it back.
    """

    id: str
    event: str
    change: Change
    anchors: tuple[str, ...]
    by: str
    at: str
    why: str = ""
    undone: str | None = None
    undone_by: str | None = None


class Difference(Value, frozen=True):
    """One thing in which an event is not as it was: ``what`` is a field of ``Story``, or ``variant``.

    ``before`` and ``after`` are in words that can be shown; None where there was, or is, nothing.
    """

    what: str
    before: str | None = None
    after: str | None = None


class StoryChange(Value, frozen=True):
    """That an event is new, has changed, or is gone (``into``: the event that it was joined into).

    ``cursor`` grows with every change; ``at`` is an ISO time (UTC). ``how`` tells in what it has changed.
    """

    cursor: int
    event: str
    at: str
    what: Literal["new", "changed", "gone"]
    how: tuple[Difference, ...] = ()
    into: str | None = None
