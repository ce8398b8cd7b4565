"""The ontology is whole, agrees with itself, and its compiled form is current."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import dragoman.ontology.compile as compiling
from dragoman.ontology import Cameo, cameo_code, ontology
from dragoman.ontology.schema import Backward

ROOM = Path(compiling.__file__).parent


def test_compiled_form_is_current() -> None:
    assert (ROOM / "ontology.json").read_bytes() == compiling.compile_ontology()


def test_plover_is_whole() -> None:
    plover = ontology()
    assert len(plover.types) == 16
    assert len(plover.contexts) == len(set(plover.contexts)) == 37
    assert len(plover.quads) == 4
    assert len(plover.sectors) == 25
    assert {code.code for code in plover.international} == {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
    assert {kind.name for kind in plover.types if kind.recipient_required} == {"COOPERATE", "AID", "SANCTION"}


def test_scores_have_the_sign_of_their_quad() -> None:
    for kind in ontology().types:
        for score in (kind.score, *(mode.score for mode in kind.modes)):
            assert -10 <= score <= 10
            if kind.name != "REQUEST":  # draft 2.0 scores a plea for help slightly above zero
                assert (score > 0) == (kind.quad <= 2), (kind.name, score)


def test_cameo_speaks_the_words_of_plover() -> None:
    plover = ontology()
    codes = {row.code for row in plover.cameo}
    rows: list[Cameo | Backward] = [*plover.cameo, *plover.backwards]
    for row in rows:
        kind = plover.type(row.type)
        assert row.mode is None or kind.mode(row.mode), row
        assert set(row.contexts) <= set(plover.contexts), row
        assert row.code in codes, row
    assert len(codes) == len(plover.cameo) > 250


def test_unknown_type_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        ontology().type("GOSSIP")


@pytest.mark.parametrize(
    ("type_", "mode", "contexts", "code"),
    [
        ("CONSULT", "visit", ("diplomatic",), "042"),
        ("CONSULT", None, (), "040"),
        ("CONSULT", "third-party", (), "045"),
        ("REQUEST", "assist", (), "101"),
        ("REQUEST", "assist", ("diplomatic",), "102"),
        ("REQUEST", "assist", ("economic", "health"), "1011"),
        ("AGREE", None, (), "030"),
        ("AGREE", None, ("diplomatic",), "030"),
        ("AGREE", None, ("diplomatic", "economic"), "0311"),
        ("ACCUSE", "allege", ("military",), "1123"),
        ("ACCUSE", "allege", ("legal", "military"), "1124"),
        ("ACCUSE", "investigate", ("corruption",), "091"),
        ("COERCE", "seize", ("military",), "192"),
        ("COERCE", "arrest", ("crime",), "173"),
        ("ASSAULT", "aerial", ("military",), "195"),
        ("ASSAULT", None, ("religion_ethnicity",), "180"),
        ("RETREAT", "disarm", ("military",), "0873"),
        ("RETREAT", "ceasefire", (), "0871"),
        ("SANCTION", None, ("economic",), "163"),
        ("GOSSIP", None, (), None),
    ],
)
def test_cameo_backwards(type_: str, mode: str | None, contexts: tuple[str, ...], code: str | None) -> None:
    assert cameo_code(type_, mode, contexts) == code
    assert cameo_code(type_, mode, tuple(reversed(contexts))) == code


def test_every_code_given_belongs_to_a_row_of_its_type_and_mode() -> None:
    plover = ontology()
    given = {(row.type, row.mode, row.code) for row in plover.backwards}
    for kind in plover.types:
        for mode in (None, *(mode.name for mode in kind.modes)):
            for context in plover.contexts:
                code = cameo_code(kind.name, mode, (context,))
                assert (kind.name, mode, code) in given or (kind.name, None, code) in given


def test_loads_fast() -> None:
    def took() -> float:
        ontology.cache_clear()
        start = time.perf_counter()
        ontology()
        return time.perf_counter() - start

    assert min(took() for _ in range(5)) < 0.015
