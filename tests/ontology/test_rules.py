"""The manual's rules."""

from __future__ import annotations

import pytest

from dragoman.ontology import convert, has_parties, quad, score
from dragoman.types import Modality


@pytest.mark.parametrize("type_", ["CONSULT", "SUPPORT", "COOPERATE", "AID"])
def test_a_promise_is_an_agreement_made_now(type_: str) -> None:
    act = convert(type_, None, "future")
    assert (act.type, act.mode, act.modality) == ("AGREE", None, "actual")


def test_a_planned_visit_loses_its_mode() -> None:
    assert convert("CONSULT", "visit", "future").mode is None


def test_an_announced_withdrawal_is_a_concession() -> None:
    act = convert("RETREAT", "withdraw", "future")
    assert (act.type, act.mode, act.modality) == ("CONCEDE", None, "actual")


@pytest.mark.parametrize("modality", ["actual", "historical", "hypothetical", "negated"])
def test_other_modalities_stay(modality: Modality) -> None:
    act = convert("CONSULT", "visit", modality)
    assert (act.type, act.mode, act.modality) == ("CONSULT", "visit", modality)


def test_a_future_act_of_conflict_stays_what_it_is() -> None:
    assert convert("SANCTION", "expel", "future").modality == "future"


def test_a_mode_of_another_type_is_dropped() -> None:
    assert convert("AID", "visit", "actual").mode is None


@pytest.mark.parametrize(
    ("type_", "actors", "recipients", "holds"),
    [
        ("CONSULT", 0, 1, False),
        ("CONSULT", 1, 0, True),
        ("AID", 1, 0, False),
        ("AID", 2, 0, False),
        ("AID", 1, 1, True),
        ("SANCTION", 1, 0, False),
        ("COOPERATE", 1, 0, False),
        ("COOPERATE", 2, 0, True),
    ],
)
def test_required_parties(type_: str, actors: int, recipients: int, holds: bool) -> None:
    assert has_parties(type_, actors=actors, recipients=recipients) is holds


def test_score_and_quad() -> None:
    assert score("CONSULT", "visit") == 4
    assert score("CONSULT") == 2.5
    assert score("CONSULT", "no such mode") == 2.5
    assert quad("ASSAULT") == 4
