"""Across reports: which are copies of one another, and which tell of the same event."""

from __future__ import annotations

from dragoman.reconcile.copies import Fingerprint, Text, alike, fingerprint, groups, near, origin

__all__ = ["Fingerprint", "Text", "alike", "fingerprint", "groups", "near", "origin"]
