"""Malformed feeds, pages, lists, tables, mailboxes and archives of JSON: none may crash the collector or stall it.

    PYTHONPATH=. python -m benchmarks.hostile [--count 10000] [--seed 1]

Well-formed samples are damaged at random (the seed gives the same damage again), and beside them stand cases made by
hand: bombs, floods, what has no end. Each goes the way it goes in earnest; pages are also made readable. A case fails
when anything is raised, when an error is no single sentence, or when it takes more than ``SECONDS`` of processor time.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import httpx2

from dragoman.collect import Failure, Feed, FeedState, Page, Raw, collect
from dragoman.collect.http import Http
from dragoman.errors import DragomanError
from dragoman.prepare import prepare

SECONDS = 5.0
NOW = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
LONG = " ".join(
    f"The minister said on day {n} that the bridge at Khan Uul would open to all traffic." for n in range(12)
)
ITEM = (
    "<item><title>Bridge &amp; road {n}</title><link>http://site.example/{n}</link><guid>n{n}</guid>"
    "<pubDate>Tue, 26 Nov 2024 10:{n:02d}:00 +0300</pubDate><dc:creator>A. Writer</dc:creator>"
    "<description>&lt;p&gt;Short.&lt;/p&gt;</description><content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"
)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Khan Uul Courier</title><ttl>60</ttl>'
    + "".join(ITEM.format(n=n, text=LONG) for n in range(3))
    + "</channel></rss>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://site.example/"><title>Courier</title></channel>'
    '<item rdf:about="http://site.example/1"><title>Bridge</title><link>http://site.example/1</link>'
    f"<dc:date>2024-11-26T10:57:00+03:00</dc:date><description>{LONG}</description></item></rdf:RDF>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://site.example/"><title>Courier</title><id>urn:f</id>'
    '<entry><title type="html">Bridge &amp;amp; road</title><id>urn:1</id><link rel="alternate" href="/1"/>'
    "<published>2024-11-26T10:57:00+03:00</published><updated>2024-11-26T11:00:00Z</updated>"
    f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p></div></content></entry></feed>'
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "items": [
            {"id": "1", "url": "/1", "title": "Bridge", "content_html": LONG, "date_published": "2024-11-26T10:57:00Z"}
        ],
    }
)
OPML = (
    '<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="Asia">'
    '<outline type="rss" text="Courier" xmlUrl="http://site.example/rss"/></outline></body></opml>'
)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge opens | Courier</title>'
    '<meta property="article:published_time" content="2024-11-26"></head><body><nav><a href="/">Home</a></nav>'
    f"<article><h1>Bridge opens</h1><p>{LONG}</p><blockquote>“We waited,” he said.</blockquote></article></body></html>"
)
CSV = f'title,text,date\nBridge,"{LONG}",2024-11-26\n' * 3
JSONL = "\n".join(json.dumps({"text": LONG, "title": f"Bridge {n}", "date": "2024-11-26"}) for n in range(4))

TOKENS = [
    b"<", b">", b"&", b"&#x41;", b"&#99999999999;", b"&lol;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [",
    b'<!ENTITY a "&b;&b;">', b"<?xml", b"?>", b"</item>", b"<item>", b"</", b"<a b='", b'"', b"'", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"{", b"[", b"}", b"]", b",", b"\n", b"\r", b"\t", b";", b"--", b"\n--b\n", b"=?utf-8?q?",
    b"=?utf-8?b?", b"\nFrom x\n", b"xmlns:a='b' ", b"encoding='punycode'", b"1e999", b"\\ud800", b"%", b"9" * 40,
    b"<pubDate>", b"<link>", b"<content:encoded>", b"<description>", b"<script>", b"<div>", b"<table><tr><td>", b"(", b"@",
]  # fmt: skip

Case = tuple[str, bytes]


def mail() -> bytes:
    """A mailbox with one newsletter."""
    message = EmailMessage()
    for name, value in (("From", "Courier <news@courier.example>"), ("Subject", "Bridge — opens"), ("Message-ID", "<1@c>"),
                        ("Date", "Tue, 26 Nov 2024 10:57:00 +0300")):  # fmt: skip
        message[name] = value
    message.set_content(LONG)
    message.add_alternative(f"<p>{LONG}</p>", subtype="html")
    return b"From a@b\n" + message.as_bytes() + b"\n\nFrom c@d\n" + message.as_bytes()


def parquet() -> bytes | None:
    """A table of two reports; None where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet as format_
    except ImportError:
        return None
    written = io.BytesIO()
    format_.write_table(pyarrow.table({"text": [LONG, LONG], "title": ["Bridge", None]}), written)
    return written.getvalue()


def samples() -> list[Case]:
    """Well-formed documents by the ending of the file that would hold them; feeds twice, as there are most of them."""
    found = [
        (".rss", RSS), (".rss", RDF), (".rss", ATOM), (".rss", JSON_FEED), (".rss", RSS), (".rss", ATOM),
        (".html", PAGE), (".html", PAGE), (".opml", OPML), (".csv", CSV), (".jsonl", JSONL), (".json", f"[{JSONL.replace(chr(10), ',')}]"),
    ]  # fmt: skip
    table = parquet()
    return (
        [(end, text.encode()) for end, text in found] + [(".mbox", mail())] + ([(".parquet", table)] if table else [])
    )


