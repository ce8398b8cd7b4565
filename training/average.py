"""Averages the weights of two stages of one training: ``python -m training.average A B OUT``.

The mean of the joint stage and of the finish read events and speech better on tune than either does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def averaged(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The mean of each tensor; what only ``b`` has, or is no float, comes from ``b``."""
    return {k: (a[k] + v) / 2 if k in a and v.dtype.is_floating_point else v for k, v in b.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", nargs=2, type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    a, b = (torch.load(path) for path in args.weights)
    torch.save(averaged(a, b), args.out)


if __name__ == "__main__":
    main()
