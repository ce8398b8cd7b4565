"""Scores become probabilities along a rising curve."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.record.calibration import Calibration, interpolate

CURVE = ((0.2, 0.1), (0.5, 0.4), (0.9, 0.8))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_less_probable(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert interpolate(CURVE, low) <= interpolate(CURVE, high)
    assert 0.1 <= interpolate(CURVE, a) <= 0.8


def test_between_points_it_is_linear() -> None:
    assert abs(interpolate(CURVE, 0.35) - 0.25) < 1e-9


def test_without_a_curve_the_score_stands() -> None:
    assert Calibration.of({}).event(0.7) == 0.7
    assert Calibration.of({}).attribution(1.4) == 1.0


def test_curves_come_from_the_settings() -> None:
    found = Calibration.of({"calibration": {"events": [[0, 0.5], [1, 0.5]]}})
    assert found.event(0.9) == 0.5
    assert found.attribution(0.9) == 0.9
