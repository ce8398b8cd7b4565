"""FollowTheMoney entities, one a line: the event, who takes part, the articles that tell it and what they name.

Ids come from content, so that entities of several exports fall together where they are the same. Who takes part is
written again only where a long stretch of other entities lies between, which readers merge by id.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha1
from typing import Any, ClassVar

from dragoman.export.cells import cell
from dragoman.export.codes import countries
from dragoman.export.days import days_of
from dragoman.export.places import where
from dragoman.export.tables import LinesExporter
from dragoman.export.telling import Telling, outlets, urls, wording
from dragoman.resolve.gazetteer import shipped
from dragoman.types import Account, Party, Story

REMEMBERED = 100_000
_EUROPE = "eu"
_KINDS = {"official": "Person", "organization": "Organization", "armed_group": "Organization", "outlet": "Organization",
          "country": "PublicBody", "seat": "PublicBody"}  # fmt: skip

Plain = dict[str, Any]


class FollowTheMoneyExporter(LinesExporter):
    """As the ``ftm`` command line and Aleph read them."""

    name: ClassVar[str] = "followthemoney"
    suffix: ClassVar[str] = ".ftm.json"
    about: ClassVar[str] = "FollowTheMoney entities, one a line"

    def objects(self, tellings: Iterable[Telling]) -> Iterator[Plain]:
        """The entities; those that came lately are not repeated."""
        lately: OrderedDict[str, None] = OrderedDict()
        for telling in tellings:
            for found in entities(telling):
                key = f"{found['id']} {found['properties'].get('keywords')}"
                if key in lately:
                    lately.move_to_end(key)
                    continue
                lately[key] = None
                if len(lately) > REMEMBERED:
                    lately.popitem(last=False)
                yield found


def entities(telling: Telling) -> Iterator[Plain]:
    """All entities of one event."""
    story = telling.story
    for party in (*story.actors, *story.recipients):
        yield _party(party)
    yield _event(telling)
    for account in telling.accounts:
        yield from _account(telling, account)


def _event(telling: Telling) -> Plain:
    story = telling.story
    days = days_of(story.date)
    at = where(story.place)
    whole = story.date if days and "W" not in (story.date or "") else None
    return _made(
        "Event", entity_id("event", story.id),
        name=[event_name(story)], summary=[story.evidence.text], date=[whole],
        startDate=[days.first.isoformat() if days and not whole else None],
        endDate=[days.last.isoformat() if days and not whole else None],
        country=[_country(code) for code in _codes(story)], location=[at.full_name if at else None],
        keywords=[story.type, story.mode, *story.contexts], organizer=[party_id(party) for party in story.actors],
        involved=[party_id(party) for party in story.recipients], recordId=[story.id],
        sourceUrl=[url for url in urls(telling) if _is_web(url)], publisher=outlets(telling),
        retrievedAt=[_time(account.seen) for account in telling.accounts], notes=[_notes(story)],
    )  # fmt: skip


def event_name(story: Story) -> str:
    """A name for the event, which has none: «CONSULT visit: Russia – Afghanistan»."""
    sides = [", ".join(party.name for party in side) for side in (story.actors, story.recipients) if side]
    what = " ".join(part for part in (story.type, story.mode) if part)
    return f"{what}: {' – '.join(sides)}" if sides else what


def _notes(story: Story) -> str:
    told = f"Told by {story.reports} report{'s' * (story.reports != 1)}, {story.origins} of them independent"
    return f"{told}; {'corroborated' if story.corroborated else 'not corroborated'}; confidence {story.confidence:.2f}."


def _codes(story: Story) -> Iterator[str | None]:
    yield from (party.country for party in (*story.actors, *story.recipients))
    if story.place:
        yield story.place.country


def _account(telling: Telling, account: Account) -> Iterator[Plain]:
    report = telling.reports.get(account.report)
    url = report.url if report and report.url and _is_web(report.url) else None
    article = entity_id("article", account.report)
    event = entity_id("event", telling.story.id)
    yield _made(
        "Article", article, title=[report.title or event_name(telling.story) if report else account.report],
        publishedAt=[_time(account.published)], sourceUrl=[url], publisher=[account.outlet.name],
        country=[_country(account.outlet.country)], language=["eng"], retrievedAt=[_time(account.seen)],
        author=[report.agency if report else None],
    )  # fmt: skip
    yield _made(
        "Documentation", entity_id("documentation", account.id), document=[article], entity=[event], role=["account"],
        summary=[account.event.evidence.text], date=[_time(account.published)], sourceUrl=[url],
        publisher=[account.outlet.name],
    )  # fmt: skip
    worded = (*account.event.actors, *account.event.recipients)
    for party in (*telling.story.actors, *telling.story.recipients):
        if found := wording(party, worded):
            id = entity_id("mention", account.report, found.text, party_id(party))
            yield _made(
                "Mention", id, document=[article], name=[found.text], resolved=[party_id(party)],
                contextCountry=[_country(party.country)],
            )  # fmt: skip


def _party(party: Party) -> Plain:
    return _made(
        _schema(party.name, party.country), party_id(party), name=[party.name], country=[_country(party.country)],
        keywords=list(party.sectors),
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _schema(name: str, country: str | None) -> str:
    """A person, an organisation or a public body where the gazetteer knows the name; else only that it can act."""
    known = [entry for entry in shipped().entries(name) if entry.country == country and entry.kind in _KINDS]
    return _KINDS[known[0].kind] if known else "LegalEntity"


def party_id(party: Party) -> str:
    """The same name in the same country is the same entity."""
    return entity_id("party", party.name.casefold(), party.country or "")


def entity_id(*parts: str) -> str:
    """An id from content, in the alphabet that FollowTheMoney takes."""
    digest = sha1("\0".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return f"dragoman-{digest.hexdigest()}"


def _country(code: str | None) -> str | None:
    """FollowTheMoney's two letters; bodies among states have none, but for the European Union."""
    known = countries().get(code or "")
    return known.iso2.lower() if known else _EUROPE if code == "EUR" else None


def _time(value: str | None) -> str | None:
    """An ISO day or time in UTC as FollowTheMoney writes it, without a zone."""
    return value.removesuffix("Z").split("+")[0] if value else None


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _made(schema: str, id: str, **values: Iterable[str | None]) -> Plain:
    """An entity with those properties that have a value; every value is a list."""
    properties = {name: list(dict.fromkeys(filter(None, map(cell, given)))) for name, given in values.items()}
    return {"id": id, "schema": schema, "properties": {name: found for name, found in properties.items() if found}}
