"""Trainable weights out of the ONNX files that ship, so that training can go on from them.

``python -m training.restore --encoder FOLDER --out FILE``. The encoder comes back as it was rounded to int8. The
factuality head does not ship, and stays as it is initialised.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.export_onnx import MODEL
from training.model import ReaderNet

Tensor = torch.Tensor
UNNAMED = ("word.weight", "left.weight", "out.weight")
"""The weights of a frame head that the export transposes and leaves without a name, in the order of their use."""


def _arrays(path: Path) -> dict[str, np.ndarray]:
    graph = onnx.load(str(path)).graph
    found = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    for node in graph.node:
        for a in node.attribute:
            if node.op_type == "Constant" and a.name == "value":
                found[node.output[0]] = numpy_helper.to_array(a.t)
    return found


def _rounded(arrays: dict[str, np.ndarray], name: str) -> Tensor:
    """An int8 weight as floats. Those of products are transposed, and scaled by output."""
    for form in (name, f"{name}_Transposed"):
        if f"{form}_quantized" in arrays:
            whole, zero = (arrays[f"{form}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
            out = torch.from_numpy((whole - zero) * arrays[f"{form}_scale"])
            return out.T.contiguous() if form != name else out
    raise KeyError(name)


def _encoder(arrays: dict[str, np.ndarray], net: ReaderNet) -> dict[str, Tensor]:
    bert = net.encoder.bert
    own = {k: torch.from_numpy(v.copy()) for k, v in arrays.items() if k.endswith((".bias", ".weight"))}
    positions = next(v for k, v in arrays.items() if v.shape == tuple(bert.embeddings.position_embeddings.weight.shape))
    kind = bert.embeddings.token_type_embeddings.weight[0].detach()  # shipped as a part of the positions
    out = {
        "bert.embeddings.word_embeddings.weight": _rounded(arrays, "words.weight"),
        "bert.embeddings.position_embeddings.weight": torch.from_numpy(positions.copy()) - kind,
        "bert.embeddings.LayerNorm.weight": own["norm.weight"],
        "bert.embeddings.LayerNorm.bias": own["norm.bias"],
    }
    for name in ("case", "quote", "opens", "marks"):
        out[f"features.{name}.weight"] = _rounded(arrays, f"features.{name}.weight")
    for i, layer in enumerate(bert.encoder.layer):
        a, b = f"layers.{i}", f"bert.encoder.layer.{i}"
        scale = layer.attention.self.attention_head_size**0.5
        weights, biases = (x.chunk(3) for x in (_rounded(arrays, f"{a}.qkv.weight"), own[f"{a}.qkv.bias"]))
        for part, weight, bias, by in zip(("query", "key", "value"), weights, biases, (scale, 1, 1), strict=True):
            out[f"{b}.attention.self.{part}.weight"] = weight * by
            out[f"{b}.attention.self.{part}.bias"] = bias * by
        places = {"out": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
        for short, place in places.items():
            out[f"{b}.{place}.weight"] = _rounded(arrays, f"{a}.{short}.weight")
            out[f"{b}.{place}.bias"] = own[f"{a}.{short}.bias"]
        for short, place in (("first", "attention.output.LayerNorm"), ("second", "output.LayerNorm")):
            for kind_ in ("weight", "bias"):
                out[f"{b}.{place}.{kind_}"] = own[f"{a}.{short}.{kind_}"]
    return {f"encoder.{k}": v for k, v in out.items()}


def _head(arrays: dict[str, np.ndarray], inside: str, outside: str) -> dict[str, Tensor]:
    """Weights by their names in the network: ``inside`` of the file stands for ``outside``."""
    out = {
        outside + k.removeprefix(inside): torch.from_numpy(v.copy()) for k, v in arrays.items() if k.startswith(inside)
    }
    unnamed = sorted((int(k.rpartition("_")[2]), v) for k, v in arrays.items() if k.startswith("onnx::MatMul"))
    frame = outside if outside.startswith("speech") else "events."
    return out | {frame + k: torch.from_numpy(v.T.copy()) for k, (_, v) in zip(UNNAMED, unnamed, strict=bool(unnamed))}


def restore(net: ReaderNet, folder: Path) -> None:
    """Loads the files in ``folder`` into ``net``. Raises ``RuntimeError`` where one of its weights is missing."""
    found = _encoder(_arrays(folder / "encoder.onnx"), net)
    tags = _arrays(folder / "tags.onnx")
    for inside, outside in (("ner.", "ner."), ("trigger.", "trigger."), ("polnear.", "flat.0."), ("guide.", "flat.1.")):
        found |= _head(tags, inside, outside)
    for i, name in enumerate(("polnear", "guide")):
        found |= _head(_arrays(folder / f"speech_{name}.onnx"), "head.", f"speech.{i}.")
    found |= _head(_arrays(folder / "events.onnx"), "net.", "")
    found |= _head(_arrays(folder / "relate.onnx"), "head.", "relate.")
    missing = {k for k in net.state_dict() if k not in found and not k.startswith("fact.")}
    missing -= {"encoder.bert.embeddings.token_type_embeddings.weight"}
    if missing:
        raise RuntimeError(f"{folder} lacks {', '.join(sorted(missing))}")
    net.load_state_dict(found, strict=False)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the ONNX files")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    net = ReaderNet(args.encoder)
    restore(net, args.model)
    torch.save(net.state_dict(), args.out)


if __name__ == "__main__":
    main()
