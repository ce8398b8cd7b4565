"""Full text on either database: what a user types becomes a search, and never a syntax error.

Words must all be there, an ``and`` between them or not; ``"words in quotation marks"`` in this order; of two with
``or`` between them one; ``-word`` must not be there.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import sqlalchemy as sa

from dragoman.errors import BadQuestion
from dragoman.ledger import schema

What = Literal["report", "account", "attribution"]
_TERM = re.compile(r'(?P<no>-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_POSTGRES = {"report": ("version", "report"), "account": ("account", "pk"), "attribution": ("attribution", "pk")}


def matching(connection: sa.Connection, what: What, query: str) -> sa.Subquery:
    """The matches as a table to join: ``pk`` of the report, account or attribution, and ``rank`` (the least first).

    Raises ``BadQuestion`` where the query names nothing to look for.
    """
    words = fts5(query)
    rank: sa.ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        index = sa.table(f"{what}_words", sa.column("rowid"), sa.column(f"{what}_words"))
        rank = sa.literal_column(f"bm25({what}_words)")
        found = sa.select(index.c.rowid.label("pk"), rank.label("rank")).where(index.c[f"{what}_words"].match(words))
        return found.subquery()
    name, pk = _POSTGRES[what]
    table = sa.table(name, sa.column(pk), sa.column("words"), sa.column("latest"))
    asked = sa.func.websearch_to_tsquery(sa.literal_column("'english'"), query)
    rank = -sa.func.ts_rank(table.c.words, asked)
    found = sa.select(table.c[pk].label("pk"), rank.label("rank")).where(table.c.words.op("@@")(asked))
    return (found.where(table.c.latest) if what == "report" else found).subquery()


def telling(connection: sa.Connection, query: str) -> sa.Select[Any]:
    """The stories in whose evidence the words stand, as a list (with repetitions)."""
    account, found = schema.account, matching(connection, "account", query)
    if connection.dialect.name == "sqlite":
        # accounts are large: of a common word, not one of them is to be read
        indexed = sa.text("account INDEXED BY ix_account_pk_story")
        story, pk = (sa.literal_column(f"account.{name}", sa.Integer) for name in ("story", "pk"))
        return sa.select(story).select_from(found, indexed).where(pk == found.c.pk)
    return sa.select(account.c.story).join(found, found.c.pk == account.c.pk)


def fts5(query: str) -> str:
    """The query in SQLite's language. Raises ``BadQuestion`` where nothing is looked for."""
    either: list[list[str]] = [[]]
    without: list[str] = []
    joined = False
    for term in _TERM.finditer(query):
        words = term["phrase"] if term["word"] is None else term["word"]
        if term["word"] and words.lower() == "or":
            joined = True
        elif re.search(r"\w", words) and words.lower() != "and":
            quoted = '"' + words.replace('"', " ").replace("\0", " ") + '"'
            if term["no"]:
                without.append(quoted)
            elif joined and either[-1]:
                either[-1].append(quoted)
            else:
                either.append([quoted])
            joined = False
    wanted = " AND ".join("(" + " OR ".join(some) + ")" for some in either if some)
    if not wanted:
        raise BadQuestion(f"There is no word to look for in {query!r}; give one or more.")
    return f"({wanted}) NOT ({' OR '.join(without)})" if without else wanted
