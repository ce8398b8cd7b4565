"""The first tables, with full text: the statements of ``0001_sqlite.sql`` or ``0001_postgresql.sql``."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing to the first tables."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"{revision}_{connection.dialect.name}.sql").read_text(encoding="utf-8")
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
