"""Write the ontology of the package from the annotation sources beside the repository.

    python training/ontology/make.py [--annotation ../shared/annotation]

Reads ``ontology.json`` (PLOVER draft 2.0) and ``cameo2plover.txt`` (official conversion, draft 0.8) there, and
``amendments.yaml`` beside this file; writes ``plover.yaml`` and ``cameo.yaml`` of ``dragoman.ontology`` and compiles them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from dragoman.ontology.compile import compile_ontology

HERE = Path(__file__).resolve().parent
ROOM = HERE.parents[1] / "src" / "dragoman" / "ontology"
LINE = re.compile(r"^(?P<code>\d{3,4}): *(?P<type>[A-Z]+) *, *(?P<mode>[^,#]*), *(?P<contexts>[^#]*)#? *(?P<label>.*)$")
SPELLING = {"Apolgize": "Apologize", "Ostruct": "Obstruct", "adminstrative": "administrative", "REQUEST": "Request"}
PLOVER_HEAD = """\
# PLOVER, the political event ontology, as dragoman uses it. Written by training/ontology/make.py: change it there.
# Source: {source}
# Licence: CC BY-SA 4.0, Open Event Data Alliance.
"""
CAMEO_HEAD = """\
# CAMEO codes and the PLOVER type, mode and contexts that each converts to, and the same read backwards.
# Written by training/ontology/make.py: change training/ontology/amendments.yaml and run it.
# Source: CAMEO to PLOVER conversion table, PLOVER manual draft 0.8 of 2021-09-17, edited by Philip Schrodt (Open Event Data
# Alliance, CC BY-SA 4.0); what was amended, and why, is in training/ontology/amendments.yaml (CC0).
"""


def flow(value: Any) -> str:
    """``value`` as YAML on one line."""
    line = str(
        yaml.safe_dump(value, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True)
    ).strip()
    return re.sub(r"(?<![\w'])(\d{3,4})(?=[:}])", r"'\1'", line)  # a code is text in every dialect of YAML


def plover_yaml(ontology: dict[str, Any]) -> str:
    """The PLOVER ontology as YAML, one type a line."""
    lines = [PLOVER_HEAD.format(source=ontology["source"].replace("\n", " "))]
    lines += [f"quads: {flow({int(k): v for k, v in ontology['quads'].items()})}", "", "types:"]
    lines += [f"  {name}: {flow(kind)}" for name, kind in ontology["types"].items()]
    lines += ["", f"contexts: {flow(ontology['contexts'])}"]
    for part in ("sectors", "international"):
        lines += ["", f"{part}:", *(f"  {flow(k)[:3]}: {flow([v])[1:-1]}" for k, v in ontology[part].items())]
    return "\n".join(lines) + "\n"


def table(lines: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The lines of the official table: code to type, mode, contexts and label, as printed."""
    out: dict[str, dict[str, Any]] = {}
    for line in lines:
        found = LINE.match(line.strip())
        if not found:
            continue
        contexts = [c.strip() for c in found["contexts"].split(";") if c.strip()]
        label = found["label"].split("  ")[0].strip().rstrip(".")
        for wrong, right in SPELLING.items():
            label = label.replace(wrong, right)
        row = {"label": label, "type": found["type"], "mode": found["mode"].strip() or None, "contexts": contexts}
        out.setdefault(found["code"], row)
    return out


def amended(rows: dict[str, dict[str, Any]], notes: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """The rows in words of the ontology in force, and the codes that cannot be read backwards."""
    lost: set[str] = set()
    for code, row in rows.items():
        before = dict(row)
        row |= {k: v for k, v in notes["corrected"].get(code, {}).items() if k != "why"}
        if row["mode"] in notes["modes"]:
            row["mode"] = notes["modes"][row["mode"]]
            if row["mode"] is None:
                lost.add(code)
        row["contexts"] = [notes["contexts"].get(c, c) for c in row["contexts"]]
        if row != before:
            row["printed"] = f"{before['type']}, {before['mode'] or ''}, {'; '.join(before['contexts'])}"
    return rows, lost


def backwards(rows: dict[str, dict[str, Any]], lost: set[str], notes: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each combination of type, mode and contexts: the code to give."""
    choices: dict[tuple[str, str, tuple[str, ...]], set[str]] = {}
    told = [{"code": code, **row} for code, row in rows.items() if code not in lost]
    told += notes["added"] + [{"code": code, "type": kind} for kind, code in notes["base"].items()]
    for row in told:
        key = (row["type"], row.get("mode") or "", tuple(sorted(row.get("contexts") or ())))
        choices.setdefault(key, set()).add(row["code"])
    rank = {code: i for i, code in enumerate(notes["preferred"])}
    best = {key: min(codes, key=lambda c: (rank.get(c, 999), len(c), c)) for key, codes in choices.items()}
    return [
        {"type": kind, "mode": mode or None, "contexts": list(contexts), "code": code}
        for (kind, mode, contexts), code in sorted(best.items())
    ]


def cameo_yaml(lines: Iterable[str], notes: dict[str, Any]) -> str:
    """The conversion table and its reading backwards as YAML, one code a line."""
    rows, lost = amended(table(lines), notes)
    out = [CAMEO_HEAD, "codes:"]
    out += [f"  {flow({code: row})[1:-1]}" for code, row in sorted(rows.items())]
    out += ["", "backwards:", *(f"  - {flow(row)}" for row in backwards(rows, lost, notes))]
    return "\n".join(out) + "\n"


def main() -> None:
    """Write and compile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annotation", type=Path, default=HERE.parents[2] / "shared" / "annotation")
    where: Path = parser.parse_args().annotation
    notes = yaml.safe_load((HERE / "amendments.yaml").read_text(encoding="utf-8"))
    ontology = json.loads((where / "ontology.json").read_text(encoding="utf-8"))
    (ROOM / "plover.yaml").write_text(plover_yaml(ontology), encoding="utf-8")
    text = cameo_yaml((where / "cameo2plover.txt").read_text(encoding="utf-8").splitlines(), notes)
    (ROOM / "cameo.yaml").write_text(text, encoding="utf-8")
    (ROOM / "ontology.json").write_bytes(compile_ontology())


if __name__ == "__main__":
    main()
