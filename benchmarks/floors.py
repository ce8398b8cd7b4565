"""Fails when a figure falls below its floor: ``python -m benchmarks.floors``. Floors in floors.json only rise.

Accuracy needs ../shared/data; where that is missing, this says so and checks the rest. Speed floors leave room for a
busy machine. ``relate`` is cross-validated in training, which takes hours: its floor is held by the figure that
training wrote to the model card. The ledger is timed at 1,000 reports here; its figures at full size, those of the desk
and of ``kill``, which take an hour, are held as they were last measured: ``recorded.json``.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from benchmarks import ledger, speed
from dragoman.understand.model import FOLDER
from training.sources import DATA

HERE = Path(__file__).parent


def main() -> int:
    """Exit status: 1 if any figure fails."""
    floors: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text())
    figures = speed.measure(30)
    if DATA.exists():
        from benchmarks.accuracy import measure

        figures |= measure("held")
    else:
        print(f"{DATA} is not there: accuracy is not measured.")
    figures |= json.loads((FOLDER / "settings.json").read_text()).get("figures", {})
    figures |= json.loads((HERE / "recorded.json").read_text())
    figures["insert_cpu_ms"] = _insert()
    figures["model_mb"] = sum(p.stat().st_size for p in FOLDER.iterdir()) / 1e6
    failed = 0
    for name, bound in floors.items():
        if name not in figures:
            print(f"  --  {name}: not measured here")
            continue
        value = round(figures[name], 3)  # as it is told
        good = value >= bound.get("at_least", value) and value <= bound.get("at_most", value)
        failed += not good
        limit = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in bound.items())
        print(f"{'  ok' if good else 'FAIL'}  {name}: {value:.3f} ({limit})")
    print(f"{len(floors) - failed} floors hold, {failed} do not")
    return int(failed > 0)


def _insert() -> float:
    """Milliseconds of the processor that adding a read report takes, median."""
    found = ledger.measure(partial(ledger.sqlite, None), 1000, 0, 30, frozenset({"insert"}))
    return float(found["reports"]["insert"]["median_cpu_ms"])


if __name__ == "__main__":
    sys.exit(main())
