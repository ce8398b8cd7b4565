"""One document read: windows through the network, scores to mentions, attributions and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from dragoman.types import NAMED, Document, Mention, MentionKind, Modality, ReadAttribution, ReadEvent, Reading
from dragoman.understand import decode, encode
from dragoman.understand.encode import Window
from dragoman.understand.model import EventScores, Model, Scores
from dragoman.understand.spans import whole_parties, whole_speech

Pair = tuple[int, int]
Range = tuple[int, int]
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
        mentions: list[Mention] = []
        attributions: list[ReadAttribution] = []
        events: list[ReadEvent] = []
        found = [w for w in encode.windows(pieces, document.sentences) if len(w.words)]
        for window, scores in zip(found, self.model.scores(found), strict=True):
            mentions += self._mentions(window, scores)
            attributions += self._speech(window, scores)
            events += self._events(window, scores, document.sentences)
        named = [(m.start, m.end) for m in mentions if m.kind in NAMED]
        return Reading(
            mentions=tuple(mentions),
            attributions=tuple(whole_speech(text, a, named) for a in attributions),
            events=tuple(whole_parties(text, e, named) for e in events),
        )

    def _mentions(self, window: Window, scores: Scores) -> list[Mention]:
        kinds = self.model.labels["ner"]
        log_probs = decode.log_softmax(scores.mentions)
        tags = decode.viterbi(log_probs[None], decode.bio_transitions(log_probs.shape[1], 0.0))[0]
        return [
            Mention(
                start=a,
                end=b,
                kind=cast(MentionKind, kinds[kind]),
                confidence=decode.span_score(log_probs, first, last, kind),
            )
            for first, last, kind in decode.ranges(tags)
            if first >= window.own and kinds[kind] != "money"
            for a, b in [_chars(window, (first, last))]
        ]

    def _speech(self, window: Window, scores: Scores) -> list[ReadAttribution]:
        flat = decode.log_softmax(scores.flat)
        cue_scores = flat[:, 1].copy()
        cue_scores[:, 0] -= self.cue_bias
        tags = decode.viterbi(cue_scores[None], decode.bio_transitions(3, 0.0))[0]
        cues = [(a, b) for a, b, _ in decode.ranges(tags) if a >= window.own]
        if not cues:
            return []
        roles = decode.log_softmax(self.model.speech(scores.words, cues))
        certain = roles.copy()
        roles[:, :, 0] += self.flat_weight * flat[None, :, 0]
        roles[:, :, 1] += self.flat_weight * flat[None, :, 2]
        found = decode.role_tags(roles, (self.switch, self.switch, self.via_switch))
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

        First the words that are likely by themselves, then the likeliest word of each stretch that is likely to have one.
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

    def _events(self, window: Window, scores: Scores, sentences: Sequence[Pair]) -> list[ReadEvent]:
        triggers = self._triggers(window, scores)
        if not triggers:
            return []
        found = self.model.events(scores.words, [t for t, _ in triggers])
        tagged = decode.log_softmax(scores.triggers)[:, 2:]
        log_roles = decode.log_softmax(found.roles)
        tags = decode.role_tags(log_roles, [self.role_switch] * log_roles.shape[2])
        return [
            self._event(
                window, found, n, trigger, chance, tagged[trigger[0]], sentences, self._roles(log_roles[n], tags[n])
            )
            for n, (trigger, chance) in enumerate(triggers)
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
        found: EventScores,
        n: int,
        trigger: Range,
        chance: float,
        tagged: decode.Floats,
        sentences: Sequence[Pair],
        roles: Roles,
    ) -> ReadEvent:
        labels = self.model.labels
        kind = decode.log_softmax(found.kind[n]) + decode.log_softmax(tagged)
        type_ = labels["types"][int(kind.argmax())]
        certain = [chance, float(np.exp(decode.log_softmax(kind).max()))]
        certain += [max((s for _, s in roles["actor"]), default=0.05)]
        modes = decode.log_softmax(found.mode[n])
        allowed = [0] + [1 + i for i, m in enumerate(labels["modes"]) if m in self.model.settings["modes"][type_]]
        mode = max(allowed, key=lambda i: float(modes[i]))
        contexts = 1 / (1 + np.exp(-found.contexts[n]))
        modalities = cast(list[Modality], labels["modalities"])
        at = _chars(window, trigger)
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
            confidence=float(np.exp(np.mean(np.log(np.maximum(certain, 1e-6))))),
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
