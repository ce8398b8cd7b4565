"""PLOVER and CAMEO: the ontology as data (YAML), and the manual's rules."""

from __future__ import annotations

from dragoman.ontology.load import ontology
from dragoman.ontology.rules import Act, both_ways, cameo_code, convert, has_parties, quad, score
from dragoman.ontology.schema import Cameo, Code, EventType, Mode, Ontology

__all__ = [
    "Act", "Cameo", "Code", "EventType", "Mode", "Ontology",
    "both_ways", "cameo_code", "convert", "has_parties", "ontology", "quad", "score",
]  # fmt: skip
