"""An event as all its accounts tell it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import stories
from dragoman.reconcile.events import story
from dragoman.reconcile.events.words import content, counts, stem, tolls
from dragoman.types import Account, Story
from tests.reconcile.events_support import AFG, RUS, account

WRITTEN: dict[str, list[Account]] = defaultdict(list)
for _account, (_, _cluster) in zip(*(lambda a, g: (a, g.items()))(*stories.by_hand(stories.reports())), strict=True):
    WRITTEN[_cluster].append(_account)


def said(told: Story, what: str) -> dict[str, tuple[str, ...]]:
    return {v.value: v.accounts for v in told.variants if v.what == what}


def test_a_plan_the_act_and_a_look_back_are_one_history() -> None:
    plan = account("a", type="AGREE", published="2024-11-20", date="2024-11-20")
    back = account("c", modality="historical", published="2025-02-01", date="2024-11")
    told = story("e1", [back, account("b"), plan])
    assert (told.type, told.modality, told.date) == ("CONSULT", "actual", "2024-11-26")
    assert [(s.modality, s.at, s.accounts) for s in told.history] == [
        ("future", "2024-11-20", ("a",)), ("actual", "2024-11-27", ("b",)), ("historical", "2025-02-01", ("c",)),
    ]  # fmt: skip
    assert (told.first_report, told.last_report, told.variants) == ("2024-11-20", "2025-02-01", ())


def test_a_promise_alone_is_a_promise_made() -> None:
    told = story("e1", [account("a", type="AGREE")])
    assert (told.type, told.modality) == ("AGREE", "actual")


def test_counts() -> None:
    tass = {"origin": "wire", "outlet": "Wire", "country": "RUS", "ownership": "state"}
    told = story(
        "e1", [account("a", **tass), account("b", origin="wire", outlet="Copyist"), account("c", country="GBR")]
    )
    assert (told.reports, told.copies, told.origins, told.outlets) == (3, 1, 2, 3)
    assert (told.countries, told.state_owned) == (("GBR", "KEN", "RUS"), 1)
    assert told.accounts == ("a", "b", "c")


@pytest.mark.parametrize(
    ("ownership", "country", "counted"),
    [
        ("state", "RUS", 1), ("party", "CHN", 1), ("party", "CUB", 1), ("party", "JPN", 0), ("party", "YEM", 0),
        ("public", "GBR", 0), ("private", "CHN", 0), (None, "CHN", 0),
    ],
)  # fmt: skip
def test_the_organ_of_the_only_party_is_the_states(ownership: str | None, country: str, counted: int) -> None:
    assert story("e1", [account("a", ownership=ownership, country=country)]).state_owned == counted


def test_one_outlet_is_one_voice_however_often_it_tells() -> None:
    told = story("e1", [account("a", outlet="Daily"), account("b", outlet="Daily")])
    assert (told.reports, told.copies, told.origins, told.corroborated) == (2, 0, 1, False)
    crossed = [
        account("a", outlet="X", origin="1"),
        account("b", outlet="Y", origin="1"),
        account("c", outlet="X", origin="2"),
    ]
    assert story("e1", crossed).origins == 2


def test_corroborated_when_two_tell_it_on_their_own_authority() -> None:
    own, other, cites, cites_too = account("a"), account("b"), *(account(id, according_to=["TASS"]) for id in "cd")
    assert story("e1", [own, other]).corroborated
    assert not story("e1", [own, cites]).corroborated
    assert not story("e1", [cites, cites_too]).corroborated
    assert not story("e1", [account("a", origin="r"), account("b", origin="r")]).corroborated


def test_a_plan_does_not_corroborate_that_it_was_carried_out() -> None:
    plan = account("a", type="AGREE", published="2024-11-20")
    assert not story("e1", [plan, account("b")]).corroborated


def test_the_most_exact_date_that_most_agree_on() -> None:
    dates = ["2024-11-26", "2024-W48", "2024-11", "2024-11-25"]
    told = story("e1", [account(str(i), date=d) for i, d in enumerate([*dates, "2024-11-26"])])
    assert told.date == "2024-11-26"
    assert said(told, "day") == {"2024-11-26": ("0", "4"), "2024-11-25": ("3",)}
    assert not story("e1", [account("a", date="2024-11-26"), account("b", date="2024-11")]).variants


def test_copies_of_a_mistake_do_not_outvote_two_who_know() -> None:
    copies = [account(str(i), date="2024-11-25", origin="wire") for i in range(5)]
    assert story("e1", [*copies, account("x"), account("y")]).date == "2024-11-26"


def test_who_says_which_place_toll_and_actor() -> None:
    told = story(
        "e1",
        [
            account("a", "Gunmen killed 14 people in a bus.", type="ASSAULT", actors=[("gunmen", None)]),
            account(
                "b",
                "Gunmen shot 17 travellers dead.",
                type="ASSAULT",
                actors=[("gunmen", None)],
                place=("Herat", "AFG"),
            ),
            account(
                "c",
                "Red Front fighters killed 14.",
                type="ASSAULT",
                actors=[("Red Front", "AFG")],
                place=("Afghanistan", "AFG"),
            ),
        ],
    )
    assert said(told, "toll") == {"14 dead": ("a", "c"), "17 dead": ("b",)}
    assert said(told, "place") == {"Kabul": ("a",), "Herat": ("b",)}
    assert said(told, "actor") == {"gunmen": ("a", "b"), "Red Front": ("c",)}
    assert told.actors[0].name == "gunmen"


def test_denied_by_one_done_by_the_other() -> None:
    told = story("e1", [account("a"), account("b", modality="negated")])
    assert told.modality == "actual"
    assert said(told, "modality") == {"actual": ("a",), "negated": ("b",)}


def test_parties_go_by_their_commonest_full_name() -> None:
    names: list[list[Any]] = [[("Oleg Lavitsky", "RUS")], [("Lavitsky", "RUS")], [RUS], [("Moscow", "RUS")]]
    told = story(
        "e1",
        [
            account(str(i), actors=n, recipients=[AFG, ("Iran", "IRN")] if i == 0 else [AFG])
            for i, n in enumerate(names)
        ],
    )
    assert [(p.name, p.country, p.sectors) for p in told.actors] == [("Oleg Lavitsky", "RUS", ("GOV",))]
    assert [p.name for p in told.recipients] == ["Afghanistan"]


def test_in_a_meeting_who_is_actor_is_told_as_most_tell_it() -> None:
    told = story("e1", [account("a"), account("b"), account("c", actors=[RUS, AFG], recipients=[])])
    assert [p.country for p in told.actors] == ["RUS"]
    assert [p.country for p in told.recipients] == ["AFG"]
    assert not said(told, "actor")


def test_somebody_acts_even_where_each_is_told_as_host() -> None:
    three = [("Russia", "RUS"), ("Afghanistan", "AFG"), ("Iran", "IRN")]
    told = [
        account(c, actors=[who], recipients=[w for w in three if w != who]) for c, who in zip("abc", three, strict=True)
    ]
    assert {p.country for p in story("e1", told).actors} == {"RUS", "AFG", "IRN"}


def test_confidence_grows_with_independent_origins_only() -> None:
    one = story("e1", [account("a", confidence=0.6)])
    copied = story("e1", [account(id, confidence=0.6, origin="r") for id in "ab"])
    two = story("e1", [account(id, confidence=0.6) for id in "ab"])
    assert one.confidence == copied.confidence == 0.6
    assert two.confidence == 0.72  # 1 - 0.4 * (1 - 0.5 * 0.6)
    assert story("e1", [account(str(i), confidence=0.9) for i in range(30)]).confidence == 0.99


def test_the_evidence_is_of_one_who_tells_it_himself() -> None:
    told = story(
        "e1", [account("a", "They met, he said.", according_to=["TASS"], confidence=0.9), account("b", "They met.")]
    )
    assert told.evidence.text == "They met."


def test_contexts_that_few_see_are_left_out() -> None:
    seen = [account(str(i), contexts=("diplomatic",)) for i in range(4)]
    assert story("e1", [*seen, account("x", contexts=("military", "diplomatic"))]).contexts == ("diplomatic",)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(WRITTEN)), st.randoms(use_true_random=False))
def test_a_story_does_not_depend_on_the_order_of_arrival(cluster: str, random: Any) -> None:
    accounts = list(WRITTEN[cluster])
    expected = story("e1", accounts)
    random.shuffle(accounts)
    assert story("e1", accounts) == expected
    assert {id for s in expected.history for id in s.accounts} == set(expected.accounts)
    assert expected.actors
    assert max(a.event.confidence for a in accounts) <= expected.confidence <= 1


def test_counts_are_no_dates_and_no_shares() -> None:
    text = "On 26 November 2024 some 25,000 tonnes, 40% more, were shared by fourteen towns and 107 villages."
    assert set(counts(text)) == {25000, 14, 107}


def test_tolls_are_told_apart() -> None:
    assert tolls("Six were killed and 12 wounded; police arrested three.") == {"dead": 6, "hurt": 12, "held": 3}
    assert tolls("They met 14 times.") == {}


def test_words_are_compared_by_their_stems() -> None:
    assert stem("firing") == stem("fired") == stem("fires")
    assert content("Kabul's traders said they hoped for wheat on Tuesday", ["Kabul"]) == {
        stem(w): w for w in ("traders", "hoped", "wheat")
    }


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    told = story("e1", [account("a", text), account("b", text)])
    assert told.reports == 2
