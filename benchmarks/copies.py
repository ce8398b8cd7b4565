"""How well copies are found: ``python -m benchmarks.copies``.

The test set is made when it is run, from the texts of ``../shared/data/text`` (``wikinews.jsonl``, ``worldwide``): each
source gets copies by edits of known kinds, seeded. All else are distinct reports: among them real ones on one event, real
ones that share their background, and the pairs of ``data/copies.yaml``, written for dragoman. ``--half tune`` is the half of
the sources (by hash) that thresholds were set on, ``--half held`` (the default) the other. Times are of the processor.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from pathlib import Path

import msgspec
import yaml

from benchmarks.measures import Count
from dragoman.prepare import prepare_text
from dragoman.reconcile.copies import Fingerprint, Text, alike, fingerprint, groups, near
from dragoman.reconcile.copies.words import common_words
from dragoman.types import Link

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data" / "text"
SHORTEST, LONGEST = 100, 4000
"""Words of a source: a shorter text is a caption, a longer one no report."""
REAL_COPIES = (
    ("arg_buenosairestimes_2", "arg_buenosairestimes_6"),
    ("canada_indig_4", "canada_indig_5"),
    ("sa_iol_6", "sa_star_13"),
    ("cn_article_scmp_36", "cn_article_scmp_76"),
    ("ghana_newsghana_19", "ghana_newsghana_4"),
)
"""Texts of ``worldwide`` that are copies as they stand, read by hand; each pair counts as one source."""
AGENCIES = ("AFP", "Reuters", "AP", "Xinhua", "dpa")
OUTLETS = ("The Ledger", "Morning Courier", "Daily Observer", "The Tribune", "Harbour Post", "News Nine")
NAMES = ("Anna Bakker", "Tomas Reyes", "Jin Harada", "Leila Osman", "Piet Vos", "Grace Mwale")
LETTERS = re.compile(r"[^\W\d_]+")


class Item(msgspec.Struct):
    """One report of the test set: which group it truly belongs to, and by which edit it came."""

    text: Text
    truth: str
    kind: str


# --- edits -----------------------------------------------------------------------------------------------------------


def sentences(paragraph: str) -> list[str]:
    """Good enough for editing."""
    return re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])", paragraph)


class Editor:
    """Edits of known kinds; ``vocabulary``: lower-case words that are put in place of others."""

    def __init__(self, rng: random.Random, vocabulary: list[str]) -> None:
        self.rng = rng
        self.vocabulary = vocabulary

    def cut(self, text: Text) -> Text:
        """The first 20 to 60 % of it, as an editor cuts from the end; at least 60 words."""
        parts = [s for p in text.text.split("\n") if p.strip() for s in (*sentences(p), "\n")]
        goal = max(60, self.rng.uniform(0.2, 0.6) * len(text.text.split()))
        kept: list[str] = []
        for part in parts:
            kept.append(part)
            if sum(len(k.split()) for k in kept) >= goal:
                break
        return self.elsewhere(text, " ".join(kept))

    def abridged(self, text: Text) -> Text:
        """Half of the sentences, in their order, from all over."""
        kept = [
            " ".join(s for i, s in enumerate(sentences(p)) if (number == 0 and i == 0) or self.rng.random() < 0.55)
            for number, p in enumerate(paragraphs(text))
        ]
        return self.elsewhere(text, "\n\n".join(p for p in kept if p))

    def retitled(self, text: Text) -> Text:
        """Another title; marks and case of the title line alone differ."""
        return self.elsewhere(text, text.text.replace("“", '"').replace("”", '"').replace("’", "'"))

    def bylined(self, text: Text) -> Text:
        """Another by-line at the top and credits below."""
        one, two, three = self.rng.sample(NAMES, 3)
        top = f"By {one} and {two} | {self.rng.choice(OUTLETS)} | Updated 14:0{self.rng.randrange(10)}"
        end = f"(Reporting by {two}; additional reporting by {three}; Editing by {one}. All rights reserved.)"
        return self.elsewhere(text, f"{top}\n\n{text.text}\n\n{end}")

    def moved(self, text: Text) -> Text:
        """Paragraphs in another order, the first among them."""
        parts = paragraphs(text)
        if len(parts) < 3:
            parts = [s for p in parts for s in sentences(p)]
        self.rng.shuffle(parts)
        return self.elsewhere(text, "\n\n".join(parts))

    def rewritten(self, share: float) -> Callable[[Text], Text]:
        """An edit that touches ``share`` of the words: other words, words left out, sentences changing places."""

        def edit(text: Text) -> Text:
            return self.elsewhere(text, "\n\n".join(self._rewrite(p, share) for p in paragraphs(text)))

        return edit

    def agency_top(self, text: Text) -> Text:
        """The top told anew (three words of four) with an agency's credit, a few words changed below, the end cut."""
        agency = self.rng.choice(AGENCIES)
        parts = paragraphs(text)
        if len(parts) < 4:
            parts = [s for p in parts for s in sentences(p)]
        top = max(1, len(parts) // 6)
        body = parts[top : max(top + 3, int(len(parts) * self.rng.uniform(0.6, 1.0)))]
        leads = [f"{self._rewrite(p, 0.75)} {agency} reported." for p in parts[:top]]
        made = self.elsewhere(text, "\n\n".join((*leads, *(self._rewrite(p, 0.05) for p in body))))
        return msgspec.structs.replace(made, agency=agency)

    def _rewrite(self, paragraph: str, share: float) -> str:
        found = sentences(paragraph)
        for i in range(len(found) - 1):
            if self.rng.random() < share / 2:
                found[i], found[i + 1] = found[i + 1], found[i]
        return " ".join(" ".join(self._words(s.split(), share)) for s in found)

    def _words(self, words: list[str], share: float) -> Iterator[str]:
        """Stretches of one to three words are replaced (7 of 10), left out (2 of 10) or added to (1 of 10)."""
        at = 0
        while at < len(words):
            length = self.rng.choice((1, 1, 2, 3))
            # a stretch begins so often that ``share`` of all words lie in one
            if self.rng.random() >= share / (1.75 - 0.75 * share):
                yield words[at]
                at += 1
                continue
            how = self.rng.random()
            if how < 0.7:
                yield from (self._other(w) for w in words[at : at + length])
            elif how > 0.9:
                yield from (*words[at : at + length], *self.rng.choices(self.vocabulary, k=length))
            at += length

    def _other(self, word: str) -> str:
        # who rewrites a report keeps its names and figures: half of the time they stay
        if (word[:1].isupper() or any(c.isdigit() for c in word)) and self.rng.random() < 0.5:
            return word
        return self.rng.choice(self.vocabulary)

    def elsewhere(self, text: Text, words: str) -> Text:
        """The text as another outlet has it, a little later."""
        return msgspec.structs.replace(
            text, text=words, title=self._title(), outlet=self.rng.choice(OUTLETS), agency=None
        )

    def _title(self) -> str:
        return " ".join(self.rng.choices(self.vocabulary, k=7)).capitalize()

    def kinds(self) -> dict[str, Callable[[Text], Text]]:
        """All edits by name."""
        plain = (self.cut, self.abridged, self.retitled, self.bylined, self.moved, self.agency_top)
        return {e.__name__: e for e in plain} | {f"rewritten {n} %": self.rewritten(n / 100) for n in (10, 20, 30, 40)}


def paragraphs(text: Text) -> list[str]:
    """The paragraphs of a text."""
    return [p.strip() for p in text.text.split("\n") if p.strip()]


# --- the set ---------------------------------------------------------------------------------------------------------


def sources() -> Iterator[Text]:
    """The reports of the data, made readable as those of a ledger are."""
    for line in (DATA / "wikinews.jsonl").read_text().splitlines():
        row = json.loads(line)
        yield _text(f"w:{row['url'].rsplit('/', 1)[-1]}", row["text"], row["title"], "Wikinews", row["date"])
    for path in sorted((DATA / "worldwide").glob("*.txt")):
        yield _text(path.stem, path.read_text(errors="replace"), None, path.stem.rsplit("_", 1)[0], None)


def _text(id: str, text: str, title: str | None, outlet: str, day: str | None) -> Text:
    try:
        report = prepare_text(text, title=title, outlet=outlet, date=day).report
    except Exception as error:
        print(f"{id}: {error}")
        return Text(id=id, text="", title=title, agency=None, outlet=outlet, published=None)
    day = day or report.date or report.dateline_day
    return Text(id=id, text=report.text, title=report.title, agency=report.agency, outlet=report.outlet, published=day)


def half_of(id: str) -> str:
    """``tune`` or ``held``, by the hash of the source."""
    return ("tune", "held")[int(hashlib.sha1(id.encode()).hexdigest(), 16) % 2]


def test_set(half: str, seed: int, copies: int) -> list[Item]:
    """Sources of a half, each with some copies of different kinds; one in three has none."""
    same = {id: pair[0] for pair in REAL_COPIES for id in pair}
    texts = [t for t in sources() if SHORTEST <= len(t.text.split()) <= LONGEST]
    texts = [t for t in texts if half == "all" or half_of(same.get(t.id, t.id)) == half]
    vocabulary = [w for t in texts for w in t.text.split() if w.isalpha() and w.islower()]
    items: list[Item] = []
    kinds = 0
    for text in texts:
        truth = same.get(text.id, text.id)
        items.append(Item(text, truth, "source"))
        rng = random.Random(f"{seed}:{text.id}")
        edits = list(Editor(rng, vocabulary).kinds().items())
        for number in range(copies if rng.random() < 2 / 3 else 0):
            kind, edit = edits[kinds % len(edits)]
            kinds += 1
            copy = msgspec.structs.replace(edit(text), id=f"{text.id}#{number}")
            items.append(Item(copy, truth, kind))
    return items


# --- figures ---------------------------------------------------------------------------------------------------------


def candidates(prints: list[Fingerprint]) -> set[tuple[int, int]]:
    """Pairs that share a band."""
    buckets: defaultdict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(prints):
        for band in one.bands:
            buckets[band].append(i)
    return {pair for bucket in buckets.values() for pair in combinations(bucket, 2)}


def pairs_of(truths: Iterable[tuple[str, int]]) -> set[tuple[int, int]]:
    """Pairs of items under one name."""
    by: defaultdict[str, list[int]] = defaultdict(list)
    for name, i in truths:
        by[name].append(i)
    return {pair for members in by.values() for pair in combinations(sorted(members), 2)}


class Figures(msgspec.Struct):
    """What a test set gave."""

    candidates: Count
    direct: Count
    pairs: Count
    kinds: dict[str, Count]
    wrong: list[str]


def measure(items: list[Item]) -> Figures:
    """Sought by bands, judged, grouped, and held against the truth."""
    prints = [fingerprint(item.text.text) for item in items]
    sought = candidates(prints)
    links = judged(items, prints, sought)
    at = {item.text.id: i for i, item in enumerate(items)}
    direct = {tuple(sorted((at[link.a], at[link.b]))) for link in links}
    found = pairs_of((g[0], at[id]) for g in groups(list(at), links) for id in g)
    truth = pairs_of((item.truth, i) for i, item in enumerate(items))
    kinds: defaultdict[str, Count] = defaultdict(Count)
    for a, b in truth:
        if "source" in (items[a].kind, items[b].kind):
            kind = items[b].kind if items[a].kind == "source" else items[a].kind
            kinds[kind].add((a, b) in sought, (a, b) in direct, 1)
    wrong = [f"{link.score:.2f} {link.reason}" for link in links if items[at[link.a]].truth != items[at[link.b]].truth]
    wrong += [f"missed: {items[a].text.id} | {items[b].text.id} ({items[b].kind})" for a, b in sorted(truth - found)]
    return Figures(
        Count(len(sought & truth), len(sought), len(truth)),
        Count(len(direct & truth), len(direct), len(truth)),
        Count(len(found & truth), len(found), len(truth)),
        dict(sorted(kinds.items())),
        wrong,
    )


def judged(items: list[Item], prints: list[Fingerprint], sought: Iterable[tuple[int, int]]) -> list[Link]:
    """The links among the pairs sought."""
    links = (alike(items[a].text, items[b].text, prints[a], prints[b]) for a, b in sorted(sought))
    return [link for link in links if link]


def written() -> list[Item]:
    """The pairs of ``data/copies.yaml``."""
    items = []
    # the base loader leaves dates the strings they are
    for number, pair in enumerate(yaml.load((HERE / "data" / "copies.yaml").read_text(), Loader=yaml.BaseLoader)):
        for side in ("a", "b"):
            id = f"{number:02d}{side}"
            text = Text(id=id, **{"title": None, "agency": None, "published": None} | pair[side])
            truth = f"{number:02d}" if pair["copy"] == "true" else id
            items.append(Item(text, truth, "written" if side == "b" else "source"))
    return items


def _exchanged(other: dict[str, str], match: re.Match[str]) -> str:
    return other.get(match[0], match[0])


def speed(items: list[Item], count: int) -> dict[str, float]:
    """Fingerprints a second, and seconds to seek and judge among ``count`` reports.

    They are the set over and over, each round with other telling words, so that rounds are no copies of each other.
    """
    rng = random.Random(0)
    words = {w for item in items for w in LETTERS.findall(item.text.text)}
    telling = sorted(w for w in words if w.casefold() not in common_words())
    many: list[Item] = []
    while len(many) < count:
        other = dict(zip(telling, rng.sample(telling, len(telling)), strict=True)) if many else {}
        for item in items[: count - len(many)]:
            text = LETTERS.sub(partial(_exchanged, other), item.text.text)
            many.append(Item(msgspec.structs.replace(item.text, id=f"{len(many)}", text=text), "", ""))
    begin = time.process_time()
    prints = [fingerprint(item.text.text) for item in many]
    printed = time.process_time()
    sought = candidates(prints)
    found = time.process_time()
    links = judged(many, prints, sought)
    end = time.process_time()
    return {
        "words a report": sum(len(item.text.text.split()) for item in many) / count,
        "keys a report": sum(len(one.bands) for one in prints) / count,
        "fingerprints a second": count / (printed - begin),
        "pairs sought": len(sought),
        "seconds to seek them": found - printed,
        "near by fingerprint": sum(near(prints[a], prints[b]) for a, b in sought),
        "links": len(links),
        "seconds to judge": end - found,
        "judged a second": len(sought) / (end - found),
    }


def show(name: str, figures: Figures, *, verbose: bool) -> None:
    """Prints the figures of a set."""
    print(f"{name}: pairwise {figures.pairs}")
    print(f"  found by the bands alone: recall {figures.candidates.recall:.4f}, {figures.candidates.said} pairs sought")
    print(f"  judged alike directly: {figures.direct}")
    for kind, count in figures.kinds.items():
        print(f"  {kind:>14}: {count.gold} copies, {count.right} share a band, {count.said} judged alike to the source")
    for line in figures.wrong[: None if verbose else 12]:
        print(f"    {line}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "held", "all"), default="held")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=int, default=3, help="copies of a source that has any")
    parser.add_argument("--speed", type=int, default=20_000, metavar="COUNT", help="reports timed; 0 for none")
    parser.add_argument("--verbose", action="store_true", help="every error")
    options = parser.parse_args()
    show("written pairs", measure(written()), verbose=options.verbose)
    if not DATA.exists():
        raise SystemExit("There is no ../shared/data here; only the written pairs are measured.")
    items = test_set(options.half, options.seed, options.copies)
    print(f"{len(items)} reports of {options.half}: {dict(Counter(item.kind for item in items))}")
    show(options.half, measure(items), verbose=options.verbose)
    if options.speed:
        for name, value in speed(items, options.speed).items():
            print(f"{name:>22}: {value:,.1f}")


if __name__ == "__main__":
    main()
