"""Cross-validates ``relate`` on plv_train: each fold is judged by a network that never saw it.

The networks begin from weights trained without any of plv_train, and are then trained on the written sentences and
the other folds. Prints macro-F1 over the 15 types (CONCEDE or RETREAT count as YIELD).
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch

from training import labels as L
from training import mixture, sources
from training.examples import Example, batches, build, collate, load_tokenizer
from training.model import YIELD_FROM, YIELD_TO, ReaderNet
from training.train import train


@torch.no_grad()
def logits_of(net: ReaderNet, items: list[Example]) -> dict[str, np.ndarray]:
    """Relation logits by document id."""
    net.eval()
    out = {}
    for group in batches(items, 4096, random.Random(0)):
        b = collate(group)
        for e, row in zip(group, net.relate(net.encode(b), b.marks, b.mask).numpy(), strict=True):
            out[e.doc] = row
    return out


def predicted(logits: np.ndarray) -> str:
    """The likeliest of the 15 types."""
    chances = np.exp(logits - logits.max())
    chances[YIELD_TO] += chances[YIELD_FROM]
    chances[YIELD_FROM] = 0
    chances[L.RELATIONS.index("NONE")] = 0
    name = L.RELATIONS[int(chances.argmax())]
    return "YIELD" if name == "CONCEDE" else name


def macro_f1(gold: list[str], said: list[str]) -> tuple[float, dict[str, float]]:
    """Mean F1 over the types in ``gold``, and each type's."""
    each = {}
    for t in sorted(set(gold)):
        right = sum(g == s == t for g, s in zip(gold, said, strict=True))
        each[t] = 2 * right / max(1, gold.count(t) + said.count(t))
    return float(np.mean(list(each.values()))), each


def folds(docs: list[sources.Doc], count: int) -> list[list[sources.Doc]]:
    """Folds of like type shares; the same sentence with other marks stays in one fold."""
    rng = random.Random(11)
    groups: dict[str, list[sources.Doc]] = {}
    for d in docs:
        groups.setdefault(d.text, []).append(d)
    keys = sorted(groups, key=lambda k: (groups[k][0].relation[2], rng.random()))
    out: list[list[sources.Doc]] = [[] for _ in range(count)]
    for i, k in enumerate(keys):
        out[i % count] += groups[k]
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--init", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="*", help="run these folds only")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=8e-4)
    parser.add_argument("--pieces", type=int, default=1024)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mix", nargs="+", default=["plv=1", "relations=1", "report_relations=0.03"])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "work" / "relate_cv.json")
    args = parser.parse_args(namespace=argparse.Namespace(teacher=None))
    tokenizer = load_tokenizer(args.encoder)
    parts = folds(sources.plv(), args.folds)
    names = [m.split("=")[0] for m in args.mix]
    shared = {n: mixture.LOADERS[n](tokenizer) for n in names if n != "plv"}
    gold: list[str] = []
    said: list[str] = []
    rows: dict[str, list[float]] = {}
    for k in args.only or range(args.folds):
        torch.manual_seed(args.seed)
        rest = {d.id for i, part in enumerate(parts) if i != k for d in part}
        items = [e for e in mixture.LOADERS["plv"](tokenizer) if e.doc in rest]
        net = ReaderNet(args.encoder)
        net.load_state_dict(torch.load(args.init), strict=False)
        args.weights = args.out.with_suffix(".pt")
        run = argparse.Namespace(**{**vars(args), "out": args.weights})
        average = train(net, {**shared, "plv": items}, run)
        net.load_state_dict({**net.state_dict(), **average.values})
        found = logits_of(net, build(tokenizer, parts[k]))
        rows |= {d: row.tolist() for d, row in found.items()}
        g = [d.relation[2] for d in parts[k]]
        s = [predicted(found[d.id]) for d in parts[k]]
        gold, said = gold + g, said + s
        print(f"fold {k}: macro-F1 {macro_f1(g, s)[0]:.3f}, so far {macro_f1(gold, said)[0]:.3f}", flush=True)
    score, each = macro_f1(gold, said)
    print(f"macro-F1 {score:.4f}", json.dumps(each))
    args.out.write_text(json.dumps({"macro_f1": score, "each": each, "logits": rows}))


if __name__ == "__main__":
    main()
