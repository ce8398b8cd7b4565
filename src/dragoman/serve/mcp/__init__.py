"""The ledger for assistants, by the Model Context Protocol: the desk's questions as tools with structured answers."""

from __future__ import annotations

from dragoman.serve.mcp.server import build, over_http, over_stdio

__all__ = ["build", "over_http", "over_stdio"]
