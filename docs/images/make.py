"""Make the pictures of the README: the example report as a page and in the terminal.

    python docs/images/make.py [--sample]

Needs Chromium (on Debian: apt-get install chromium). ``--sample`` draws the record made by hand in ``tests/sample.py``
in place of what the reader finds.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import dragoman
from dragoman.export.html import HtmlWriter
from dragoman.export.text import TextWriter, draw

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #16191d; padding: 24px 28px; }}
pre {{ margin: 0; font: 14px/1.35 "DejaVu Sans Mono", Menlo, Consolas, monospace; color: #e4e6e8; }}
{stylesheet}</style><pre>{code}</pre>"""


def record(*, sample: bool) -> dragoman.Record:
    """The example report, read; or the record made by hand."""
    if sample:
        sys.path.insert(0, str(HOME))
        from tests.sample import record as by_hand

        return by_hand()
    return dragoman.read((HOME / "examples" / "report.txt").read_text(encoding="utf-8"))


def terminal(read: dragoman.Record) -> str:
    """The terminal view as HTML."""
    from rich.console import Console
    from rich.terminal_theme import TerminalTheme

    theme = TerminalTheme(
        (22, 25, 29),
        (228, 230, 232),
        [
            (22, 25, 29),
            (255, 138, 128),
            (132, 207, 135),
            (232, 176, 78),
            (130, 170, 255),
            (214, 163, 230),
            (120, 200, 215),
            (228, 230, 232),
        ],
        [
            (140, 150, 160),
            (255, 138, 128),
            (132, 207, 135),
            (232, 176, 78),
            (130, 170, 255),
            (214, 163, 230),
            (120, 200, 215),
            (255, 255, 255),
        ],
    )
    console = Console(record=True, width=108, file=io.StringIO(), force_terminal=True, highlight=False)
    draw(read, console)
    return console.export_html(theme=theme, code_format=TERMINAL)


def shoot(html: str, picture: Path, width: int, height: int) -> None:
    """Photograph a page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("There is no Chromium here; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        how = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]
        command = [browser, *how, f"--user-data-dir={folder}/profile", f"--screenshot={picture}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    """Make both pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true")
    read = record(sample=parser.parse_args().sample)
    shoot(HtmlWriter().text(read), HERE / "page.png", 1320, 1180)
    lines = TextWriter(width=108).text(read).rstrip().count("\n") + 1
    shoot(terminal(read), HERE / "terminal.png", 980, 48 + 19 * lines)


if __name__ == "__main__":
    main()
