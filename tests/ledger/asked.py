"""A ledger with something to ask for: invented reports of four countries."""

from __future__ import annotations

import msgspec

from dragoman.errors import InputError
from dragoman.ledger import Added, Ledger, SourceState
from dragoman.types import Entity, Event, Record
from tests.ledger.samples import arrival, record, tell

FEED = "https://courier.example/feed"
TALKS = tell("CONSULT", "KEN", "SOM", "2024-05-06")
COPIED = TALKS + "\nKamau said: The camels are thirsty.\nThe border post was quiet."


def address(name: str) -> str:
    """Where a report of that name stands."""
    return f"https://courier.example/{name}"


def add(ledger: Ledger, name: str, text: str, *, outlet: str = "Khan Uul Courier", **told: str) -> Added:
    """Add a report; ``told`` is what ``samples.record`` takes."""
    made = record(text, outlet=outlet, **told)  # type: ignore[arg-type]
    return ledger.add(arrival(text, address(name), outlet=outlet, source=FEED), made, now="2024-07-01T08:00:00Z")


def fill(ledger: Ledger) -> dict[str, Added]:
    """Reports: talks that three outlets tell of, an accusation, a planned attack, and a page that could not be read."""
    ledger.save_source(SourceState(place=FEED, title="Courier", status="ok"), now="2024-05-01T00:00:00Z")
    ledger.save_source(SourceState(place="https://dead.example/feed", status="dead", failures=9, last_error="404"))
    added = {
        "talks": add(ledger, "talks", COPIED, date="2024-05-07"),
        "copy": add(ledger, "copy", COPIED + " And dry.", outlet="Xinhua", date="2024-05-08"),
        "other": add(ledger, "other", "Rain fell.\n" + TALKS, outlet="Ulaan Herald", date="2024-05-09"),
        "accused": add(ledger, "accused", tell("ACCUSE", "ETH", "KEN", "2024-06-10"), date="2024-06-11"),
        "attack": add(
            ledger, "attack", tell("ASSAULT", "SOM", "ETH", "2024-08-20"), date="2024-06-20", modality="future"
        ),
    }
    added["pay"] = ledger.add(
        arrival("Pay", address("pay"), source=FEED), InputError("There is no text."), now="2024-07-02T08:00:00Z"
    )
    return added


def told(ledger: Ledger, name: str, text: str, day: str | None = None, **changed: object) -> Added:
    """Add a report of one event, changed in these fields."""
    made = record(text)
    event = msgspec.structs.replace(made.events[0], **changed)
    return ledger.add(arrival(text, address(name)), _with(made, event, day))


def _with(made: Record, event: Event, day: str | None) -> Record:
    report = msgspec.structs.replace(made.report, date=day or made.report.date)
    return msgspec.structs.replace(made, report=report, events=(event,), entities=(*event.actors, *event.recipients))


def party(
    text: str, words: str, country: str | None, *, name: str | None = None, sectors: tuple[str, ...] = ()
) -> Entity:
    """Somebody named in a text."""
    at = text.index(words)
    return Entity(text=words, start=at, end=at + len(words), name=name or words, country=country, sectors=sectors)
