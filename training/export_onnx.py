"""Writes a trained network as the ONNX files that ship: the encoder in int8, the heads in float32."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training import labels
from training.model import ReaderNet, distance

MODEL = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "understand" / "weights"


class Layer(nn.Module):
    """One layer of the encoder on one window: (T, 384) -> (T, 384). One product makes queries, keys and values."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        attention = layer.attention.self
        self.heads, self.size = attention.num_attention_heads, attention.attention_head_size
        parts, scales = (attention.query, attention.key, attention.value), (self.size**-0.5, 1.0, 1.0)
        width = attention.query.in_features
        self.qkv = nn.Linear(width, 3 * width)
        self.qkv.weight.data = torch.cat([p.weight.detach() * s for p, s in zip(parts, scales, strict=True)])
        self.qkv.bias.data = torch.cat([p.bias.detach() * s for p, s in zip(parts, scales, strict=True)])
        self.out, self.first = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.up, self.down, self.second = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = self.qkv(x).unflatten(-1, (3, self.heads, self.size)).permute(1, 2, 0, 3).unbind(0)
        seen = torch.softmax(query @ key.transpose(1, 2), -1) @ value
        x = self.first(self.out(seen.permute(1, 0, 2).flatten(1)) + x)
        out: Tensor = self.second(self.down(nn.functional.gelu(self.up(x))) + x)
        return out


class OneWindow(nn.Module):
    """The encoder on one window without padding: a batch and its mask would cost two fifths of the time.

    pieces and features (1, T) -> (1, T, 384).
    """

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        embeddings = encoder.bert.embeddings
        self.words, self.norm, self.features = embeddings.word_embeddings, embeddings.LayerNorm, encoder.features
        self.positions = (embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]).detach()
        self.layers = nn.Sequential(*(Layer(layer) for layer in encoder.bert.encoder.layer))

    def forward(self, pieces: Tensor, case: Tensor, quote: Tensor, opens: Tensor, marks: Tensor) -> Tensor:
        embedded = self.words(pieces) + self.features(case, quote, opens, marks)
        out: Tensor = self.layers(self.norm(embedded[0] + self.positions[: pieces.shape[1]]))
        return out[None]


class Tags(nn.Module):
    """words (W, 384) -> mentions, triggers, flat of both conventions."""

    def __init__(self, net: ReaderNet) -> None:
        super().__init__()
        self.ner, self.trigger, self.guide, self.polnear = net.ner, net.trigger, net.flat[1], net.flat[0]

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.ner(words), self.trigger(words), self.guide(words), self.polnear(words)


def _anchor(words: Tensor, spans: Tensor) -> Tensor:
    index = torch.arange(words.shape[0])[None]
    inside = ((index >= spans[:, :1]) & (index < spans[:, 1:])).float()
    return inside @ words / inside.sum(1, keepdim=True).clamp(min=1)


class Speech(nn.Module):
    """words (W, 384), spans (N, 2) -> (N, W, roles, 3)."""

    def __init__(self, head: nn.Module) -> None:
        super().__init__()
        self.head = head

    def forward(self, words: Tensor, spans: Tensor) -> Tensor:
        out: Tensor = self.head(words[None], _anchor(words, spans), distance(spans, words.shape[0]))
        return out


class Events(nn.Module):
    """words (W, 384), spans (N, 2) -> roles, kind, mode, modality, contexts."""

    def __init__(self, net: ReaderNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, words: Tensor, spans: Tensor) -> tuple[Tensor, ...]:
        net = self.net
        anchor = _anchor(words, spans)
        roles = net.events(words[None], anchor, distance(spans, words.shape[0]))
        whole = words.mean(0, keepdim=True) + torch.zeros_like(anchor)  # expand() would freeze the count
        state = torch.nn.functional.gelu(net.event_hidden(torch.cat((anchor, whole), dim=-1)))
        return roles, net.kind(state), net.mode(state), net.modality(state), net.contexts(state)


class RelateGraph(nn.Module):
    """hidden (1, T, 384), marks (1, T) -> (1, relations)."""

    def __init__(self, net: ReaderNet) -> None:
        super().__init__()
        self.head = net.relate

    def forward(self, hidden: Tensor, marks: Tensor) -> Tensor:
        out: Tensor = self.head(hidden, marks, torch.ones_like(marks))
        return out


def _export(
    module: nn.Module, args: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str], axes: dict
) -> None:
    module.eval()
    torch.onnx.export(
        module,
        args,
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def export(net: ReaderNet, encoder: Path, out: Path, settings: dict) -> None:
    """Writes encoder.onnx (int8), the heads, labels, tokenizer and settings to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    net.eval()
    ones = torch.ones(1, 12, dtype=torch.long)
    names = ["pieces", "case", "quote", "opens", "marks"]
    plain = out / "encoder.fp32.onnx"
    axes = {n: {1: "t"} for n in [*names, "hidden"]}
    _export(OneWindow(net.encoder), (ones * 2000, ones, ones, ones, ones), plain, names, ["hidden"], axes)
    quantize_dynamic(plain, out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)
    plain.unlink()
    hidden = net.encoder.size
    words, spans = torch.randn(12, hidden), torch.tensor([[1, 3], [5, 6]])
    many = {0: "n", 1: "w"}
    _export(
        Tags(net),
        (words,),
        out / "tags.onnx",
        ["words"],
        ["mentions", "triggers", "guide", "polnear"],
        {n: {0: "w"} for n in ("words", "mentions", "triggers", "guide", "polnear")},
    )
    for i, convention in enumerate(labels.CONVENTIONS):
        _export(
            Speech(net.speech[i]),
            (words, spans),
            out / f"speech_{convention}.onnx",
            ["words", "spans"],
            ["roles"],
            {"words": {0: "w"}, "spans": {0: "n"}, "roles": many},
        )
    heads = ["kind", "mode", "modality", "contexts"]
    _export(
        Events(net),
        (words, spans),
        out / "events.onnx",
        ["words", "spans"],
        ["roles", *heads],
        {"words": {0: "w"}, "spans": {0: "n"}, "roles": many, **{h: {0: "n"} for h in heads}},
    )
    _export(
        RelateGraph(net),
        (torch.randn(1, 12, hidden), ones),
        out / "relate.onnx",
        ["hidden", "marks"],
        ["relations"],
        {"hidden": {1: "t"}, "marks": {1: "t"}},
    )
    for path in out.glob("*.onnx"):
        onnx.checker.check_model(str(path))
    (out / "labels.json").write_text(json.dumps(labels.as_json(), indent=1) + "\n")
    (out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n")
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--name", default="dragoman-reader-1")
    args = parser.parse_args()
    net = ReaderNet(args.encoder)
    net.load_state_dict(torch.load(args.weights), strict=False)
    path = args.out / "settings.json"
    settings = json.loads(path.read_text()) if path.exists() else {}
    modes = {t: sorted(v["modes"]) for t, v in labels.ONTOLOGY["types"].items()}
    export(net, args.encoder, args.out, {**settings, "name": args.name, "modes": modes})
    total = sum(p.stat().st_size for p in args.out.iterdir())
    print(f"{args.out}: {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
