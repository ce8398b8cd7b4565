"""The shape of the ontology: typed, immutable values."""

from __future__ import annotations

from dragoman.types import Value


class Mode(Value, frozen=True):
    """A mode of a type, and the score of the two together, from -10 (conflict) to +10 (cooperation)."""

    name: str
    score: float


class Code(Value, frozen=True):
    """A code and what it means, in words."""

    code: str
    means: str


class EventType(Value, frozen=True):
    """One of PLOVER's 16 types. ``score`` is that of the type where no mode is known; ``quad`` is 1 to 4."""

    name: str
    means: str
    quad: int
    score: float
    recipient_required: bool
    modes: tuple[Mode, ...]

    def mode(self, name: str | None) -> Mode | None:
        """The mode of that name, or None where this type has none such."""
        return next((mode for mode in self.modes if mode.name == name), None)


class Cameo(Value, frozen=True):
    """A CAMEO code and the PLOVER type, mode and contexts that it converts to."""

    code: str
    label: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]


class Backward(Value, frozen=True):
    """The CAMEO code to give for a type, where the mode (if one is named) and all of the contexts are there."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    code: str


class Ontology(Value, frozen=True):
    """PLOVER and CAMEO. ``quads`` is in order: the first is quad 1."""

    quads: tuple[str, ...]
    types: tuple[EventType, ...]
    contexts: tuple[str, ...]
    sectors: tuple[Code, ...]
    international: tuple[Code, ...]
    cameo: tuple[Cameo, ...]
    backwards: tuple[Backward, ...]

    def type(self, name: str) -> EventType:
        """The type of that name; raises KeyError where there is none such."""
        for kind in self.types:
            if kind.name == name:
                return kind
        raise KeyError(name)
