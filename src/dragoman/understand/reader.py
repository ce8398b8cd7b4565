"""One document read: windows through the network, scores to mentions, attributions and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from dragoman.types import NAMED, Document, Mention, MentionKind, Modality, ReadAttribution, ReadEvent, Reading, Surety
from dragoman.understand import decode, encode
from dragoman.understand.encode import Window
from dragoman.understand.model import EventScores, Model, Scores
from dragoman.understand.spans import whole_parties, whole_speech

Pair = tuple[int, int]
Range = tuple[int, int]
Scored = tuple[Window, Scores]
Roles = dict[str, list[tuple[Range, float]]]
REACH = 8  # words to either side over which the chance of a trigger is summed up


class Understanding:
    """Reads prepared documents with one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        s = model.settings
        self.flat_weight = float(s.get("flat_weight", 0.5))
        self.switch = float(s.get("switch", 1.0))
        self.via_switch = float(s.get("via_switch", 0.0))
        self.role_switch = float(s.get("role_switch", 0.0))
        self.fill = {role: float(s.get(f"fill_{role}", 1.0)) for role in ("actor", "recipient")}
        self.cue_bias = float(s.get("cue_bias", 0.0))
        self.trigger_threshold = float(s.get("trigger_threshold", 0.35))
        self.trigger_mass = float(s.get("trigger_mass", 1.0))
        self.context_threshold = float(s.get("context_threshold", 0.4))

    def read(self, document: Document) -> Reading:
        """All that the network reads in ``document``."""
        text = document.report.text
        pieces = encode.split_pieces(self.model.tokenizer, text, document.sentences)
        found = [w for w in encode.windows(pieces, document.sentences) if len(w.words)]
        scored = list(zip(found, self.model.scores(found), strict=True))
        mentions = self._mentions(scored)
        attributions = self._speech(scored)
        events = self._events(scored, document.sentences)
        named = [(m.start, m.end) for m in mentions if m.kind in NAMED]
        return Reading(
            mentions=tuple(mentions),
            attributions=tuple(whole_speech(text, a, named) for a in attributions),
            events=tuple(whole_parties(text, e, named) for e in events),
        )

    def _mentions(self, scored: Sequence[Scored]) -> list[Mention]:
        kinds = self.model.labels["ner"]
        rows = [decode.log_softmax(s.mentions) for _, s in scored]
        tags = decode.together([r[None] for r in rows], decode.bio_transitions(1 + 2 * len(kinds), 0.0))
        return [
            Mention(
                start=a,
                end=b,
                kind=cast(MentionKind, kinds[kind]),
                confidence=decode.span_score(log_probs, first, last, kind),
            )
            for (window, _), log_probs, found in zip(scored, rows, tags, strict=True)
            for first, last, kind in decode.ranges(found[0])
            if first >= window.own and kinds[kind] != "money"
            for a, b in [_chars(window, (first, last))]
        ]

    def _speech(self, scored: Sequence[Scored]) -> list[ReadAttribution]:
        flats = [decode.log_softmax(s.flat) for _, s in scored]
        cues = [
            [(a, b) for a, b, _ in decode.ranges(tags[0]) if a >= window.own]
            for (window, _), tags in zip(scored, self._cue_tags(flats), strict=True)
        ]
        with_cues = [(w, s, f, c) for (w, s), f, c in zip(scored, flats, cues, strict=True) if c]
        certain = [decode.log_softmax(self.model.speech(s.words, c)) for _, s, _, c in with_cues]
        weighed = []
        for (_, _, flat, _), roles in zip(with_cues, certain, strict=True):
            roles = roles.copy()
            roles[:, :, 0] += self.flat_weight * flat[None, :, 0]
            roles[:, :, 1] += self.flat_weight * flat[None, :, 2]
            weighed.append(roles)
        tags = decode.role_tags(weighed, (self.switch, self.switch, self.via_switch))
        return [
            a
            for (window, _, flat, found), sure, best in zip(with_cues, certain, tags, strict=True)
            for a in self._said(window, flat, found, sure, best)
        ]

    def _cue_tags(self, flats: Sequence[decode.Floats]) -> list[decode.Ints]:
        rows = [flat[None, :, 1].copy() for flat in flats]
        for row in rows:
            row[:, :, 0] -= self.cue_bias
        return decode.together(rows, decode.bio_transitions(3, 0.0))

    def _said(
        self, window: Window, flat: decode.Floats, cues: list[Range], certain: decode.Floats, found: decode.Ints
    ) -> list[ReadAttribution]:
        """The attributions of one window: scores (N, W, roles, 3) and tags (N, roles, W) of its N cues."""
        out = []
        for n, cue in enumerate(cues):
            source, content, via = (
                [(run, decode.span_score(certain[n, :, r], *run, 0)) for run in decode.runs(found[n, r])]
                for r in range(3)
            )
            if not content:
                continue
            best = max(source, key=lambda s: s[1], default=None)
            sure = float(np.exp(_mean_log(flat[cue[0] : cue[1], 1])))
            parts = [sure, max(s for _, s in content)] + ([best[1]] if best else [])
            out.append(
                ReadAttribution(
                    source=_chars(window, best[0]) if best else None,
                    cue=_chars(window, cue),
                    contents=tuple(_chars(window, c) for c, _ in content),
                    via=tuple(_chars(window, v) for v, _ in via),
                    confidence=float(np.exp(np.mean(np.log(np.maximum(parts, 1e-6))))),
                )
            )
        return out

    def _triggers(self, window: Window, scores: Scores) -> list[tuple[Range, float]]:
        """Trigger ranges with the probability that one stands there.

        First the words that are likely by themselves, then the likeliest of each stretch that is likely to have one.
        """
        log_probs = decode.log_softmax(scores.triggers)
        chances = np.exp(log_probs[:, 2:]).sum(axis=1)
        chances[: window.own] = 0
        inside = log_probs[:, 1] > np.log(0.5)
        out: list[tuple[Range, float]] = []
        for w in np.argsort(-chances):
            if chances[w] < self.trigger_threshold:
                break
            if not any(a - 1 <= w <= b for (a, b), _ in out):  # next to a surer one: part of it
                out.append((decode.run_on(int(w), inside), float(chances[w])))
        for (a, b), _ in out:
            chances[max(0, a - REACH) : b + REACH] = 0
        for w, chance in decode.peaks(chances, REACH, self.trigger_mass):
            out.append((decode.run_on(w, inside), chance))
        return sorted(out)

    def _events(self, scored: Sequence[Scored], sentences: Sequence[Pair]) -> list[ReadEvent]:
        triggers = [self._triggers(window, scores) for window, scores in scored]
        with_triggers = [(w, s, t) for (w, s), t in zip(scored, triggers, strict=True) if t]
        found = [self.model.events(s.words, [at for at, _ in t]) for _, s, t in with_triggers]
        log_roles = [decode.log_softmax(f.roles) for f in found]
        tags = decode.role_tags(log_roles, [self.role_switch] * len(self.model.labels["event_roles"]))
        return [
            self._event(window, scores, f, n, trigger, sentences, self._roles(rows[n], best[n]))
            for (window, s, ts), f, rows, best in zip(with_triggers, found, log_roles, tags, strict=True)
            for scores in [decode.log_softmax(s.triggers)[:, 2:]]
            for n, trigger in enumerate(ts)
        ]

    def _roles(self, log_roles: decode.Floats, tags: decode.Ints) -> Roles:
        """The spans of each role of one event, with their probabilities; (W, roles, 3) scores, (roles, W) tags."""
        names = self.model.labels["event_roles"]
        out = {
            name: [(run, decode.span_score(log_roles[:, r], *run, 0)) for run in decode.runs(tags[r])]
            for r, name in enumerate(names)
        }
        for role, other in (("actor", "recipient"), ("recipient", "actor")):
            if not out[role]:
                scores = log_roles[:, names.index(role)].copy()
                for (first, last), _ in out[other]:
                    scores[first:last, 0], scores[first:last, 1:] = 0.0, decode.NEVER
                out[role] = decode.likeliest(scores, self.fill[role])
        return out

    def _event(
        self,
        window: Window,
        tagged: decode.Floats,
        found: EventScores,
        n: int,
        trigger: tuple[Range, float],
        sentences: Sequence[Pair],
        roles: Roles,
    ) -> ReadEvent:
        """The ``n``-th event that is ``found`` in a window; ``tagged``: (W, types) scores of a trigger of each type."""
        labels = self.model.labels
        words, chance = trigger
        kind = decode.log_softmax(found.kind[n]) + decode.log_softmax(tagged[words[0]])
        type_ = labels["types"][int(kind.argmax())]
        modes = decode.log_softmax(found.mode[n])
        allowed = [0] + [1 + i for i, m in enumerate(labels["modes"]) if m in self.model.settings["modes"][type_]]
        mode = max(allowed, key=lambda i: float(modes[i]))
        contexts = 1 / (1 + np.exp(-found.contexts[n]))
        modalities = cast(list[Modality], labels["modalities"])
        at = _chars(window, words)
        return ReadEvent(
            type=type_,
            mode=labels["modes"][mode - 1] if mode else None,
            contexts=tuple(c for c, p in zip(labels["contexts"], contexts, strict=True) if p > self.context_threshold),
            modality=modalities[int(found.modality[n].argmax())],
            trigger=at,
            evidence=_evidence(at, [_chars(window, r) for r, _ in roles["evidence"]], sentences),
            actors=tuple(_chars(window, r) for r, _ in roles["actor"]),
            recipients=tuple(_chars(window, r) for r, _ in roles["recipient"]),
            places=tuple(_chars(window, r) for r, _ in roles["place"]),
            dates=tuple(_chars(window, r) for r, _ in roles["date"]),
            surety=Surety(
                trigger=chance,
                type=float(np.exp(decode.log_softmax(kind).max())),
                actor=max((score for _, score in roles["actor"]), default=0.0),
                recipient=max((score for _, score in roles["recipient"]), default=0.0),
            ),
        )


def _mean_log(log_probs: decode.Floats) -> float:
    return float(log_probs[:, 1:].max(axis=1).mean())


def _chars(window: Window, words: Range) -> Pair:
    return int(window.words[words[0], 0]), int(window.words[words[1] - 1, 1])


def _evidence(trigger: Pair, said: list[Pair], sentences: Sequence[Pair]) -> Pair:
    """The clause that the reader chose around the trigger, else the whole sentence."""
    for start, end in said:
        if start <= trigger[0] and trigger[1] <= end:
            return start, end
    inside = [s for s in sentences if s[0] <= trigger[0] < s[1]]
    start, end = inside[0] if inside else trigger
    return min(start, trigger[0]), max(end, trigger[1])
