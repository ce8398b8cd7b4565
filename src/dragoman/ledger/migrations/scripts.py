"""Runs the statements of a migration, written for each database in its own words."""

from __future__ import annotations

from pathlib import Path

from alembic import op


def run(step: str, revision: str) -> None:
    """Run ``{revision}_{dialect}.sql``, which lies beside the migration ``step`` (its ``__file__``)."""
    connection = op.get_bind()
    script = Path(step).with_name(f"{revision}_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in statements(script):
        connection.exec_driver_sql(statement)


def statements(script: str) -> list[str]:
    """The statements of a script: each ends with ``;`` at the end of a line that is not indented."""
    found: list[str] = []
    lines: list[str] = []
    for line in script.splitlines():
        if not lines and (not line or line.startswith("--")):
            continue
        lines.append(line)
        if line.endswith(";") and not line.startswith(" "):
            found.append("\n".join(lines))
            lines = []
    return found
