"""Compile ``plover.yaml`` and ``cameo.yaml`` to ``ontology.json``, which loads in a millisecond.

Run ``python -m dragoman.ontology.compile`` after a change to either; a test fails when they differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from dragoman.ontology.schema import Backward, Cameo, Code, EventType, Mode, Ontology

ROOM = Path(__file__).resolve().parent


def _type(name: str, plain: dict[str, Any]) -> EventType:
    modes = tuple(Mode(name=mode, score=float(score)) for mode, score in plain["modes"].items())
    rest = {key: value for key, value in plain.items() if key not in ("modes", "score")}
    return EventType(name=name, modes=modes, score=float(plain["score"]), **rest)


def _codes(plain: dict[str, str]) -> tuple[Code, ...]:
    return tuple(Code(code=code, means=means) for code, means in plain.items())


def read_yaml(room: Path = ROOM) -> Ontology:
    """The ontology as its YAML files tell it."""
    import yaml

    plover, cameo = (
        yaml.safe_load((room / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("plover", "cameo")
    )
    return Ontology(
        quads=tuple(plover["quads"][number] for number in sorted(plover["quads"])),
        types=tuple(_type(name, plain) for name, plain in plover["types"].items()),
        contexts=tuple(plover["contexts"]),
        sectors=_codes(plover["sectors"]),
        international=_codes(plover["international"]),
        cameo=tuple(
            Cameo(code=code, **{**{k: v for k, v in row.items() if k != "printed"}, "contexts": tuple(row["contexts"])})
            for code, row in cameo["codes"].items()
        ),
        backwards=tuple(Backward(**{**row, "contexts": tuple(row["contexts"])}) for row in cameo["backwards"]),
    )


def compile_ontology(room: Path = ROOM) -> bytes:
    """The bytes of ``ontology.json``."""
    return msgspec.json.format(msgspec.json.encode(read_yaml(room)), indent=1) + b"\n"


if __name__ == "__main__":
    (ROOM / "ontology.json").write_bytes(compile_ontology())
