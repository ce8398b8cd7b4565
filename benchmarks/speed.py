"""Speed and memory on this machine: ``python -m benchmarks.speed``. Texts are the project's own written reports."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

SIZE = 2000
"""Characters a report."""
PROBE = "import time; t = time.perf_counter(); import dragoman; dragoman.read({text!r}); print(time.perf_counter() - t)"


def texts(count: int) -> list[str]:
    """Reports of about 2,000 characters, put together from the written ones."""
    folder = Path(__file__).resolve().parents[1] / "training" / "written"
    rows = [
        json.loads(line)["text"] for p in sorted(folder.glob("reports_*.jsonl")) for line in p.read_text().splitlines()
    ]
    out: list[str] = []
    current = ""
    for text in rows:
        current = f"{current}\n\n{text}" if current else text
        if len(current) >= SIZE:
            out.append(current[: current.rfind(".", 0, SIZE) + 1])
            current = ""
    return [out[i % len(out)] for i in range(count)]


def reading(count: int) -> tuple[float, float]:
    """(reports a second, peak memory in MB) of one process on one core, the model loaded."""
    from dragoman.pipeline import Reader

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    reader = Reader(threads=1)
    some = texts(count)
    for text in some[:3]:
        reader.read(text, date="2024-11-26")
    times = []
    for text in some:
        begin = time.perf_counter()
        reader.read(text, date="2024-11-26")
        times.append(time.perf_counter() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return 1 / statistics.mean(times), peak


def _timed(command: list[str], tries: int = 3) -> float:
    def once() -> float:
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - begin

    return statistics.median(once() for _ in range(tries))


def measure(count: int = 60) -> dict[str, float]:
    """All figures."""
    rate, peak = reading(count)
    probe = PROBE.format(text=texts(1)[0])
    return {
        "reports_per_second": rate,
        "peak_memory_mb": peak,
        "help_seconds": _timed([sys.executable, "-m", "dragoman", "--help"]),
        "first_record_seconds": _timed([sys.executable, "-c", probe]),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    figures = measure(args.count)
    for name, value in figures.items():
        print(f"{name:>22}: {value:.2f}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
