"""Where many reports are read."""

from __future__ import annotations

from dragoman.engine.pool import Reads, read_many

__all__ = ["Reads", "read_many"]
