"""Schemathesis against the whole API of a desk: all checks, all phases, as a holder of every scope.

``python -m benchmarks.api_fuzz`` goes on until 5,000 cases were tried (``--cases``), and fails where any check does.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from dragoman.ledger import Ledger
from dragoman.serve.app import build
from dragoman.serve.desk import Desk, Settings
from tests.ledger import asked

ACCEPTED = ["2xx", "3xx", "400", "401", "403", "404", "409", "429", "5xx"]
"""Answers to what fits the description: 400 is for what has the right form and means nothing, as a day that never was."""
SETTINGS = f"""
[checks]
positive_data_acceptance.expected-statuses = {json.dumps(ACCEPTED)}
"""
CASES = 5_000


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """A desk over a ledger of a few events: its address, and the secret of a token that may do everything it offers."""
    with Ledger(folder / "ledger.db") as ledger:
        asked.fill(ledger)
        secret = ledger.add_token("Fuzz", {"read", "correct", "watch", "read_text"})[1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    desk = Desk(Settings(ledger=str(folder / "ledger.db"), port=port))
    server = uvicorn.Server(uvicorn.Config(build(desk), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", secret
    finally:
        server.should_exit = True
        thread.join(20)


def fuzzed(address: str, secret: str, folder: Path, examples: int, seed: int, *more: str) -> tuple[int, int]:
    """One run of schemathesis: how many cases it tried, and its exit status."""
    (folder / "schemathesis.toml").write_text(SETTINGS)
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(folder / "schemathesis.toml"), "run",
        f"{address}/api/v1/openapi.json", "--checks", "all", "--max-examples", str(examples), "--seed", str(seed),
        "--header", f"Authorization: Bearer {secret}", "--continue-on-failure", "--suppress-health-check", "all",
        "--no-color", "--request-timeout", "60", *more,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(done.stdout if done.returncode else done.stdout[-1_500:], flush=True)
    told = re.search(r"([\d,]+) generated", done.stdout)
    return int(told[1].replace(",", "")) if told else 0, done.returncode


def main() -> int:
    """Run until enough cases were tried; 1 where a check failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases to try at least")
    parser.add_argument("--examples", type=int, default=60, help="cases an operation, in each phase")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*", help="options of schemathesis, after --")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    tried, seed, started = 0, given.seed, time.monotonic()
    try:
        with served(folder) as (address, secret):
            while tried < given.cases:
                cases, status = fuzzed(address, secret, folder, given.examples, seed, *given.more)
                tried, seed = tried + cases, seed + 1
                if status or not cases:
                    break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = round(time.monotonic() - started)
    print(json.dumps({"cases": tried, "failed": status != 0, "runs": seed - given.seed, "seconds": seconds}))
    return int(status != 0 or tried < given.cases)


if __name__ == "__main__":
    sys.exit(main())