def damaged(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """``data`` with one to six things done to it."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(data))
        end = min(len(data), at + int(rng.expovariate(1 / 40)))
        kind = rng.randrange(8)
        if kind == 0:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:end] + data[at:end] * rng.randint(1, 50) + data[end:]
        elif kind in (3, 4):
            data = data[:at] + rng.choice(TOKENS) + data[end if kind == 3 else at :]
        elif kind == 5:
            token = rng.choice(TOKENS)
            data = data[:at] + token * rng.choice([10, 100, 1000, 20_000 // len(token)]) + data[at:]
        elif kind == 6:
            data = data[:at]
        else:
            data = data[:at] + other[rng.randint(0, len(other)) :]
    return data


def made_by_hand() -> Iterator[Case]:
    """What somebody who means harm would send, each a megabyte or more."""
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">{entities}]>'
    outside = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://10.0.0.1/d">%d;]>'
    for prolog in (bomb, outside, "<?xml " + "encoding='" * 100_000, "<!--" * 250_000, "<!DOCTYPE x [" * 80_000):
        yield ".rss", (prolog + RSS.replace("Short.", "&j;")).encode()
        yield ".opml", (prolog + OPML.replace("Asia", "&j;")).encode()
        yield ".html", (prolog + PAGE).encode()
    head, tail = RSS.encode().split(b"Short.", 1)
    for token in TOKENS:
        flood = token * (1_000_000 // len(token))
        yield ".rss", head + flood + tail
        yield ".html", PAGE.encode().replace(b"<p>", b"<p>" + flood)
        yield ".mbox", mail().replace(b"\n\n", b"\n" + flood + b"\n\n", 1)
        yield ".mbox", b"From x\nSubject: " + flood[:90_000] + b"\n\n" + LONG.encode()
        yield ".csv", b"text\n" + flood
        yield ".jsonl", b'{"text": "' + flood[:100_000]  # each line is a report of its own
        yield ".json", flood
        yield ".opml", b"<opml><body>" + flood
    for many in (b"<rss><channel>" + b"<item><title>x</title></item>" * 200_000, b"<feed>" + b"<entry>" * 500_000):
        yield ".rss", many
    for end in (".rss", ".html", ".opml", ".csv", ".json", ".jsonl", ".mbox", ".parquet"):
        yield end, b""
        yield end, bytes(range(256)) * 4000
        yield end, b"\x00" * 1_000_000


def web(body: bytes) -> Http:
    """A web where every address answers with ``body``."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "text/html"}, content=body)

    return Http(transport=httpx2.MockTransport(answer), interval=0.0, attempts=1)


def collected(end: str, data: bytes, folder: Path) -> list[Raw | Failure]:
    """What the collector makes of a case: feeds and pages come over the web, the rest from a file."""
    if end == ".rss":
        with_page = web(PAGE.encode())
        poll = Feed("http://feed.example/", http=web(data)).poll(FeedState(), now=NOW)
        feed = Feed("http://feed.example/", http=with_page)
        return [*poll.items, *feed.poll(poll.state, now=NOW).items]
    if end == ".html":
        return list(Page("http://site.example/page", http=web(data)).items())
    path = folder / f"case{end}"
    path.write_bytes(data)
    return list(collect([str(path)], http=web(RSS.encode())))


def tried(case: Case, folder: Path) -> str | None:
    """What is wrong with how a case ended; None if nothing is."""
    end, data = case
    for item in collected(end, data, folder):
        error = item.error if isinstance(item, Failure) else None
        if isinstance(item, Raw) and end in (".html", ".mbox"):
            try:
                prepare(item)
            except DragomanError as refusal:
                error = refusal
        if error is not None and ("\n" in str(error) or "fault of dragoman" in str(error)):
            return f"no single sentence: {error!r}"
    return None


def cases(count: int, seed: int) -> Iterator[Case]:
    """``count`` cases: those made by hand first."""
    made = list(made_by_hand())[:count]
    yield from made
    rng = random.Random(seed)
    good = samples()
    for _ in range(count - len(made)):
        end, data = rng.choice(good)
        yield end, damaged(data, rng.choice(good)[1], rng)


def stalled(*_: object) -> None:
    """Ends a case that would never end by itself."""
    raise TimeoutError(f"no end after {4 * SECONDS:g} s")


def main(written: list[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Exit status: 1 if any case crashed or was slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(written)
    signal.signal(signal.SIGVTALRM, stalled)
    kinds: Counter[str] = Counter()
    wrong: list[str] = []
    times: list[tuple[float, int, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases(asked.count, asked.seed)):
            started = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, 4 * SECONDS)
            try:
                fault = tried(case, Path(folder))
            except Exception as error:
                fault = f"raised {error!r}"
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - started
            kinds[case[0]] += 1
            times.append((took, number, case[0]))
            if sys.stderr.isatty() and number % 100 == 0:
                print(f"\r{number}", end="", file=sys.stderr)
            if fault or took > SECONDS:
                wrong.append(f"case {number} ({case[0]}, {took:.1f} s): {fault or 'slow'}"[:300])
    say(f"{sum(kinds.values())} malformed documents: " + ", ".join(f"{n} {end}" for end, n in sorted(kinds.items())))
    say("slowest: " + ", ".join(f"{took:.2f} s (case {n}, {end})" for took, n, end in sorted(times, reverse=True)[:5]))
    say(f"crashed, stalled or slower than {SECONDS:g} s: {len(wrong)}")
    for line in wrong[:40]:
        say(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
