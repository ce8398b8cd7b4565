"""One address for one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.collect import canonical


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("HTTP://Example.ORG:80/a", "http://example.org/a"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://user:secret@example.org./a#part", "https://example.org/a"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org//a/./b/../c//", "https://example.org/a/c"),
        ("https://example.org/a?b=2&a=1&utm_source=feed&UTM_Medium=x&fbclid=Q", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/?p=79204", "https://example.org/?p=79204"),
        ("https://example.org/%7euser/%c3%a9t%C3%A9", "https://example.org/~user/%C3%A9t%C3%A9"),
        ("https://example.org/été", "https://example.org/%C3%A9t%C3%A9"),
        ("https://bücher.example/a b", "https://xn--bcher-kva.example/a%20b"),
        ("https://example.org/a%2Fb?c=%26", "https://example.org/a%2Fb?c=%26"),
        (" https://exam\nple.org/a ", "https://example.org/a"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://[broken", "http://[broken"),
        ("https://example.org:port/", "https://example.org:port/"),
        ("no address", "no address"),
    ],
)
def test_an_address_has_one_form(url: str, one: str) -> None:
    assert canonical(url) == one


_WORDS = st.text(alphabet="abcXYZ019%2fF/.:@?#&=[]é ü~+;utm_-\x00\ud800", max_size=30)


@given(
    st.one_of(
        st.text(max_size=60),
        st.builds("{}://{}/{}?{}".format, st.sampled_from(["http", "HTTPS"]), _WORDS, _WORDS, _WORDS),
    )
)
def test_the_one_form_is_its_own(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@given(st.permutations(["a=1", "b=2", "b=1", "utm_id=9", "c"]))
def test_the_order_of_the_query_does_not_matter(pairs: list[str]) -> None:
    assert canonical("https://example.org/a?" + "&".join(pairs)) == "https://example.org/a?a=1&b=1&b=2&c"
