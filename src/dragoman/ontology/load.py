"""The one ontology of a process, loaded when first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from dragoman.ontology.schema import Ontology


@cache
def ontology() -> Ontology:
    """PLOVER and CAMEO as typed values; loaded once, in about a millisecond."""
    return msgspec.json.decode((Path(__file__).resolve().parent / "ontology.json").read_bytes(), type=Ontology)
