"""Sets the reader's thresholds and fits its calibration on the tune split; writes both to the model's settings.

Nothing here reads the held split. ``python -m training.calibrate`` after ``training.export_onnx``.
"""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from benchmarks.accuracy import records
from benchmarks.measures import Count, Figures, Key, attribution_hits, compare, event_key, gold_keys
from dragoman.pipeline import STAGES, Draft, Reader
from dragoman.prepare import prepare_text, sentences
from dragoman.record.calibration import Calibration
from dragoman.record.events import Resolved
from dragoman.record.events import candidates as build
from dragoman.understand.model import FOLDER
from training import silver, sources
from training.sources import Doc

LOW = {"trigger_threshold": 0.08, "trigger_mass": 0.1, "fill_recipient": 0.25, "fill_actor": 0.1, "role_switch": 0.0}
"""Settings of events that miss little; what is told is then decided by the fit."""
FALSE_EVENTS = 0.25  # a report that has none, at most: 0.3 is asked, and reports without any are few here
ABOUT = 0.005
"""F1 figures that lie this close are alike."""
FOLDS = 5
LEAST_SPREAD = 0.3


def settings(**changes: Any) -> dict[str, Any]:
    """The settings with some changed, written back."""
    path = FOLDER / "settings.json"
    found: dict[str, Any] = json.loads(path.read_text())
    found.update(changes)
    path.write_text(json.dumps(found, indent=1) + "\n")
    return found


def figures(docs: list[Doc]) -> Figures:
    """The figures on some reports with the settings as they are."""
    out = Figures()
    for doc, record in records(Reader(), docs):
        compare(record, doc, out)
    return out


@dataclass
class Candidate:
    """An event that the reader could tell of a report: how it is judged, what it says, and whether that holds."""

    doc: int
    signs: dict[str, float]
    key: Key
    holds: bool


def candidates(docs: list[Doc]) -> list[Candidate]:
    """All that the reader could tell of some reports."""
    reader, out = Reader(), []
    for i, doc in enumerate(docs):
        raw = doc.raw or {}
        draft = Draft(prepare_text(**{k: raw[k] for k in ("text", "date", "outlet", "title", "url")}))
        for stage in STAGES:
            if stage.name != "events":  # built below, before any is left out
                stage.run(reader, draft)
        assert draft.reading is not None
        known = Resolved(draft.document, draft.entities, draft.places, draft.dates, draft.attributions, draft.several)
        gold = gold_keys(doc)
        # accounts of one key share their signs: it is one candidate
        judged = {event_key(c.event): c.signs for c in build(known, draft.reading, Calibration())}
        out += [Candidate(i, signs, key, key in gold) for key, signs in judged.items()]
    return out


def matrix(found: list[Candidate], names: list[str]) -> np.ndarray:
    """(candidates, signs)."""
    return np.array([[c.signs.get(n, 0.0) for n in names] for c in found])


def fit(found: list[Candidate], names: list[str]) -> tuple[np.ndarray, LogisticRegression]:
    """The scale of each sign, and a logistic regression over the signs so scaled; «always» is the constant."""
    signs = matrix(found, names)
    spread = signs.std(axis=0)
    # a sign that few candidates bear is scaled as if more did: else its weight rests on those few
    scale = np.where(spread > 0, np.maximum(spread, LEAST_SPREAD), 1.0)
    model = LogisticRegression(C=0.05, fit_intercept=False, max_iter=2000)
    return scale, model.fit(signs / scale, [c.holds for c in found])


def chances(found: list[Candidate], names: list[str]) -> np.ndarray:
    """The probability of each candidate by a fit that did not see its report."""
    out = np.zeros(len(found))
    for k in range(FOLDS):
        seen, apart = ([c for c in found if (c.doc % FOLDS == k) == x] for x in (False, True))
        scale, model = fit(seen, names)
        sure = model.predict_proba(matrix(apart, names) / scale)[:, 1]
        out[[i for i, c in enumerate(found) if c.doc % FOLDS == k]] = sure
    return out


