"""Watches are told: what is new in a kept search, by feeds and by webhooks."""

from __future__ import annotations

from dragoman.serve.tell.feeds import router
from dragoman.serve.tell.teller import Teller, running

__all__ = ["Teller", "router", "running"]
