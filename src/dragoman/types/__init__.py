"""The words dragoman uses, as typed, immutable values.

Offsets are counted in Unicode code points into ``Report.text``: for every span ``s``,
``report.text[s.start:s.end] == s.text``. ISO dates are strings as precise as what is known:
``2024-11-26``, ``2024-W48``, ``2024-11`` or ``2024``. Countries are ISO 3166-1 alpha-3, or one of
PLOVER's international codes (IGO, UNO, EUR, NGO, ISM, IMG, MNC). Probabilities lie in [0, 1].
"""

from __future__ import annotations

from dragoman.types.base import (
    Span,
    Value,
    spans_of,
)
from dragoman.types.desk import (
    Delivery,
    Scope,
    Token,
    Watch,
    WatchItem,
    Webhook,
)
from dragoman.types.ledger import (
    Account,
    Change,
    ChangeKind,
    Correction,
    Decision,
    Difference,
    Link,
    Outlet,
    Ownership,
    Party,
    Step,
    Story,
    StoryChange,
    Variant,
    VariantKind,
)
from dragoman.types.reading import (
    NAMED,
    Document,
    Mention,
    MentionKind,
    ReadAttribution,
    ReadEvent,
    Reading,
    Surety,
)
from dragoman.types.record import (
    Attribution,
    DateMention,
    Entity,
    Event,
    Kind,
    Maker,
    Modality,
    Place,
    Record,
    Removed,
    Report,
    Segment,
)

__all__ = [
    "NAMED",
    "Account",
    "Attribution",
    "Change",
    "ChangeKind",
    "Correction",
    "DateMention",
    "Decision",
    "Delivery",
    "Difference",
    "Document",
    "Entity",
    "Event",
    "Kind",
    "Link",
    "Maker",
    "Mention",
    "MentionKind",
    "Modality",
    "Outlet",
    "Ownership",
    "Party",
    "Place",
    "ReadAttribution",
    "ReadEvent",
    "Reading",
    "Record",
    "Removed",
    "Report",
    "Scope",
    "Segment",
    "Span",
    "Step",
    "Story",
    "StoryChange",
    "Surety",
    "Token",
    "Value",
    "Variant",
    "VariantKind",
    "Watch",
    "WatchItem",
    "Webhook",
    "spans_of",
]
