"""Which accounts are of one event: keys, links and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import stories
from dragoman.reconcile.events import clusters, joins, keys, link
from dragoman.reconcile.events.clusters import settled
from dragoman.types import Account, Decision, Link
from tests.reconcile.events_support import AFG, RUS, account, decided

WRITTEN, _ = stories.by_hand(stories.reports())
some_written = st.lists(st.sampled_from(WRITTEN), min_size=2, max_size=14, unique_by=lambda a: a.id)


def score(a: Account, b: Account) -> float:
    found = link(a, b)
    return found.score if found else 0.0


def links_of(accounts: Sequence[Account]) -> list[Link]:
    return [found for i, a in enumerate(accounts) for b in accounts[:i] if (found := link(a, b))]


@pytest.mark.parametrize(
    "changed",
    [
        {}, {"date": "2024-W48"}, {"date": "2024-11"}, {"date": None}, {"place": None}, {"place": ("Afghanistan", "AFG")},
        {"recipients": []}, {"actors": [("Moscow", "RUS")]}, {"actors": [("Oleg Lavitsky", "RUS")]},
        {"actors": [RUS, AFG], "recipients": []}, {"actors": [AFG], "recipients": [RUS]}, {"published": "2024-11-29"},
        {"modality": "historical", "published": "2025-03-01"}, {"modality": "negated"},
        {"type": "AGREE", "published": "2024-11-20", "date": "2024-11-26"},
    ],
)  # fmt: skip
def test_told_less_exactly_or_at_another_time_it_is_still_one_event(changed: dict[str, Any]) -> None:
    found = link(account("a"), account("b", "Talks over wheat and transit.", **changed))
    assert found is not None
    assert joins(found), found.reason


@pytest.mark.parametrize(
    "changed",
    [
        {"date": "2024-12-03", "published": "2024-12-04"}, {"date": "2024-11-19", "published": "2024-11-20"},
        {"recipients": [("Iran", "IRN")], "place": None}, {"type": "ASSAULT"}, {"place": ("Herat", "AFG"), "date": "2024-11-28"},
        {"type": "AGREE", "date": "2024-11-26", "published": "2024-11-28"},
    ],
)  # fmt: skip
def test_near_misses_are_kept_apart(changed: dict[str, Any]) -> None:
    assert score(account("a"), account("b", "Talks over gas and power lines.", **changed)) < 0.5


def test_two_ministers_of_one_country_are_two() -> None:
    lavitsky, gromov = ({"actors": [(name, "RUS")]} for name in ("Oleg Lavitsky", "Pavel Gromov"))
    assert score(account("a", **lavitsky), account("b", **gromov)) < 0.5 < score(account("a", **lavitsky), account("b"))


def test_another_spelling_and_a_wrong_country_do_not_part_a_person_from_himself() -> None:
    me = account("a", actors=[("Bambang Surya", "IDN")])
    assert score(me, account("b", actors=[("Bambang Suria", "IDN")])) > 0.5
    assert score(me, account("b", actors=[("Bambang Surya", "PHL")])) > 0.5


def test_who_strikes_whom_matters_where_it_is_not_mutual() -> None:
    there = account("a", type="ASSAULT", place=None)
    back = account("b", type="ASSAULT", place=None, actors=[AFG], recipients=[RUS])
    assert score(there, back) < 0.5


def test_a_plan_without_a_date_is_dated_by_its_words() -> None:
    plan = "Russia will meet Afghanistan in Kabul on 26 November, the ministry said on Wednesday."
    told = {"type": "AGREE", "date": "2024-11-20", "published": "2024-11-20"}
    assert score(account("a"), account("b", plan, **told)) > 0.5
    assert score(account("a"), account("b", plan.replace("26 November", "17 December"), **told)) < 0.5


def test_a_reason_is_a_sentence_that_names_what_decided() -> None:
    one = link(account("a"), account("b"))
    two = link(account("a"), account("b", "They spoke of gas.", date="2024-11-29", published="2024-11-29"))
    assert one is not None
    assert two is not None
    assert one.reason.startswith("One event: ") and "same day, 2024-11-26" in one.reason and "Kabul" in one.reason
    assert two.reason.startswith("Not one event: 2024-11-26 and 2024-11-29 are days apart")


def test_two_bodies_with_like_names_are_two() -> None:
    one, two = (
        account(id, "Talks.", actors=[(name, "RUS")])
        for id, name in (("a", "Rapid Support Forces"), ("b", "Red Sea Forces"))
    )
    assert (
        "Rapid Support Forces (RUS) is in both" not in (link(one, two) or Link(a="", b="", score=0, reason="")).reason
    )


def test_copies_in_the_same_words_are_surely_one() -> None:
    assert score(account("a", origin="r"), account("b", origin="r")) > score(account("a"), account("b"))


def test_an_account_without_parties_is_found_at_home() -> None:
    nobody = account("a", actors=[("the directors", None)], recipients=[], place=None)
    assert any("|KEN|" in key for key in keys(nobody))


def test_keys_are_few() -> None:
    assert len(keys(account("a"))) <= 6
    assert sorted(len(keys(a)) for a in WRITTEN)[len(WRITTEN) // 2] <= 8


@pytest.mark.parametrize("published", [None, "2024", "2024-11", "soon", "0001-01-01", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("date", [None, "0001-01-01", "9999-12-31", "9999", "2024-13", "not a date"])
@pytest.mark.parametrize("type", ["CONSULT", "AGREE"])
def test_no_date_breaks_it(published: str | None, date: str | None, type: str) -> None:
    odd = account("b", type=type, date=date, published=published)
    assert keys(odd) == keys(odd)
    link(account("a"), odd)
    link(odd, account("c", type=type, date=date, published=published, modality="historical"))


@settings(deadline=None)
@given(st.sampled_from(WRITTEN), st.sampled_from(WRITTEN))
def test_a_link_is_the_same_both_ways_and_only_between_accounts_that_share_a_key(a: Account, b: Account) -> None:
    found = link(a, b)
    assert found == link(b, a)
    if found:
        assert set(keys(a)) & set(keys(b))
        assert 0 <= found.score <= 1 and found.a < found.b and found.reason.endswith(".")


@settings(deadline=None, max_examples=50)
@given(some_written, st.randoms(use_true_random=False), st.data())
def test_events_do_not_depend_on_the_order_of_arrival(
    accounts: list[Account], random: Any, data: st.DataObject
) -> None:
    ids = [a.id for a in accounts]
    pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
    drawn = data.draw(st.lists(st.tuples(pair, st.booleans()), max_size=4))
    decisions = [decided(a, b, same=same, at=f"2025-01-0{i + 1}") for i, ((a, b), same) in enumerate(drawn)]
    links = links_of(accounts)
    expected = clusters(accounts, links, decisions)
    assert sorted(id for ids in expected for id in ids) == sorted(ids)
    for values in (accounts, links, decisions):
        random.shuffle(values)
    assert clusters(accounts, links_of(accounts), decisions) == expected


@settings(deadline=None, max_examples=30)
@given(some_written)
def test_parts_that_nothing_joins_can_be_done_one_by_one(accounts: list[Account]) -> None:
    """The ledger counts on this: what a new report does not touch need not be looked at."""
    links = links_of(accounts)
    whole = clusters(accounts, links, ())
    part = set(clusters(accounts, [k for k in links if joins(k)], ())[0])
    connected = _connected(part, [k for k in links if joins(k)])
    alone = clusters([a for a in accounts if a.id in connected], links, ())
    assert alone == [ids for ids in whole if set(ids) <= connected]


def _connected(ids: set[str], links: list[Link]) -> set[str]:
    while more := {id for k in links for id in (k.a, k.b) if {k.a, k.b} & ids} - ids:
        ids = ids | more
    return ids


def chain(*scores: float) -> tuple[list[Account], list[Link]]:
    """Accounts a, b, c ... each linked to the next."""
    ids = "abcdefgh"[: len(scores) + 1]
    links = [Link(a=x, b=y, score=s, reason="") for x, y, s in zip(ids, ids[1:], scores, strict=False)]
    return [account(id) for id in ids], links


def test_a_chain_of_links_does_not_melt() -> None:
    accounts, links = chain(0.8, 0.7, 0.8)
    assert clusters(accounts, links, ()) == [("a", "b"), ("c", "d")]


def test_what_a_person_decides_wins_over_any_score() -> None:
    accounts, links = chain(0.99, 0.1)
    assert clusters(accounts, links, [decided("a", "b", same=False)]) == [("a",), ("b",), ("c",)]
    assert clusters(accounts, links, [decided("b", "c", same=True)]) == [("a",), ("b", "c")]  # 0.99 / 2 < join
    assert ("a", "c") in clusters(accounts, [], [decided("a", "c", same=True)])


def test_decisions_go_on_from_one_to_the_next() -> None:
    accounts, links = chain(0.99, 0.99)
    together = [decided("a", "b", same=True), decided("b", "gone", same=True), decided("gone", "c", same=False)]
    assert clusters(accounts, links, together) == [("a", "b"), ("c",)]
    assert clusters(accounts, [], [decided("a", "gone", same=True), decided("gone", "c", same=True)]) == [
        ("a", "c"),
        ("b",),
    ]


def test_groups_kept_apart_stay_so_when_they_grow() -> None:
    accounts, _ = chain(1, 1, 1)
    links = [Link(a=x, b=y, score=0.9, reason="") for i, x in enumerate("abcd") for y in "abcd"[i + 1 :]]
    found = clusters(accounts, links, [decided("a", "d", same=False)])
    assert not any({"a", "d"} <= set(ids) for ids in found)
    assert len(found) == 2


def test_the_later_of_two_decisions_counts_also_by_way_of_others() -> None:
    first, second = "2025-01-01", "2025-01-02"
    accounts, _ = chain(1, 1)
    assert clusters(
        accounts[:2], [], [decided("a", "b", same=False, at=first), decided("b", "a", same=True, at=second)]
    ) == [("a", "b")]
    decisions: list[Decision] = [decided("a", "b", same=True, at=second), decided("b", "c", same=True, at=second)]
    group, apart = settled([*decisions, decided("a", "c", same=False, at=first)])
    assert len(set(group.values())) == 1
    assert not apart


def test_written_clusters_are_found() -> None:
    held = [r for r in stories.reports() if stories.part_of(r["scene"]) == "held"]
    assert stories.measure(*stories.by_hand(held)) >= 0.93


def test_b_cubed_counts_as_it_should() -> None:
    gold = {"a": "x", "b": "x", "c": "y"}
    assert stories.b_cubed([("a", "b"), ("c",)], gold)[2] == 1
    assert stories.b_cubed([("a", "b", "c")], gold)[:2] == (pytest.approx(5 / 9), 1)
    assert stories.b_cubed([("a",), ("b",), ("c",)], gold)[:2] == (1, pytest.approx(2 / 3))
