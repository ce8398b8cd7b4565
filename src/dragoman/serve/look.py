"""How pages are drawn: the templates, and what they may call."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
THEME = "dragoman_theme"
THEMES = ("light", "dark")
NAV = (
    ("/", "Today"), ("/quotes", "Quotes"), ("/sources", "Sources"), ("/watches", "Watches"),
    ("/corrections", "Corrections"),
)  # fmt: skip


@cache
def environment() -> jinja2.Environment:
    """The templates. What is put into them is escaped, always; a name that is not known is an error."""
    from dragoman.serve.pages import words  # the pages draw themselves by this module

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters |= words.FILTERS
    made.globals |= words.FUNCTIONS | {"asset": asset, "nav": NAV}
    return made


def render(name: str, context: dict[str, Any], block: str | None = None) -> str:
    """The template, or only one block of it."""
    template = environment().get_template(name)
    if block is None:
        return template.render(context)
    return "".join(template.blocks[block](template.new_context(context)))


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page, and not for the whole."""
    headers = request.headers
    whole = headers.get("hx-boosted") or headers.get("hx-history-restore-request")
    return "hx-request" in headers and "hx-target" in headers and not whole


def theme(request: Request) -> str | None:
    """The theme that was chosen; None to go by the system."""
    chosen = request.cookies.get(THEME)
    return chosen if chosen in THEMES else None


@cache
def version(path: str) -> str:
    """A digest of a file under static/, to name this content of it."""
    return sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a file under static/; a browser may keep what it finds there for good."""
    return f"/static/{path}?v={version(path)}"
