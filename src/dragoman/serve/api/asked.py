"""What the lists of the API may be asked: the filters of the ledger's questions, each with what it means.

The names are those of ``Ledger.events`` and its siblings, and of the command line.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from dragoman.ledger.ask import terms
from dragoman.ledger.ids import clean
from dragoman.ontology import ontology

PAGE = 50
"""Items of a page, unless another number is asked for."""
MOST = 1_000
"""Most items of a page."""
AS_JSON = "JSON"
"""The context in which filters are checked that come as JSON, where truth is not told in words."""


def _said(value: Any, info: ValidationInfo) -> Any:
    """Of a query only these two words: «1», «yes» and the like would not be what the description says."""
    words = {} if info.context is AS_JSON else {"true": True, "false": False}
    return words.get(value, value) if isinstance(value, str) else value


def _one_of(*words: str) -> Any:
    """Words of a closed list; the ledger refuses others with a sentence."""
    return Field(min_length=1, max_length=64, pattern="^[A-Za-z1-4 _-]+$", json_schema_extra={"enum": list(words)})


def _some(what: str, example: str) -> Any:
    """Several, of which any will do."""
    return Field(max_length=20, description=what, examples=[[example]])


_ONTOLOGY = ontology()
Flag = Annotated[bool, BeforeValidator(_said), Field(strict=True)]
# a database may not take NUL
Word = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
Who = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
# of a day that is none the ledger says what one looks like
Day = Annotated[
    str, Field(max_length=10, json_schema_extra={"pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-W[0-9]{2})?$"})
]
# of what has no such form the ledger says that there is none
Id = Annotated[str, AfterValidator(clean), Field(max_length=64, json_schema_extra={"pattern": "^[a-z][0-9a-f]{1,32}$"})]
Type = Annotated[str, _one_of(*(kind.name for kind in _ONTOLOGY.types))]
Mode = Annotated[str, _one_of(*dict.fromkeys(mode.name for kind in _ONTOLOGY.types for mode in kind.modes))]
Quad = Annotated[str, _one_of("1", "2", "3", "4", *_ONTOLOGY.quads)]
Modality = Annotated[str, _one_of(*terms.MODALITIES)]
Kind = Annotated[str, _one_of("direct", "indirect", "mixed")]
Health = Annotated[str, _one_of("new", "ok", "failing", "dead")]

WHO = "a country (`RUS`, `Russia`), sectors of it (`RUS:GOV`), a sector (`GOV`) or a name (`Lavrov`)"
Since = Annotated[Day | None, Field(description="From this day, week, month or year on.", examples=["2024-11"])]
Until = Annotated[Day | None, Field(description="Up to this day, week, month or year, to its end.", examples=["2024"])]
Outlets = Annotated[list[Word], _some("Published by one of these outlets.", "TASS")]
Sure = Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False, description="Least probability.", examples=[0.6])]
Modalities = Annotated[list[Modality], _some("Done, looked back on, planned, conjectured or denied.", "actual")]
Text = Annotated[
    Word | None,
    Field(description='Words in any form, `"a phrase"`, `one or other`, `-without`.', examples=["grain or wheat"]),
]


class Asked(BaseModel):
    """Parameters of a question; one that is not known is refused."""

    model_config = ConfigDict(extra="forbid")
    form: ClassVar[frozenset[str]] = frozenset()

    def filters(self) -> dict[str, Any]:
        """What was asked for, as the ledger takes it."""
        given = self.model_dump(exclude=set(self.form), exclude_unset=True)
        if "wrong" in given:
            given["wrong"] = {"true": True, "false": False}.get(given["wrong"])
        return given


class Paged(Asked):
    """Parameters of everything that comes in pages: how many, and from where on."""

    form = frozenset({"limit", "after", "count"})
    limit: Annotated[
        int | None,
        Field(ge=1, le=1_000_000_000, examples=[20],
              description=f"At most so many. A page holds {PAGE} unless asked otherwise, and {MOST:,} at most."),
    ] = None  # fmt: skip
    after: Annotated[
        str | None,
        Field(pattern="^[A-Za-z0-9_-]+$", max_length=1_000,
              description="Go on from here: the `after` of the page before, asked in the same order."),
    ] = None  # fmt: skip
    count: Annotated[Flag, Field(description="Also count all that pass (from `after` on), into `count`.")] = False


class Listed(Paged):
    """Parameters of every list of what was read: in which form, besides."""

    form = Paged.form | {"format"}
    format: Annotated[
        Literal["json", "jsonl", "csv"],
        Field(description="`json`: a page. `jsonl`, `csv`: all (or `limit`), as a stream, of one state of the ledger."),
    ] = "json"


class CorrectionsAsked(Paged):
    """Parameters of the list of corrections."""

    event: Annotated[Id | None, Field(description="Of this event (or account) alone.")] = None
    undone: Annotated[Flag, Field(description="Also those that were taken back.")] = False


class Watched(Asked):
    """Filters of events, which a watch may keep."""

    party: Annotated[list[Who], _some(f"Who acts or is acted upon: {WHO}.", "RUS")] = []
    actor: Annotated[list[Who], _some(f"Who acts: {WHO}.", "RUS:GOV")] = []
    recipient: Annotated[list[Who], _some(f"Who is acted upon: {WHO}.", "AFG")] = []
    type: Annotated[list[Type], _some("PLOVER types.", "CONSULT")] = []
    mode: Annotated[list[Mode], _some("Modes of the types.", "visit")] = []
    quad: Annotated[
        list[Quad], _some("1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.", "1")
    ] = []
    modality: Modalities = []
    since: Since = None
    until: Until = None
    place: Annotated[
        Word | None,
        Field(description="Where: a country (`AFG`, `Afghanistan`) or a place (`Kabul`).", examples=["AFG"]),
    ] = None
    corroborated: Annotated[
        Flag | None, Field(description="Told by two independent origins on their own authority, or not.")
    ] = None
    min_confidence: Sure = None
    outlet: Outlets = []
    text: Text = None
    wrong: Annotated[
        Literal["false", "true", "any"],
        Field(description="Those that a person has said to be none; they are left out unless asked for."),
    ] = "false"


class EventsAsked(Listed, Watched):
    """Parameters of the list of events."""

    sort: Literal["newest", "oldest", "confidence", "reports", "origins", "updated", "relevance"] = "newest"


class CountsAsked(Watched):
    """Parameters of the counts of events."""

    form = frozenset({"by"})
    by: Annotated[Literal["country", "month"], Field(description="Where they took place, or when.")] = "country"


class PartnersAsked(Watched):
    """Parameters of the parties on one side of events."""

    form = frozenset({"role", "most"})
    role: Annotated[Literal["actor", "recipient"], Field(description="Those of which side.")]
    most: Annotated[int, Field(ge=1, le=MOST, description="At most so many.")] = 12


class QuotesAsked(Listed):
    """Parameters of the list of quotes."""

    speaker: Annotated[list[Who], _some(f"Who speaks: {WHO}.", "Lavrov")] = []
    via: Annotated[Word | None, Field(description="Words of the chain through which it came.", examples=["TASS"])] = (
        None
    )
    kind: Annotated[list[Kind], _some("In the speaker's words, or in others'.", "direct")] = []
    since: Since = None
    until: Until = None
    outlet: Outlets = []
    report: Annotated[Word | None, Field(description="In the report of this id.")] = None
    text: Text = None
    min_confidence: Sure = None
    originals: Annotated[Flag, Field(description="Without reports that only repeat another.")] = False
    sort: Literal["newest", "oldest", "confidence", "relevance"] = "newest"


class EntitiesAsked(Listed):
    """Parameters of the list of entities."""

    who: Annotated[list[Who], _some(f"Of whom: {WHO}.", "RUS")] = []
    since: Since = None
    until: Until = None
    outlet: Outlets = []
    sort: Literal["reports", "mentions", "name"] = "reports"


class ReportsAsked(Listed):
    """Parameters of the list of reports."""

    outlet: Outlets = []
    source: Annotated[Word | None, Field(description="The feed, page or folder that brought it.")] = None
    mentions: Annotated[list[Who], _some(f"Whom it names: {WHO}.", "Lavrov")] = []
    since: Since = None
    until: Until = None
    status: Annotated[Literal["read", "unreadable"] | None, Field(description="Whether it could be read.")] = None
    copy_of: Annotated[Word | None, Field(description="In the group of copies of the report of this id.")] = None
    originals: Annotated[Flag, Field(description="Without those that only repeat another.")] = False
    text: Text = None
    sort: Literal["newest", "oldest", "arrived", "relevance"] = "newest"


class SourcesAsked(Listed):
    """Parameters of the list of sources."""

    status: Annotated[list[Health], _some("How it fares.", "failing")] = []
    words: Annotated[Word | None, Field(description="Words in its address or title.")] = None
    removed: Annotated[Flag, Field(description="Also those taken off the list.")] = False
    sort: Literal["place", "reports", "failures"] = "place"


class PairAsked(Asked):
    """Parameters of the series of two parties."""

    form = frozenset({"a", "b"})
    a: Annotated[Who, Field(description=f"The one: {WHO}.", examples=["RUS"])]
    b: Annotated[Who, Field(description="The other: the same.", examples=["AFG:GOV"])]
    by: Annotated[Literal["month", "week", "day"], Field(description="How long a period is.")] = "month"
    since: Since = None
    until: Until = None
    modality: Modalities = []
    min_confidence: Sure = None
    standouts: Annotated[int, Field(ge=0, le=100, description="Most days that stand out to give.")] = 10
