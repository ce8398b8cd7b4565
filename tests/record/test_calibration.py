"""Scores become probabilities along a rising curve."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dragoman.record.calibration import Calibration, Telling, interpolate, signs, signs_beside
from dragoman.types import Entity, Event, ReadEvent, Span, Surety

CURVE = ((0.2, 0.1), (0.5, 0.4), (0.9, 0.8))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_less_probable(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert interpolate(CURVE, low) <= interpolate(CURVE, high)
    assert 0.1 <= interpolate(CURVE, a) <= 0.8


def test_between_points_it_is_linear() -> None:
    assert abs(interpolate(CURVE, 0.35) - 0.25) < 1e-9


TELLING = Telling(sentence=0, sentences=10, is_cue=False, attributions=4)


def told(**changes: Any) -> Event:
    given = {
        "type": "CONSULT", "mode": None, "contexts": (), "quad": 1, "score": 1.0, "cameo": None, "modality": "actual",
        "actors": (Entity(text="Moscow", start=0, end=6, country="RUS"),), "recipients": (), "date": None,
        "date_text": None, "place": None, "trigger": Span(text="met", start=0, end=3),
        "evidence": Span(text="met", start=0, end=3), "according_to": (), "confidence": 0.0,
    }  # fmt: skip
    return Event(**{**given, **changes})


def event(**changes: Any) -> dict[str, float]:
    sure = Surety(trigger=0.9, type=0.8, actor=0.7, recipient=0.6)
    read = ReadEvent(type="CONSULT", mode=None, contexts=(), modality="actual", trigger=(0, 1), evidence=(0, 1),
                     actors=(), recipients=(), places=(), dates=(), surety=sure)  # fmt: skip
    return signs(read, told(**changes), TELLING)


def test_without_a_fit_scores_stand() -> None:
    assert abs(Calibration.of({}).event(event()) - (0.9 * 0.8 * 0.7) ** (1 / 3)) < 1e-9
    assert Calibration.of({}).attribution(1.4) == 1.0


def test_the_fit_comes_from_the_settings() -> None:
    found = Calibration.of({"calibration": {"events": {"always": 1.0, "alone": -1.0}, "floor": 0.2}})
    other = (Entity(text="Kabul", start=0, end=5, country="AFG"),)
    assert found.event(event()) == 0.5
    assert abs(found.event(event(recipients=other)) - 1 / (1 + math.exp(-1))) < 1e-9
    assert found.floor == 0.2
    assert found.attribution(0.9) == 0.9


def test_signs_tell_who_is_unknown_and_at_home() -> None:
    nobody = (Entity(text="gunmen", start=0, end=6),)
    assert event(recipients=nobody)["nowhere"] == 1
    assert event()["alone"] == 1
    same = (Entity(text="the opposition", start=0, end=3, country="RUS"),)
    assert event(recipients=same)["at home"] == 1


def test_a_long_report_with_little_in_it_has_no_events() -> None:
    found = Calibration(floor=0.2, enough=1.0)
    assert found.told([0.5, 0.1, 0.45], 20) == [True, False, True]
    assert found.told([0.45, 0.1], 20) == [False, False]
    assert found.told([0.45, 0.1], 3) == [True, False]


def test_what_is_likelier_than_not_is_told_however_little_else_there_is() -> None:
    found = Calibration(floor=0.2, enough=2.0)
    assert found.told([0.6, 0.3], 20) == [True, False]
    assert Calibration(floor=0.7, enough=2.0).told([0.6, 0.8], 20) == [False, True]


def test_candidates_for_one_act_stand_or_fall_together() -> None:
    other = told(type="ACCUSE")
    found = signs_beside([told(), told(), other], [{"trigger": math.log(p)} for p in (0.3, 0.9, 0.5)])
    assert [best for best, _ in found] == [1, 1, 2]
    assert found[0][1] == found[1][1]
    assert abs(found[0][1]["again"] - math.log1p(0.3)) < 1e-9
    assert found[0][1]["of pair"] == math.log1p(1)
    assert abs(found[2][1]["beside"] - math.log1p(1.2)) < 1e-9


def test_one_candidate_has_nothing_beside_it() -> None:
    ((best, alone),) = signs_beside([told()], [{"trigger": math.log(0.9)}])
    assert best == 0
    assert alone == {"beside": 0, "again": 0, "others": 0, "of type": 0, "of pair": 0}