def choose_told(found: list[Candidate], sure: np.ndarray, docs: list[Doc]) -> dict[str, float]:
    """The floor, and what is enough, that tell few events of reports that have none: of those of about the best F1,
    the ones that tell fewest there, and are the most precise."""
    gold = [gold_keys(d) for d in docs]
    lengths = [len(sentences(d.text)) for d in docs]
    places = [[i for i, c in enumerate(found) if c.doc == n] for n in range(len(docs))]
    empty = [n for n, g in enumerate(gold) if not g]
    good: list[tuple[Count, float, dict[str, float]]] = []
    for floor, enough in itertools.product((0.15, 0.2, 0.25, 0.3, 0.35, 0.4), (0.0, 0.5, 1.0, 1.5, 2.0)):
        tried = Calibration(floor=floor, enough=enough)
        said = [
            {found[i].key for i, yes in zip(at, tried.told([float(sure[i]) for i in at], length), strict=True) if yes}
            for at, length in zip(places, lengths, strict=True)
        ]
        right = sum(len(s & g) for s, g in zip(said, gold, strict=True))
        count = Count(right, sum(map(len, said)), sum(map(len, gold)))
        false = sum(len(said[n]) for n in empty) / max(1, len(empty))
        print(f"floor {floor}, enough {enough}: events {count}, {false:.2f} in a report without any", flush=True)
        if false <= FALSE_EVENTS:
            good.append((count, false, {"floor": floor, "enough": enough}))
    best = max(count.f1 for count, _, _ in good) - ABOUT
    return max((found for found in good if found[0].f1 >= best), key=lambda found: (-found[1], found[0].precision))[2]


def curve(hits: list[tuple[float, float]]) -> list[list[float]]:
    """A rising curve of (score, probability) by isotonic regression, drawn to a common prior of one hit and one miss."""
    scores, right = (np.array(x) for x in zip(*sorted(hits), strict=True))
    fitted = IsotonicRegression(out_of_bounds="clip").fit(
        np.concatenate(([0.0, 1.0], scores)), np.concatenate(([0.0, 1.0], right))
    )
    points = np.quantile(scores, np.linspace(0, 1, 11))
    smooth = [float(np.mean(fitted.predict(np.clip(points[max(0, i - 1) : i + 2], 0, 1)))) for i in range(len(points))]
    return [[round(float(x), 4), round(y, 4)] for x, y in zip(points, np.maximum.accumulate(smooth), strict=True)]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="tune")
    args = parser.parse_args()
    docs = list(sources.annotated(args.split))
    heard = [*docs, *silver.spoken("tune")]
    settings(calibration={})
    best: tuple[float, dict[str, float]] = (-1.0, {})
    for flat_weight, switch, cue_bias in itertools.product((0.3, 0.7), (0.7, 1.5), (-0.3, 0.3)):
        tried = {"flat_weight": flat_weight, "switch": switch, "cue_bias": cue_bias}
        settings(**tried)
        f = figures(heard)
        print(tried, f"attributions {f.attributions} via {f.via}", flush=True)
        best = max(best, (f.attributions.f1 + 0.1 * f.via.f1, tried), key=lambda b: b[0])
    settings(**best[1])
    via: tuple[float, dict[str, float]] = (-1.0, {})
    for via_switch in (-1.0, -0.5, 0.0, 0.5, 1.0, 2.0):
        settings(via_switch=via_switch)
        f = figures(heard)
        print(f"via_switch {via_switch}: via {f.via}", flush=True)
        via = max(via, (f.via.f1, {"via_switch": via_switch}), key=lambda v: v[0])
    settings(**via[1])
    settings(**LOW)
    more = [*docs, *silver.documents("tune")]
    found = candidates(more)
    names = sorted({n for c in found for n in c.signs})
    scale, model = fit(found, names)
    weights = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0] / scale, strict=True)}
    told = choose_told(found, chances(found, names), more)
    speech = [hit for doc, record in records(Reader(), heard) for hit in attribution_hits(doc, record)]
    settings(calibration={"events": weights, **told, "attributions": curve(speech)})
    print(f"chosen {best[1]}, {via[1]}, {told}; weights {weights}")


if __name__ == "__main__":
    main()
