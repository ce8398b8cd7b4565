"""Sets the reader's thresholds and fits its calibration on the tune split; writes both to the model's settings.

Nothing here reads the held split. ``python -m training.calibrate`` after ``training.export_onnx``.
"""

from __future__ import annotations

import argparse
import itertools
import json
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression

from benchmarks.accuracy import records
from benchmarks.measures import Figures, attribution_hits, compare, event_hits
from dragoman.pipeline import Reader
from dragoman.understand.model import FOLDER
from training import sources

LOW = 0.1
THRESHOLDS = np.arange(0.15, 0.6, 0.1)
ROLE_SWITCHES = (
    0.0,
    0.5,
)  # below 0 the tune figure is the same within its noise, and events fill up with stray parties


def settings(**changes: Any) -> dict[str, Any]:
    """The settings with some changed, written back."""
    path = FOLDER / "settings.json"
    found: dict[str, Any] = json.loads(path.read_text())
    found.update(changes)
    path.write_text(json.dumps(found, indent=1) + "\n")
    return found


def figures(split: str) -> Figures:
    """The figures on a split with the settings as they are."""
    out = Figures()
    for doc, record in records(Reader(), list(sources.annotated(split))):
        compare(record, doc, out)
    return out


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
    settings(calibration={})
    best: tuple[float, dict[str, float]] = (-1.0, {})
    for flat_weight, switch, cue_bias in itertools.product((0.3, 0.7), (0.7, 1.5), (-0.3, 0.3)):
        tried = {"flat_weight": flat_weight, "switch": switch, "cue_bias": cue_bias}
        settings(**tried, trigger_threshold=0.35)
        f = figures(args.split)
        print(tried, f"attributions {f.attributions} via {f.via}", flush=True)
        best = max(best, (f.attributions.f1 + 0.1 * f.via.f1, tried), key=lambda b: b[0])
    settings(**best[1])
    via: tuple[float, dict[str, float]] = (-1.0, {})
    for via_switch in (-2.0, -1.5, -1.0, -0.5, 0.0):
        settings(via_switch=via_switch)
        f = figures(args.split)
        print(f"via_switch {via_switch}: via {f.via}", flush=True)
        via = max(via, (f.via.f1, {"via_switch": via_switch}), key=lambda v: v[0])
    settings(**via[1])
    chosen: tuple[float, dict[str, float]] = (-1.0, {})
    for role_switch, threshold in itertools.product(ROLE_SWITCHES, THRESHOLDS):
        tried = {"role_switch": role_switch, "trigger_threshold": round(float(threshold), 3)}
        settings(**tried)
        f = figures(args.split)
        print(f"{tried} events {f.events} types {f.types}", flush=True)
        worth = f.events.f1 + 0.1 * f.events.precision  # of equals the more careful
        chosen = max(chosen, (worth, tried), key=lambda c: c[0])
    settings(**chosen[1])
    settings(trigger_threshold=LOW)
    events: list[tuple[float, float]] = []
    speech: list[tuple[float, float]] = []
    for doc, record in records(Reader(), list(sources.annotated(args.split))):
        events += event_hits(doc, record)
        speech += attribution_hits(doc, record)
    settings(**chosen[1], calibration={"events": curve(events), "attributions": curve(speech)})
    print(f"chosen {best[1]}, {via[1]}, {chosen[1]}")


if __name__ == "__main__":
    main()
