"""The label sets that the heads predict, in the order of their logits; shipped with the model as JSON."""

from __future__ import annotations

import json
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
ONTOLOGY = json.loads((SHARED / "annotation" / "ontology.json").read_text()) if SHARED.exists() else {}

NER = ("person", "organization", "location", "norp", "facility", "date", "misc", "money")
TYPES = tuple(ONTOLOGY.get("types", ()))
MODES = tuple(sorted({m for t in ONTOLOGY.get("types", {}).values() for m in t["modes"]}))
CONTEXTS = tuple(ONTOLOGY.get("contexts", ()))
MODALITIES = tuple(ONTOLOGY.get("modalities", ()))
SPEECH_ROLES = ("source", "content", "via")
EVENT_ROLES = ("actor", "recipient", "place", "date", "evidence", "according_to")
FLAT = ("source", "cue", "content")
CONVENTIONS = ("polnear", "guide")
RELATIONS = (*TYPES, "NONE")


def as_json() -> dict[str, list[str]]:
    """The label sets for the runtime."""
    return {
        "ner": list(NER),
        "types": list(TYPES),
        "modes": list(MODES),
        "contexts": list(CONTEXTS),
        "modalities": list(MODALITIES),
        "speech_roles": list(SPEECH_ROLES),
        "event_roles": list(EVENT_ROLES),
        "flat": list(FLAT),
        "conventions": list(CONVENTIONS),
        "relations": list(RELATIONS),
    }
