"""The trained network, run by onnxruntime: windows in, scores out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dragoman.errors import ModelError
from dragoman.understand.encode import Window, marked_window

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
FOLDER = Path(__file__).parent / "weights"
FEATURES = ("pieces", "case", "quote", "opens", "marks")


@dataclass(frozen=True, slots=True)
class Scores:
    """What the word heads say of one window of W words.

    ``words``: (W, 384) states. ``mentions``: (W, 1 + 2 * kinds), ``triggers``: (W, 2 + types), ``flat``: (W, 3, 3)
    logits for source, cue and content.
    """

    words: Floats
    mentions: Floats
    triggers: Floats
    flat: Floats


@dataclass(frozen=True, slots=True)
class EventScores:
    """What the event heads say of N triggers in a window of W words: logits.

    ``roles``: (N, W, roles, 3); ``kind``: (N, types); ``mode``: (N, 1 + modes); ``modality``: (N, modalities);
    ``contexts``: (N, contexts).
    """

    roles: Floats
    kind: Floats
    mode: Floats
    modality: Floats
    contexts: Floats


class Model:
    """The network and its tokenizer. ``convention`` chooses how speech is marked: as in GUIDE.md, or as in PolNeAR."""

    def __init__(self, folder: Path = FOLDER, *, convention: str = "guide", threads: int = 1) -> None:
        self.folder = folder
        self.convention = convention
        self.threads = threads
        try:
            self.labels: dict[str, list[str]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            self.settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"The model in {folder} cannot be read ({error}); install dragoman again.") from error

    @property
    def name(self) -> str:
        """Name and version of the weights."""
        return str(self.settings["name"])

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The encoder's tokenizer."""
        from tokenizers import Tokenizer

        path = self.folder / "tokenizer.json"
        if not path.exists():
            raise ModelError(f"{path} is missing; install dragoman again.")
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _session(self, name: str) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        path = self.folder / f"{name}.onnx"
        try:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"{path} cannot be loaded ({type(error).__name__}); install dragoman again.") from error

    @cached_property
    def _encoder(self) -> InferenceSession:
        return self._session("encoder")

    @cached_property
    def _tags(self) -> InferenceSession:
        return self._session("tags")

    @cached_property
    def _speech(self) -> InferenceSession:
        return self._session(f"speech_{self.convention}")

    @cached_property
    def _events(self) -> InferenceSession:
        return self._session("events")

    @cached_property
    def _relate(self) -> InferenceSession:
        return self._session("relate")

    def hidden(self, windows: Sequence[Window]) -> list[Floats]:
        """The last layer for each window, (T, 384)."""
        out: list[Floats] = []
        for window in windows:  # one at a time: padding costs more than batching gains on a CPU
            feed = {name: getattr(window, name)[None] for name in FEATURES}
            out.append(self._encoder.run(None, feed)[0][0])
        return out

    def scores(self, windows: Sequence[Window]) -> list[Scores]:
        """The word heads on each window."""
        out = []
        for window, hidden in zip(windows, self.hidden(windows), strict=True):
            words = hidden[window.word_piece]
            mentions, triggers, guide, polnear = self._tags.run(None, {"words": words})
            flat = guide if self.convention == "guide" else polnear
            out.append(Scores(words, mentions, triggers, flat.reshape(len(words), 3, 3)))
        return out

    def speech(self, words: Floats, cues: Sequence[tuple[int, int]]) -> Floats:
        """(N, W, roles, 3) logits of source, content and via, given each cue (word ranges)."""
        out: Floats = self._speech.run(None, {"words": words, "spans": np.array(cues, dtype=np.int64)})[0]
        return out

    def events(self, words: Floats, triggers: Sequence[tuple[int, int]]) -> EventScores:
        """The event heads, given each trigger (word ranges)."""
        return EventScores(*self._events.run(None, {"words": words, "spans": np.array(triggers, dtype=np.int64)}))

    def relate(self, text: str, actor: tuple[int, int], recipient: tuple[int, int]) -> dict[str, float]:
        """The probability of each PLOVER type, and NONE, of what ``actor`` does to ``recipient`` (offsets)."""
        window = marked_window(self.tokenizer, text, actor, recipient)
        hidden = self.hidden([window])[0]
        logits = self._relate.run(None, {"hidden": hidden[None], "marks": window.marks[None]})[0][0]
        logits = logits.astype(np.float64) / float(self.settings.get("relate_temperature", 1.0))
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        return dict(zip(self.labels["relations"], chances.tolist(), strict=True))
