"""The decoder obeys the BIO grammar and finds the best sequence."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dragoman.understand import decode

SCORES = arrays(np.float64, st.tuples(st.just(1), st.integers(1, 5), st.just(5)), elements=st.floats(-4, 4))


def allowed(tags: tuple[int, ...]) -> bool:
    before = 0
    for tag in tags:
        if tag and tag % 2 == 0 and before not in (tag, tag - 1):
            return False
        before = tag
    return True


@given(SCORES, st.floats(0, 2))
@settings(max_examples=60, deadline=None)
def test_viterbi_is_the_best_of_all_lawful_sequences(scores: np.ndarray, switch: float) -> None:
    transitions = decode.bio_transitions(5, switch)
    found = tuple(decode.viterbi(scores, transitions)[0].tolist())

    def worth(tags: tuple[int, ...]) -> float:
        own = sum(scores[0, i, t] for i, t in enumerate(tags))
        return float(own + sum(transitions[a, b] for a, b in pairwise(tags)))

    best = max(worth(t) for t in product(range(5), repeat=scores.shape[1]) if allowed(t))
    assert allowed(found)
    assert abs(worth(found) - best) < 1e-9


def test_ranges_of_tags() -> None:
    assert decode.ranges(np.array([0, 1, 2, 0, 3, 4, 4, 3])) == [(1, 3, 0), (4, 7, 1), (7, 8, 1)]
    assert decode.ranges(np.array([1, 1])) == [(0, 1, 0), (1, 2, 0)]
    assert decode.ranges(np.zeros(0, dtype=np.int64)) == []


def test_nothing_to_decode() -> None:
    assert decode.viterbi(np.zeros((0, 4, 3)), decode.bio_transitions(3, 0)).shape == (0, 4)
    assert decode.viterbi(np.zeros((2, 0, 3)), decode.bio_transitions(3, 0)).shape == (2, 0)


def test_span_score_is_the_mean_probability() -> None:
    log_probs = np.log(np.array([[0.1, 0.8, 0.1], [0.3, 0.2, 0.5]]))
    assert abs(decode.span_score(log_probs, 0, 2, 0) - (0.8 * 0.5) ** 0.5) < 1e-9


def test_runs_join_what_touches() -> None:
    assert decode.runs(np.array([1, 1, 2, 0, 1, 0, 2])) == [(0, 3), (4, 5), (6, 7)]
    assert decode.runs(np.zeros(3, dtype=np.int64)) == []


def test_roles_have_their_own_switching_costs() -> None:
    scores = np.zeros((2, 4, 2, 3))
    scores[..., 0] = 0.4
    scores[:, 1, :, 1] = 1.0
    dear, cheap = decode.role_tags([scores], (2.0, -1.0))[0][1]
    assert decode.runs(dear) == []
    assert decode.runs(cheap) != []


@given(st.lists(SCORES, max_size=4), st.floats(0, 2))
@settings(max_examples=40, deadline=None)
def test_together_is_as_one_by_one(scores: list[np.ndarray], switch: float) -> None:
    transitions = decode.bio_transitions(5, switch)
    for one, tags in zip(scores, decode.together(scores, transitions), strict=True):
        path = tags[0]
        alone = decode.viterbi(one, transitions)[0]

        def worth(t: np.ndarray, one: np.ndarray = one) -> float:
            own = float(one[0, np.arange(len(t)), t].sum())
            return own + float(transitions[t[:-1], t[1:]].sum())

        assert path.shape == alone.shape
        assert abs(worth(path) - worth(alone)) < 1e-6


def test_a_role_that_no_word_fills_alone_takes_the_likeliest() -> None:
    chances = np.array([[0.6, 0.4, 0.0], [0.2, 0.1, 0.7], [0.7, 0.3, 0.0], [0.9, 0.05, 0.05]])
    log_probs = np.log(chances + 1e-12)
    assert decode.likeliest(log_probs, 0.9) == []
    [(found, score)] = decode.likeliest(log_probs, 0.8)
    assert found == (0, 2)
    assert abs(score - 0.4) < 1e-9


def test_peaks_sum_over_their_stretch() -> None:
    chances = np.array([0.0, 0.2, 0.0, 0.25, 0.0, 0.0, 0.0, 0.0, 0.3])
    [(word, chance)] = decode.peaks(chances, 2, 0.4)
    assert word == 3
    assert abs(chance - 0.45) < 1e-9
    assert [w for w, _ in decode.peaks(chances, 2, 0.3)] == [3, 8]
    assert decode.peaks(np.zeros(0), 2, 0.3) == []
