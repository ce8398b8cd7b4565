"""Channels: through whom the words of an attribution came."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from dragoman.types import Attribution, Report, Span

CARRY = 10
"""A channel is carried on over at most so many sentences."""
PLATFORMS = frozenset("twitter facebook instagram telegram youtube tiktok whatsapp weibo x threads".split())
BARE = frozenset({"the", "news", "agency"})
_HEARERS = re.compile(
    r"(?:(?:the|a|an|some|several|many|local|foreign|international|official|\w+’s|\w+'s) )*"
    r"(?:press|media|journalists?|reporters?|correspondents?|news(?:men|persons)|media ?(?:men|persons)|audience|crowd|"
    r"(?:\w+ )?(?:posts?|tweets?|messages?|accounts?|pages?|interviews?|briefings?|(?:press|news) conferences?))",
    re.IGNORECASE,
)
"""Those to whom, and that in which, something was said: nobody who hands it on."""
_PRONOUN = re.compile(r"(?:he|she|they|it|who|we|i)\b", re.IGNORECASE)
Pair = tuple[int, int]


def chained(attributions: Sequence[Attribution], report: Report, sentences: Sequence[Pair]) -> tuple[Attribution, ...]:
    """The attributions with their whole chains, in the order of the text.

    The publishing outlet and platforms are no channels. Speech told inside somebody's speech came through that
    speaker; a later sentence that goes on with the same speech came through the same channel.
    """
    own = _letters(f"{report.outlet or ''} {report.url or ''}")
    plain = [msgspec.structs.replace(a, via=tuple(v for v in a.via if not _is_none(v, own))) for a in attributions]
    return _nested(_carried(plain, sentences))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _is_none(via: Span, own: str) -> bool:
    """Whether ``via`` is a platform, a crowd of hearers, or the outlet itself (by its name or address)."""
    if _HEARERS.fullmatch(via.text):
        return True
    words = re.sub(r"^the\s+", "", via.text.casefold())
    name = _letters(words)
    return name in PLATFORMS or len(name) < 2 or (len(name) > 3 and name in own)


def _carried(found: Sequence[Attribution], sentences: Sequence[Pair]) -> list[Attribution]:
    """«TASS reported ... quoting X. He added ...»: the later sentence goes on with the same speech."""
    out: list[Attribution] = []
    last: Attribution | None = None
    for a in sorted(found, key=lambda a: (a.cue or a.content).start):
        if last and not a.via and _goes_on(a, last, at_once=out[-1] is last):
            near = _sentence(sentences, a.source.start) - _sentence(sentences, last.source.start)
            if 0 <= near <= CARRY:
                a = msgspec.structs.replace(a, via=last.via)
        out.append(a)
        last = a if a.via else last
    return out


def _sentence(sentences: Sequence[Pair], at: int) -> int:
    return next((i for i, (start, end) in enumerate(sentences) if start <= at < end), -1)


def _goes_on(a: Attribution, last: Attribution, *, at_once: bool) -> bool:
    """Whether ``a`` has the speaker of ``last``; a pronoun of which nothing is known, only if nobody spoke between."""
    if a.speaker and last.speaker and a.speaker.name and last.speaker.name:
        return a.speaker.name == last.speaker.name
    now, then = a.source.text.split(), last.source.text.split()
    return (at_once and bool(_PRONOUN.match(now[0]))) or now[-1].casefold() == then[-1].casefold()


def _nested(found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Outer speech first, so that a chain of three is built up from a chain of two."""
    out: list[Attribution] = []
    for a in sorted(found, key=lambda a: (a.content.start - a.content.end, a.content.start)):
        outer = [o for o in out if _tells(o, a) and not _same_speaker(o, a)]
        if outer:
            inner = min(outer, key=lambda o: o.content.end - o.content.start)
            a = msgspec.structs.replace(a, via=_each_once((*inner.via, inner.source)))
        out.append(a)
    return tuple(sorted(out, key=lambda a: (a.content.start, a.content.end)))


def _each_once(chain: Sequence[Span]) -> tuple[Span, ...]:
    """A channel that is named again, farther in, stands where it was named first."""
    return tuple({_core(v.text): v for v in reversed(chain)}.values())[::-1]


def _core(name: str) -> str:
    """What a channel is called by, however fully: «the RNA news agency» and «RNA» are one."""
    return _letters(" ".join(w for w in name.casefold().split() if w not in BARE)) or _letters(name)


def _same_speaker(a: Attribution, b: Attribution) -> bool:
    """Whether two are known to have one speaker: nobody's words come through himself."""
    return bool(a.speaker and b.speaker and a.speaker.name and a.speaker.name == b.speaker.name)


def _tells(outer: Attribution, a: Attribution) -> bool:
    """Whether ``a`` is told inside what ``outer`` says: its speaker and cue, and its content but for an edge."""
    spans = [a.source] + ([a.cue] if a.cue else [])
    inside = all(outer.content.start <= s.start and s.end <= outer.content.end for s in spans)
    shared = min(outer.content.end, a.content.end) - max(outer.content.start, a.content.start)
    return inside and 2 * shared > a.content.end - a.content.start and outer.content != a.content
