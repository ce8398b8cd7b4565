"""``Ledger("https://...")``: the same questions give the same answers, asked of a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from dragoman.errors import BadQuestion, BusyLedger, DragomanError, LedgerError, NoLedger, NotEnglish
from dragoman.ledger import Ledger
from dragoman.ledger.remote import RemoteLedger
from dragoman.serve.app import build
from dragoman.serve.desk import Desk, Settings
from dragoman.types import Change, Watch, Webhook
from tests.ledger import asked


class Passed(httpx2.BaseTransport):
    """Hands requests to an application in this process."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.paths: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.paths.append(request.url.path)
        told = self.client.request(request.method, request.url.raw_path.decode(), headers=dict(request.headers),
                                   content=request.read())  # fmt: skip
        headers = {name: value for name, value in told.headers.items() if name != "content-encoding"}
        return httpx2.Response(told.status_code, headers=headers, content=told.content)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, RemoteLedger]]:
    """A ledger, and the same through a desk."""
    path = tmp_path_factory.mktemp("remote") / "ledger.db"
    with Ledger(path) as ledger:
        asked.fill(ledger)
        token = ledger.add_token("Ada", {"read", "read_text", "correct", "watch"})[1]
        desk = Desk(Settings(ledger=str(path), hosts=("desk.example",)), ledger)
        client = TestClient(build(desk), base_url="https://desk.example")
        with RemoteLedger("https://desk.example/", token=token, transport=Passed(client)) as remote:
            yield ledger, remote


