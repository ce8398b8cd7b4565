"""Trains the encoder for the arithmetic it will run in: int8 weights (by output), uint8 activations (by tensor).

The forward pass rounds as onnxruntime's dynamic quantization does; gradients pass straight through the rounding.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.model import ReaderNet


def _through(x: Tensor, rounded: Tensor) -> Tensor:
    return x + (rounded - x).detach()


@torch.no_grad()
def _activation(x: Tensor) -> Tensor:
    low, high = min(0.0, float(x.min())), max(0.0, float(x.max()))
    scale = max(high - low, 1e-8) / 255
    zero = round(-low / scale)
    return ((x / scale).round_().add_(zero).clamp_(0, 255).sub_(zero)).mul_(scale)


@torch.no_grad()
def _weight(w: Tensor) -> Tensor:
    scale = w.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
    return (w / scale).round() * scale


class Rounded(nn.Linear):
    """A linear layer that rounds what it multiplies."""

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(_through(x, _activation(x)), _through(self.weight, _weight(self.weight)), self.bias)


def simulate(net: ReaderNet) -> None:
    """Makes every product of the encoder round, and rounds its word embeddings once and for all: they are frozen."""
    for module in net.encoder.bert.encoder.modules():
        if type(module) is nn.Linear:
            module.__class__ = Rounded
    table = net.encoder.bert.embeddings.word_embeddings.weight
    scale = table.data.abs().max() / 127
    table.data = (table.data / scale).round() * scale
