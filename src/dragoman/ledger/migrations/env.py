"""Alembic's entry: runs the scripts on the connection of ``dragoman.ledger.migrate``, in its transaction."""

from __future__ import annotations

from alembic import context

from dragoman.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
