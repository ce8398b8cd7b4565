"""Trains the reader's network jointly on all layers. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from training import evaluate, sources
from training.distil import soft_losses, taught
from training.examples import Example, batches, build, collate, load_tokenizer
from training.model import ReaderNet, losses
from training.quantize import simulate

WORK = Path(__file__).parent / "work"


def corpora(tokenizer: object, names: list[str]) -> dict[str, list[Example]]:
    """The training windows of each corpus."""
    from training.mixture import LOADERS

    return {name: LOADERS[name](tokenizer) for name in names}


def optimizer(net: ReaderNet, lr: float, head_lr: float) -> torch.optim.Optimizer:
    """AdamW, heads and features faster than the encoder, no decay on biases and norms."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = defaultdict(list)
    for name, p in net.named_parameters():
        if p.requires_grad:
            rate = lr if name.startswith("encoder.bert") else head_lr
            groups[rate, 0.0 if p.ndim < 2 else 0.01].append(p)
    return torch.optim.AdamW([{"params": ps, "lr": r, "weight_decay": d} for (r, d), ps in groups.items()], fused=True)


class Average:
    """An exponential moving average of the weights: what is kept and evaluated."""

    def __init__(self, net: torch.nn.Module, decay: float = 0.998) -> None:
        self.decay, self.steps = decay, 0
        self.values = {k: v.detach().clone() for k, v in net.state_dict().items() if v.dtype.is_floating_point}

    @torch.no_grad()
    def update(self, net: torch.nn.Module) -> None:
        self.steps += 1
        rate = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, p in net.named_parameters():
            if p.requires_grad:
                self.values[name].lerp_(p.detach(), rate)


def epoch_batches(
    data: dict[str, list[Example]], mix: dict[str, float], pieces: int, rng: random.Random
) -> list[list[Example]]:
    """One epoch: of each corpus the share ``mix`` says (2.0 is twice through)."""
    out: list[list[Example]] = []
    for name, items in data.items():
        share = mix[name]
        for _ in range(int(share)):
            out += batches(items, pieces, rng)
        rest = int((share % 1) * len(items))
        if rest:
            out += batches(rng.sample(items, rest), pieces, rng)
    rng.shuffle(out)
    return out


def train(net: ReaderNet, data: dict[str, list[Example]], args: argparse.Namespace, report: object = None) -> Average:
    """Runs the epochs; ``report(net, epoch)`` is called with the averaged weights after each."""
    rng = random.Random(args.seed)
    mix = dict(item.split("=") for item in args.mix)
    shares = {k: float(v) for k, v in mix.items()}
    plan = [epoch_batches(data, shares, args.pieces, rng) for _ in range(args.epochs)]
    total = sum(map(len, plan))
    opt = optimizer(net, args.lr, args.head_lr)
    warm = max(1, int(total * 0.06))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: min((s + 1) / warm, max(0.02, (total - s) / max(1, total - warm)))
    )
    average = Average(net)
    begin, step, pieces = time.time(), 0, 0
    sums: dict[str, list[float]] = defaultdict(list)
    for epoch, groups in enumerate(plan, 1):
        net.train()
        for group in groups:
            batch = collate(group)
            found = losses(net, batch, soft_losses if args.teacher else None)
            if not found.items:
                continue
            found.total({}).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            schedule.step()
            opt.zero_grad(set_to_none=True)
            average.update(net)
            step, pieces = step + 1, pieces + batch.pieces.numel()
            for k, v in found.items.items():
                sums[k].append(float(v))
            if step % 100 == 0:
                means = " ".join(f"{k} {np.mean(v):.3f}" for k, v in sorted(sums.items()))
                left = (time.time() - begin) / step * (total - step) / 60
                print(
                    f"{step}/{total} {pieces / (time.time() - begin):.0f} pieces/s, {left:.0f} min left: {means}",
                    flush=True,
                )
                sums.clear()
        torch.save({**net.state_dict(), **average.values}, args.out)
        if callable(report):
            live = {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict({**live, **average.values})
            report(net, epoch)
            net.load_state_dict(live)
    return average


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2, or of all-mpnet-base-v2 for a teacher"
    )
    parser.add_argument(
        "--tokenizer", type=Path, help="folder of the tokenizer that cuts the pieces, if not the encoder's"
    )
    parser.add_argument("--init", type=Path, help="weights to begin with")
    parser.add_argument("--out", type=Path, default=WORK / "reader.pt")
    parser.add_argument("--mix", nargs="+", required=True, help="CORPUS=SHARE ...")
    parser.add_argument(
        "--teacher", nargs=2, type=Path, metavar=("ENCODER", "WEIGHTS"), help="a larger network to learn from"
    )
    parser.add_argument("--taught", nargs="+", default=[], help="the corpora that the teacher reads")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--pieces", type=int, default=2048, help="pieces a batch")
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--fast", action="store_true", help="bfloat16 in the encoder: where the CPU multiplies it faster"
    )
    parser.add_argument("--rounded", action="store_true", help="round as int8 does: for the last stage")
    args = parser.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(args.tokenizer or args.encoder)
    data = corpora(tokenizer, [m.split("=")[0] for m in args.mix])
    for name, items in data.items():
        print(f"{name}: {len(items)} windows, {sum(len(e.window.pieces) for e in items)} pieces", flush=True)
    if args.teacher:
        teacher = ReaderNet(args.teacher[0], args.fast)
        teacher.load_state_dict(torch.load(args.teacher[1]))
        taught(teacher, [e for name in args.taught for e in data[name]])
        del teacher
    net = ReaderNet(args.encoder, args.fast)
    if args.init:
        net.load_state_dict(torch.load(args.init), strict=False)
    if args.rounded:
        simulate(net)
    dev_docs = list(sources.polnear("dev"))
    dev = build(tokenizer, dev_docs)
    held = build(tokenizer, sources.worldwide("held"))

    def report(net: ReaderNet, epoch: int) -> None:
        scores = {"polnear": evaluate.polnear_scores(net, dev_docs, dev), "ner": evaluate.ner_scores(net, held)}
        print(f"epoch {epoch}: {json.dumps(scores, default=lambda x: round(x, 4))}", flush=True)

    train(net, data, args, report)


if __name__ == "__main__":
    main()
