"""The same event told twice: accounts of different reports joined into one event, each join with its reason.

``keys`` says which accounts may have to be compared and ``near`` (by a ``sketch`` of each) which have to, ``link``
compares two, ``clusters`` parts accounts into events, ``story`` tells an event as all its accounts do. All are pure
functions: the same sets of values give the same answer in any order.
"""

from __future__ import annotations

from dragoman.reconcile.events.clusters import clusters
from dragoman.reconcile.events.keys import keys
from dragoman.reconcile.events.link import joins, link
from dragoman.reconcile.events.sketch import near, sketch
from dragoman.reconcile.events.story import story

__all__ = ["clusters", "joins", "keys", "link", "near", "sketch", "story"]
