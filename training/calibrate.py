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
from training import silver, sources
from training.sources import Doc

LOW = 0.1
EVENT_SETTINGS = {  # tried one after the other, each with the best of those before
    "trigger_threshold": (0.2, 0.3, 0.4),
    "trigger_mass": (0.2, 0.3, 0.45, 1.0),
    "fill_recipient": (0.2, 0.35, 0.5, 1.0),
    "fill_actor": (0.15, 0.3, 0.5, 1.0),
    "role_switch": (0.0, 0.5),
}
START = {"trigger_threshold": 0.3, "trigger_mass": 0.3, "fill_recipient": 0.35, "fill_actor": 0.3, "role_switch": 0.0}


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


def event_settings(docs: list[Doc]) -> dict[str, float]:
    """The settings of events that give the best F1, one after the other; of equals the more careful."""
    best, chosen = -1.0, dict(START)
    for name, values in EVENT_SETTINGS.items():
        for value in values:
            if best >= 0 and value == chosen[name]:
                continue
            settings(**{**chosen, name: value})
            f = figures(docs)
            print(f"{name} {value}: events {f.events} types {f.types}, {f.false_events} in empty reports", flush=True)
            worth = f.events.f1 + 0.1 * f.events.precision
            if worth > best:
                best, chosen = worth, {**chosen, name: value}
    return chosen


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
    settings(calibration={})
    best: tuple[float, dict[str, float]] = (-1.0, {})
    for flat_weight, switch, cue_bias in itertools.product((0.3, 0.7), (0.7, 1.5), (-0.3, 0.3)):
        tried = {"flat_weight": flat_weight, "switch": switch, "cue_bias": cue_bias}
        settings(**tried, trigger_threshold=0.35)
        f = figures(docs)
        print(tried, f"attributions {f.attributions} via {f.via}", flush=True)
        best = max(best, (f.attributions.f1 + 0.1 * f.via.f1, tried), key=lambda b: b[0])
    settings(**best[1])
    via: tuple[float, dict[str, float]] = (-1.0, {})
    for via_switch in (-2.0, -1.5, -1.0, -0.5, 0.0):
        settings(via_switch=via_switch)
        f = figures(docs)
        print(f"via_switch {via_switch}: via {f.via}", flush=True)
        via = max(via, (f.via.f1, {"via_switch": via_switch}), key=lambda v: v[0])
    settings(**via[1])
    more = [*docs, *silver.documents("tune")]
    chosen = event_settings(more)
    settings(**{**chosen, "trigger_threshold": LOW, "trigger_mass": LOW})
    events: list[tuple[float, float]] = []
    speech: list[tuple[float, float]] = []
    for doc, record in records(Reader(), more):
        events += event_hits(doc, record)
        if doc.flat is not None and doc.flat["cue"]:
            speech += attribution_hits(doc, record)
    settings(**chosen, calibration={"events": curve(events), "attributions": curve(speech)})
    print(f"chosen {best[1]}, {via[1]}, {chosen}")


if __name__ == "__main__":
    main()
