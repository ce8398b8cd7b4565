"""Write ``docs/record.schema.json``, the JSON Schema of a record, from its types and the ontology.

Run ``python docs/make_schema.py`` after a change to ``dragoman.types``; a test fails when they differ.
"""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from dragoman.ontology import ontology
from dragoman.types import Record

PLACE = Path(__file__).resolve().parent / "record.schema.json"
DATE = r"^\d{4}(-\d\d(-\d\d)?|-W\d\d)?$"


def narrower() -> dict[str, dict[str, Any]]:
    """What holds for fields of a name, beyond what their type says."""
    plover = ontology()
    modes = {mode.name for kind in plover.types for mode in kind.modes}
    offset = {"minimum": 0}
    return {
        "start": offset,
        "end": offset,
        "source_start": offset,
        "source_end": offset,
        "confidence": {"minimum": 0, "maximum": 1},
        "quad": {"minimum": 1, "maximum": len(plover.quads)},
        "score": {"minimum": -10, "maximum": 10},
        "latitude": {"minimum": -90, "maximum": 90},
        "longitude": {"minimum": -180, "maximum": 180},
        "type": {"enum": [kind.name for kind in plover.types]},
        "mode": {"enum": [*sorted(modes), None]},
        "contexts": {"items": {"enum": list(plover.contexts)}},
        "sectors": {"items": {"enum": [code.code for code in plover.sectors]}},
        "cameo": {"enum": [*sorted(row.code for row in plover.cameo), None]},
        "country": {"pattern": "^[A-Z]{3}$"},
        "dateline_day": {"pattern": DATE},
        "date": {"pattern": DATE},
        "value": {"pattern": DATE},
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    made = msgspec.json.schema(Record)
    rules = narrower()
    for definition in made["$defs"].values():
        definition["description"] = cleandoc(definition["description"])
        for name, field in definition.get("properties", {}).items():
            field |= rules.get(name, {})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record of a report, as dragoman makes it",
    }
    return {**head, **made}


def text() -> str:
    """The schema as it is written."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