def answering(status: int, content: bytes, error: Exception | None = None) -> RemoteLedger:
    """A place at which somebody answers that."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if error:
            raise error
        return httpx2.Response(status, content=content)

    return RemoteLedger("https://desk.example", transport=httpx2.MockTransport(answer))


def test_an_address_gives_a_remote_ledger(tmp_path: Path) -> None:
    assert type(Ledger("https://desk.example", readonly=True, token="x")) is RemoteLedger
    with Ledger(tmp_path / "ledger.db") as here:
        assert type(here) is Ledger


LISTS: list[tuple[str, dict[str, Any]]] = [
    ("events", {}), ("events", {"actor": ["KEN", "ETH"], "type": "CONSULT,ACCUSE", "since": "2024", "sort": "oldest"}),
    ("events", {"corroborated": True, "wrong": None, "quad": [1, 4]}), ("events", {"limit": 1}), ("events", {"limit": 0}),
    ("events", {"actor": "UGA"}), ("quotes", {"speaker": "Kamau", "originals": True}), ("entities", {"sort": "name"}),
    ("reports", {"status": "read"}), ("reports", {"text": "talks", "sort": "relevance"}), ("sources", {"status": "dead"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "filters"), LISTS)
def test_lists_are_the_same(pair: tuple[Ledger, RemoteLedger], name: str, filters: dict[str, Any]) -> None:
    here, there = (getattr(ledger, name)(**filters) for ledger in pair)
    assert list(there) == list(here)
    assert len(there) == len(here)
    assert bool(there) == bool(here)
    assert there.first() == here.first()
    assert there.page(2) == here.page(2)
    assert there.kind is here.kind


def test_pages_go_on_where_the_one_before_ended(pair: tuple[Ledger, RemoteLedger]) -> None:
    here, there = pair
    first = there.events().page(1)
    assert there.events().page(5, after=first.after) == here.events().page(5, after=first.after)
    assert list(there.events(after=first.after)) == list(here.events(after=first.after))


ANSWERS: list[Callable[[Ledger], Any]] = [
    lambda ledger: ledger.pairs("KEN", "SOM", by="week", since="2024"),
    lambda ledger: ledger.counts("month", party=["KEN", "SOM"]),
    lambda ledger: ledger.partners("recipient", actor="KEN", most=3),
    lambda ledger: ledger.outlets(),
    lambda ledger: ledger.copies_by_source(),
    lambda ledger: ledger.decisions(),
    lambda ledger: ledger.changes(limit=2),
    lambda ledger: ledger.last_change(),
    lambda ledger: [ledger.story(story.id) for story in ledger.events()],
    lambda ledger: [(ledger.accounts(s), ledger.why(s), ledger.changes_of(s.id)) for s in ledger.events()],
    lambda ledger: [ledger.event_of(account) for story in ledger.events() for account in story.accounts],
    lambda ledger: [(ledger.report(r.id), ledger.copies(r.id), ledger.record(r.id)) for r in ledger.reports()],
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers_are_the_same(pair: tuple[Ledger, RemoteLedger], answer: Callable[[Ledger], Any]) -> None:
    here, there = pair
    assert answer(there) == answer(here)


def test_corrections_are_made_under_the_name_of_the_token(pair: tuple[Ledger, RemoteLedger]) -> None:
    here, there = pair
    event = here.events(type="CONSULT").first()
    assert event
    made = there.correct(event.id, Change(what="date", value="2024-05-05"), why="So it was.")
    assert (made.by, made.why) == ("Ada", "So it was.")
    assert there.corrections(event.id) == here.corrections(event.id) == (made,)
    assert there.undo_correction(made.id).undone
    assert there.story(event.id) == event
    assert there.corrections() == ()
    with pytest.raises(BadQuestion, match="no date"):
        there.correct(event.id, Change(what="date", value="soon"))


def test_watches_are_kept_there(pair: tuple[Ledger, RemoteLedger]) -> None:
    here, there = pair
    watch = Watch(name="Kenya", query={"party": ["KEN"]}, owner="", webhook=Webhook(url="https://a.example", secret=""))
    kept = there.save_watch(watch)
    assert kept.webhook
    assert kept.webhook == here.watch(kept.id).webhook
    assert [one.id for one in there.watches()] == [there.watch(kept.id).id] == [kept.id]
    assert there.told(kept.id) == ()
    with pytest.raises(LedgerError, match="cannot be changed"):
        there.save_watch(kept)
    assert there.remove_watch(kept.id)
    with pytest.raises(LedgerError, match="no watch"):
        there.watch(kept.id)


def test_what_cannot_be_asked_is_refused_before_anything_is_sent(pair: tuple[Ledger, RemoteLedger]) -> None:
    there = answering(500, b"")
    for wrong in ({"actor": "XQZ"}, {"since": "soon"}, {"sort": "loudest"}, {"limit": -1}, {"after": "NQ"}):
        with pytest.raises(BadQuestion):
            there.events(**wrong)
    with pytest.raises(TypeError):
        there.events(acter="KEN")
    with pytest.raises(BadQuestion):
        there.events().page(0)


def test_what_needs_the_database_says_where_to_go(pair: tuple[Ledger, RemoteLedger]) -> None:
    _, there = pair
    for asked_for in (there.tokens, there.source_states):
        with pytest.raises(LedgerError, match="do this on the machine"):
            asked_for()


def test_errors_are_of_their_kind(pair: tuple[Ledger, RemoteLedger]) -> None:
    _, there = pair
    with pytest.raises(LedgerError, match="no event"):
        there.story("e0")
    with pytest.raises(BadQuestion, match="no code"):
        there.pairs("XQZ", "KEN")
    with pytest.raises(NotEnglish) as caught:
        there.read("Сегодня в столице прошли переговоры министров, которые обсудили границу и торговлю между странами.")
    assert caught.value.language == "ru"


FAULTS: list[tuple[int, bytes, Exception | None, type[DragomanError], str]] = [
    (404, b"<html>", None, NoLedger, "as no desk would"), (200, b"<html>", None, NoLedger, "does not understand"),
    (200, b'{"id": 1}', None, NoLedger, "same version"), (301, b"", None, NoLedger, "as no desk would"),
    (429, b'{"type": "/api/v1/problems/too-many", "detail": "Wait."}', None, BusyLedger, "Wait"),
    (200, b"", httpx2.ConnectError("no"), NoLedger, "cannot be reached"),
    (200, b"", httpx2.ReadTimeout("no"), BusyLedger, "in time"), (200, b"", httpx2.ReadError("no"), BusyLedger, "broke off"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "content", "error", "kind", "words"), FAULTS)
def test_what_is_no_answer_of_a_desk(
    status: int, content: bytes, error: Exception | None, kind: type[DragomanError], words: str
) -> None:
    there = answering(status, content, error)
    with pytest.raises(kind, match=words):
        there.story("e0")
    if status != 200 or error:
        with pytest.raises(kind, match=words):
            list(there.events())
