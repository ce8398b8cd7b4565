"""What there is is named where people look for it."""

from __future__ import annotations

import re
from pathlib import Path

from typer.main import get_command

import dragoman
from dragoman.cli import app

ROOT = Path(__file__).resolve().parents[2]
HOUSE = Path(dragoman.__file__).parent


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("| command | does |", 1)[1].split("\n\n", 1)[0]
    commands = get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"`([\w-]+)`", table))
    assert set(commands) - named == set()
    assert set(commands["ledger"].commands) - named == set()


def test_the_index_names_every_room_and_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in HOUSE.iterdir() if not path.name.startswith("_") and path.suffix in ("", ".py")}
    assert {room for room in rooms if f"`{room}" not in index} == set()
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_the_notice_names_every_table_of_the_exports() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    tables = [file.name for file in (HOUSE / "export" / "data").iterdir()]
    assert [name for name in tables if name not in notice] == []
