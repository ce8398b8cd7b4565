"""What a room knows stands beside its code as YAML; this is how it is read."""

from __future__ import annotations

from importlib.resources import files
from typing import Any


def read(room: str, *path: str) -> Any:
    """The content of a YAML file in a package: ``read("dragoman.prepare", "data", "places.yaml")``."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(room).joinpath(*path).read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506  # a safe loader, in C where there is one
