"""Copies are found whatever was done to them, and reports of their own are left alone."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.reconcile.copies import Text, alike, fingerprint, groups, near, origin
from dragoman.reconcile.copies.groups import published
from dragoman.reconcile.copies.minhash import minima
from dragoman.types import Link

LEAD = (
    "Grünmark on Sunday recalled its ambassador to Ruritania for consultations after shells fired from across the border "
    "killed four people in the village of Haidmühl."
)
NOTE = (
    "The foreign ministry in Port Anselm called the shelling a breach of the truce signed in July and handed a note of "
    "protest to the Ruritanian envoy."
)
DENIAL = (
    "Ruritania's army denied that its guns had fired. It said in a statement that rebels who had captured mortars in the "
    "spring were trying to draw both countries into a war that neither of them wants."
)
VOICES = (
    "Residents told reporters that the shells fell shortly before dawn and that ambulances needed an hour, as the only "
    "bridge had been closed for repairs since Easter."
)
BORDER = (
    "The border has been quiet since observers of the Union took up their posts in August. Their mission said that it was "
    "looking into the incident and asked both sides to let its cars pass."
)
WIRE = "\n\n".join((LEAD, NOTE, DENIAL, VOICES, BORDER))
SPEECH = (
    "“We've counted every hull that crossed the line this year, and we have the names of every owner. Whoever comes again "
    "will lose the ship, the catch and the licence, and no telephone call from any embassy will bring them back.”"
)

FERRY = (
    "A ferry with 212 passengers aboard ran aground off the Skarn rocks late on Sunday, and lifeboats took everybody ashore "
    "within two hours. The company blamed a fault in the steering. Two people were treated for cold."
)
ELSEWHERE = (
    "Voters in Kesten chose a schoolteacher to be their mayor, the first woman in the office since the town got its charter. "
    "She won by a few votes after a recount that lasted until dawn, and promised to reopen the swimming baths.",
    "Drivers of two tram lines walked out over the new timetable. Their union said that it leaves no time for a driver to eat, "
    "and called for a vote on a longer strike in May. The operator offered to talk on Wednesday afternoon.",
    "The painter Ole Vandermeer, known for harbours in the fog, died at the age of ninety-one at home in Zell. A museum there "
    "will show his early drawings from June, and entrance will be free on the first day of every month.",
    "Scientists counted more grey seals than in any year before. They put it down to colder water and to the ban on nets close "
    "to the shore, which has been in force for six winters and is now to be made a law for good.",
)


def text(id: str, words: str, **fields: str | None) -> Text:
    return Text(id=id, text=words, **{"outlet": f"Outlet {id}", "published": "2031-11-02", **fields})


def linked(a: Text, b: Text) -> Link | None:
    """As the ledger does it: only what shares a band is judged."""
    fa, fb = fingerprint(a.text), fingerprint(b.text)
    return alike(a, b, fa, fb) if set(fa.bands) & set(fb.bands) else None


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        WIRE.replace("\n\n", " ").replace("'", "’"),
        f"By Anna Bakker and Piet Vos\n\n{WIRE}\n\nEditing by Grace Mwale.",
        f"{LEAD}\n\n{NOTE}\n\n{DENIAL}",
        "\n\n".join((BORDER, DENIAL, LEAD, VOICES, NOTE)),
        f"{LEAD} {NOTE} {VOICES}".upper(),
        WIRE.replace("killed", "took the lives of").replace("village", "hamlet").replace("protest", "complaint"),
    ],
    ids=["same", "capitals", "one paragraph", "by-line", "cut", "moved", "cut, in capitals", "touched up"],
)
def test_a_copy_is_found(copy: str) -> None:
    assert linked(text("a", WIRE), text("b", copy))


def test_a_copy_rewritten_at_the_top_is_found() -> None:
    top = "For the second time this year Port Anselm has called its man in Strelsau home, and this time in anger, AFP wrote."
    assert linked(text("a", WIRE, outlet="AFP"), text("b", "\n\n".join((top, NOTE, DENIAL, VOICES)), agency="AFP"))


def test_half_of_a_report_taken_over_is_more_a_copy_under_an_agencys_name() -> None:
    mixed = "\n\n".join((FERRY, NOTE, *ELSEWHERE[:2], BORDER))
    alone = linked(text("a", WIRE), text("b", mixed))
    credited = linked(text("a", WIRE, agency="Reuters"), text("b", mixed, agency="REUTERS"))
    assert alone is None
    assert credited
    assert credited.reason.endswith("and both credit Reuters.")


def test_one_speech_quoted_by_two_reporters_is_no_copy() -> None:
    a = f"Fisheries Minister Paul Anker warned foreign trawlers in parliament on Monday.\n\n{SPEECH} Anker said."
    b = f"Six armed vessels will guard the fishing grounds, lawmakers heard as tempers rose.\n\n{SPEECH} the minister declared."
    assert linked(text("a", a), text("b", b)) is None


@pytest.mark.parametrize("marks", ["“”", "‘’", '""', "''", "«»"])
def test_quotations_count_little_in_whatever_marks(marks: str) -> None:
    speech = SPEECH.replace("“", marks[0]).replace("”", marks[1])
    others = (
        "The minister rose at noon before a full house and spoke for less than ten minutes; the gallery cheered while "
        "diplomats from three countries left the room. Nobody named a price for the boats.",
        "Cutters with cannon are on the way to the cape, where fishermen have long asked for help against vessels from the "
        "south. Paul Anker, in office since spring, made the pledge at a stormy sitting.",
    )
    a, b = (text(id, f"{other}\n\n{speech}") for id, other in zip("ab", others, strict=True))
    assert linked(a, b) is None


def test_a_report_that_is_nearly_all_quotation_can_be_copied_whole() -> None:
    words = f"The minister said on Monday: {SPEECH} {SPEECH.replace('hull', 'mast').replace('owner', 'captain')}"
    link = linked(text("a", words), text("b", words.replace("said on Monday", "declared Monday")))
    assert link
    assert link.score < 1


def test_prices_of_another_day_are_no_copy() -> None:
    a = (
        "Gold opened at 61,240 crowns for ten grams in Zell on Monday, up 310 crowns from the last close, while silver changed "
        "hands at 712 crowns. Dealers said that buyers were waiting for figures on jobs abroad. In Kesten gold was quoted at "
        "61,390 crowns. Prices do not include charges for making or the tax on sales, which differ from town to town."
    )
    b = a.replace("61,240", "60,870").replace("310", "370").replace("712", "698").replace("61,390", "61,020")
    assert linked(text("a", a), text("b", b)) is None


def test_a_round_up_is_no_copy_of_the_brief_in_its_midst_but_one_that_opens_with_it_is() -> None:
    midst = "\n\n".join((*ELSEWHERE[:2], FERRY, *ELSEWHERE[2:]))
    assert linked(text("a", FERRY), text("b", midst)) is None
    assert linked(text("a", FERRY), text("b", "\n\n".join((FERRY, *ELSEWHERE))))


@pytest.mark.parametrize(
    ("fields", "copy"),
    [
        ({}, True),
        ({"published": "2031-11-04T23:00:00Z"}, True),
        ({"published": "2031-11-20"}, False),
        ({"outlet": "outlet a"}, False),
        ({"published": "soon"}, True),
    ],
)
def test_shared_background_counts_less_days_later_and_in_the_same_outlet(fields: dict[str, str], copy: bool) -> None:
    later = "\n\n".join((ELSEWHERE[0], LEAD, NOTE, DENIAL, BORDER))
    shorter = "\n\n".join((VOICES, LEAD, ELSEWHERE[1], NOTE, DENIAL))
    assert bool(linked(text("a", shorter), text("b", later, **fields))) is copy


def test_short_texts_are_copies_only_when_whole_and_of_one_title() -> None:
    a, b = text("a", "Photo gallery", title="The week"), text("b", "Photo gallery.", title="The Week")
    assert linked(a, b)
    assert linked(a, msgspec.structs.replace(b, title="Weather")) is None
    assert linked(a, msgspec.structs.replace(b, title=None)) is None


@pytest.mark.parametrize("empty", ["", " \n", "…", "«»"])
def test_texts_without_words_are_no_copies(empty: str) -> None:
    assert linked(text("a", empty, title="Live"), text("b", empty, title="Live")) is None


def test_the_reason_names_both_and_says_how_much() -> None:
    a = text("a", WIRE, outlet="AFP", title="Envoy recalled")
    b = text("b", f"{LEAD}\n\n{NOTE}", outlet="Zell Evening", title="Called home", agency="AFP")
    link = linked(a, b)
    assert link
    assert link.reason == (
        "«Called home» (Zell Evening) shares 100 % of its words in order with «Envoy recalled» (AFP), which is longer, "
        "52 of them in one run, and Zell Evening credits Agence France-Presse."
    )


PARTS = st.lists(st.sampled_from((LEAD, NOTE, DENIAL, VOICES, BORDER, SPEECH, *ELSEWHERE)), min_size=1, max_size=7)
OUTLETS = st.sampled_from(("AFP", "Reuters", "Courier", "Post", None))
DAYS = st.sampled_from((None, "", "2031-11-02", "2031-11-02T10:00:00+02:00", "2031-12-24", "yesterday"))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    return Text(
        id=draw(st.uuids()).hex,
        text="\n\n".join(draw(PARTS)),
        title=draw(st.sampled_from((None, "One", "Two"))),
        agency=draw(st.sampled_from((None, "AFP", "Agence France-Presse", "Reuters"))),
        outlet=draw(OUTLETS),
        published=draw(DAYS),
    )


@settings(deadline=None, max_examples=40)
@given(texts(), texts())
def test_it_is_the_same_whichever_comes_first(a: Text, b: Text) -> None:
    fa, fb = fingerprint(a.text), fingerprint(b.text)
    link = alike(a, b, fa, fb)
    assert link == alike(b, a, fb, fa)
    assert link is None or (0.3 <= link.score <= 1 and {link.a, link.b} == {a.id, b.id})


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_judged(one: str, other: str) -> None:
    a, b = text("a", one), text("b", other)
    fa, fb = fingerprint(one), fingerprint(other)
    assert msgspec.json.decode(msgspec.json.encode(fa), type=type(fa)) == fa
    alike(a, b, fa, fb)
    linked(text("a", f"{WIRE} {one}"), text("b", f"{WIRE} {other}"))


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.data())
def test_groups_depend_on_the_set_alone(ids: list[str], data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=9)) if ids else []
    links = [Link(a=a, b=b, score=0.5, reason=".") for a, b in pairs]
    found = groups(ids, links)
    assert sorted(id for group in found for id in group) == sorted(ids)
    assert found == sorted(tuple(sorted(group)) for group in found)
    of = {id: group for group in found for id in group}
    assert all(of[a] == of[b] for a, b in pairs)
    turned = [msgspec.structs.replace(link, a=link.b, b=link.a) for link in data.draw(st.permutations(links))]
    assert groups(data.draw(st.permutations(ids)), turned) == found


def test_groups_are_no_larger_than_the_links_make_them() -> None:
    links = [Link(a=a, b=b, score=1, reason=".") for a, b in (("d", "b"), ("b", "a"))]
    assert groups("abcd", links) == [("a", "b", "d"), ("c",)]
    with pytest.raises(ValueError, match="out of the ids"):
        groups("ab", links)


@pytest.mark.parametrize(
    ("members", "first"),
    [
        (
            [("a", None, "Post", "2031-11-01"), ("b", None, "AFP", "2031-11-02"), ("c", "AFP", "Star", "2031-11-01")],
            "b",
        ),
        ([("a", None, "Reuters", "2031-11-01"), ("b", None, "AFP", "2031-11-02"), ("c", "AFP", "Star", None)], "b"),
        ([("a", "AFP", "Post", "2031-11-01"), ("b", None, "Star", "2031-11-02")], "b"),
        ([("a", "AFP", "Reuters", "2031-11-01"), ("b", None, "Star", "2031-11-02")], "b"),
        ([("a", None, "Post", "2031-11-02T09:00:00Z"), ("b", None, "Star", "2031-11-02T10:30:00+02:00")], "b"),
        ([("a", None, "Post", "2031-11-02"), ("b", None, "Star", "2031-11-02T10:30:00+02:00")], "b"),
        ([("a", None, "Post", None), ("b", None, "Star", "2031-11-02")], "b"),
        ([("b", None, "Post", "2031-11-02"), ("a", None, "Star", "2031-11-02")], "a"),
        ([("b", "AFP", "Post", "2031-11-02"), ("a", "AFP", "Star", "2031-11-03")], "b"),
    ],
    ids=["agency", "credited agency", "own", "agency that credits", "hour", "day late", "undated", "tie", "all credit"],
)
def test_origin(members: list[tuple[str, str | None, str, str | None]], first: str) -> None:
    found = [Text(id=i, text="", agency=agency, outlet=outlet, published=day) for i, agency, outlet, day in members]
    assert origin(found) == origin(found[::-1]) == first


def test_nothing_has_no_origin() -> None:
    with pytest.raises(ValueError, match="no member"):
        origin([])


@given(st.one_of(st.text(max_size=30), st.datetimes().map(lambda t: t.isoformat())))
def test_any_time_of_publication_sorts(stamp: str) -> None:
    assert len(published(Text(id="a", text="", published=stamp))) == len("2031-11-02T09:00:00")


def test_what_is_stored_stays_the_same() -> None:
    """Fingerprints are kept for years: should one of these change, ledgers must be told to make theirs anew."""
    assert minima(["treaty", "river"], 4).tolist() == [3437946425, 120547820, 1109759952, 395670122]
    found = fingerprint(WIRE)
    assert found.exact == "0276105613a90085e8b9ff640f8a4c66"
    assert found.bands[::20] == ("m0b4bb308ddd5", "m86bdd9819db4", "p106b77f6ce1f")
    assert fingerprint(WIRE.upper()) == found


def test_near_turns_away_strangers_only() -> None:
    a, b, c = fingerprint(WIRE), fingerprint(f"{LEAD}\n\n{NOTE}"), fingerprint("\n\n".join(ELSEWHERE))
    assert near(a, b)
    assert near(b, a)
    assert not near(a, c)
    assert near(a, a)


def test_a_text_has_few_keys_however_long() -> None:
    rng = np.random.default_rng(0)
    long = " ".join(f"word{n}" for n in rng.integers(0, 5000, 100_000))
    assert len(fingerprint(long).bands) <= 1 + 40 + 128
    assert 40 < len(fingerprint(WIRE).bands) < 70
