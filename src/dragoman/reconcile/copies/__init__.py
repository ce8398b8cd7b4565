"""Copies: reports that repeat another, whole, cut, moved about, rewritten, or under an agency's name.

``fingerprint`` gives the keys under which the copies of a text are sought; of those found, ``near`` says for which
the texts are worth reading, ``alike`` why one is a copy of the other, ``groups`` which belong together, and ``origin``
which of them was first.
"""

from __future__ import annotations

from dragoman.reconcile.copies.alike import Text, alike, near
from dragoman.reconcile.copies.fingerprint import Fingerprint, fingerprint
from dragoman.reconcile.copies.groups import groups, origin

__all__ = ["Fingerprint", "Text", "alike", "fingerprint", "groups", "near", "origin"]
