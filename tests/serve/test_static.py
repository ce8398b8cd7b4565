"""What browsers keep: named by its content, as the packages had it, and small."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dragoman.serve import look

VENDOR = look.STATIC / "vendor"
TESTED_BY = Path(__file__).parent / "vendor"
DRAWN = {"side.worldmap", "side.timeline", "chain", "drawing", "timeline"}
"""Drawings, which escape what is written in them."""
PAGES = (
    "/",
    "/search?q=Kenya",
    "/quotes",
    "/sources",
    "/watches",
    "/corrections",
    "/welcome",
    "/sign-in",
    "/pair/KEN/SOM",
    "/party/KEN",
)
MOST = 150_000
"""Bytes of a page with all that it takes, compressed."""


def test_kept_for_good_where_the_address_names_the_content(client: TestClient) -> None:
    named, bare = client.get(look.asset("style.css")), client.get("/static/style.css")
    assert "immutable" in named.headers["cache-control"]
    assert bare.headers["cache-control"] == "no-cache"
    again = client.get("/static/style.css", headers={"If-None-Match": bare.headers["etag"]})
    assert again.status_code == 304
    other = client.get("/static/style.css?v=000000000000")
    assert other.headers["cache-control"] == "no-cache"


def test_compressed(client: TestClient) -> None:
    assert client.get("/static/style.css").headers["content-encoding"] == "gzip"


def vendored(folder: Path) -> dict[str, list[str]]:
    """Package, version, licence, file of the package, and digest, by file."""
    lines = (folder / "VERSIONS").read_text().splitlines()
    return {cells[0]: cells[1:] for line in lines if len(cells := line.split()) == 6 and len(cells[-1]) == 64}


@pytest.mark.parametrize("folder", [VENDOR, TESTED_BY])
def test_vendored_files_are_what_they_are_said_to_be(folder: Path) -> None:
    told = {name: cells[-1] for name, cells in vendored(folder).items()}
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if ".min." in path.name}
    assert found == told
    assert {path.stem for path in folder.glob("*.LICENSE")} == {name.partition(".")[0] for name in found}


def test_the_notice_names_all_that_is_vendored() -> None:
    notice = " ".join((Path(__file__).parents[2] / "NOTICE").read_text().split())
    for package, version, licence, *_ in [*vendored(VENDOR).values(), *vendored(TESTED_BY).values()]:
        assert f"{package.removesuffix('.org')} {version}, {licence}".lower() in notice.lower()
    for place in ("src/dragoman/serve/demo", "benchmarks/data", "training/written", "tests/serve/vendor"):
        assert place in notice


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    for path in (look.HERE / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path.name
        assert not re.search(r"(?:src|link[^>]*href)=[\"'](?:https?:)?//", text), path.name
        assert set(re.findall(r"([\w.]+)\s*\|\s*safe\b", text)) <= DRAWN, path.name


def test_sheets_take_nothing_from_elsewhere() -> None:
    for path in [*look.STATIC.rglob("*.css"), *look.STATIC.glob("**/*.js")]:
        if path.parent != VENDOR:
            assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import|\beval\(|innerHTML", path.read_text()), (
                path.name
            )


def test_small(client: TestClient) -> None:
    for path in PAGES:
        page = client.get(path, follow_redirects=True)
        assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        sent = sum(int(client.get(asset).headers["content-length"]) for asset in assets)
        assert page.status_code == 200, path
        assert len(gzip.compress(page.content, 6)) + sent <= MOST, path
