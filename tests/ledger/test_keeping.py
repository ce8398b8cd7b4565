"""Tokens let in whom they should, for as long as they should; watches tell once, and deliveries wait their time."""

from __future__ import annotations

import msgspec
import pytest

from dragoman.errors import BadQuestion, LedgerError
from dragoman.ledger import Ledger
from dragoman.types import Delivery, Difference, Watch, WatchItem, Webhook

NOW, LATER = "2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z"


def test_a_token_lets_in_until_it_ends(ledger: Ledger) -> None:
    token, secret = ledger.add_token(" Ada  Okello ", ["correct", "read"], expires=LATER, now=NOW)
    assert (token.name, token.scopes, token.created) == ("Ada Okello", ("read", "correct"), NOW)
    assert ledger.token_of(secret, now=NOW) == token and ledger.token_of(secret, now=LATER) is None
    for wrong in ("", secret[:-1], secret[:-1] + ("A" if secret[-1] != "A" else "B"), "drg_t0_x", token.id):
        assert ledger.token_of(wrong, now=NOW) is None
    with ledger.reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM token").one()
    assert secret not in map(str, kept)
    gone = ledger.revoke_token(token.id, "Grace", now=NOW)
    assert (gone.revoked, gone.revoked_by, ledger.token_of(secret, now=NOW)) == (NOW, "Grace", None)
    assert ledger.tokens() == (gone,)
    with pytest.raises(LedgerError, match="in force"):
        ledger.revoke_token(token.id, "Grace")
    ledger.add_token("Ada Okello", ["read"])  # the name is free again


@pytest.mark.parametrize(
    ("name", "scopes", "expires", "sentence"),
    [
        (" ", ["read"], None, "needs a name"),
        ("Ada", [], None, "must allow something"),
        ("Ada", ["read", "fly"], None, "nothing that a token can allow"),
        ("Ada", ["read"], "soon", "is no time"),
        ("Grace", ["read"], None, "already"),
    ],
)
def test_what_is_no_token(ledger: Ledger, name: str, scopes: list[str], expires: str | None, sentence: str) -> None:
    ledger.add_token("Grace", ["read"])
    with pytest.raises(LedgerError, match=sentence):
        ledger.add_token(name, scopes, expires)


def test_watches_are_kept(ledger: Ledger) -> None:
    hook = Webhook(url="https://desk.example/hook", secret="s")
    watch = ledger.save_watch(Watch(name=" Horn ", query={"actor": ["KEN"]}, owner="Ada", webhook=hook), now=NOW)
    assert watch.id.startswith("w") and watch.created == NOW
    other = ledger.save_watch(Watch(name="All", query={}, owner="Grace", digest="daily"))
    assert [w.name for w in ledger.watches()] == ["Horn", "All"] and ledger.watches("Grace") == (other,)
    changed = ledger.save_watch(msgspec.structs.replace(watch, name="Horn of Africa", webhook=None))
    assert ledger.watch(watch.id) == changed
    assert ledger.remove_watch(watch.id) and not ledger.remove_watch(watch.id)
    for lost in (lambda: ledger.watch(watch.id), lambda: ledger.told(watch.id), lambda: ledger.save_watch(watch)):
        with pytest.raises(LedgerError, match="no watch"):
            lost()
    with pytest.raises(BadQuestion, match="needs a name"):
        ledger.save_watch(Watch(name=" ", query={}, owner="Ada"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"acter": "KEN"}, "no filter 'acter'"), ({"actor": ["XQZ"]}, "XQZ is no code"), ({"since": "soon"}, "no date"),
        ({"text": '""'}, "word"), ({"sort": "newest"}, "no filter 'sort'"), ({"min_confidence": "x"}, "cannot have"),
        ({"party": [5]}, "cannot have"),
    ],
)  # fmt: skip
def test_a_watch_whose_search_cannot_be_asked(ledger: Ledger, query: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        ledger.save_watch(Watch(name="Horn", query=query, owner="Ada"))
    watch = ledger.save_watch(Watch(name="Horn", query={"since": "2024"}, owner="Ada"))
    with pytest.raises(BadQuestion, match=sentence):
        ledger.save_watch(msgspec.structs.replace(watch, query=query))
    assert ledger.watches() == (watch,)


def test_a_watch_remembers_what_it_told(ledger: Ledger) -> None:
    watch = ledger.save_watch(Watch(name="Horn", query={}, owner="Ada")).id
    how = (Difference(what="date", before="2024", after="2024-05"),)
    items = [WatchItem(watch=watch, event="e1", at=NOW, what="new"),
             WatchItem(watch=watch, event="e1", at=NOW, what="changed", how=how)]  # fmt: skip
    kept = ledger.note_told(watch, items, cursor=7)
    assert ledger.told(watch) == kept[::-1] and ledger.told(watch, after=kept[0].n) == kept[1:]
    assert ledger.told_of(watch, ["e1", "e2"]) == {"e1"} and ledger.watch(watch).cursor == 7
    ledger.note_told(watch, [], cursor=3)
    assert ledger.watch(watch).cursor == 7  # it never looks back


def test_deliveries_wait_their_time(ledger: Ledger) -> None:
    watch = ledger.save_watch(Watch(name="Horn", query={}, owner="Ada")).id
    sent = ledger.note_delivery(Delivery(watch=watch, body="{}", due=LATER, created=NOW))
    assert ledger.due_deliveries(now=NOW) == () and ledger.due_deliveries(now=LATER) == (sent,)
    done = ledger.note_delivery(msgspec.structs.replace(sent, status="done", tries=1, done=LATER))
    assert ledger.due_deliveries(now=LATER) == () and ledger.deliveries(watch) == (done,)
    ledger.remove_watch(watch)
    assert ledger.deliveries(watch) == ()
