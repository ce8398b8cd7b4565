"""The public face is complete, and importing it is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dragoman
from dragoman import errors


@pytest.mark.usefixtures("parrot")
def test_every_name_is_there() -> None:
    assert dir(dragoman) == sorted(dragoman.__all__)
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None
    assert {name for names in dragoman._HOMES.values() for name in names} == set(dragoman.__all__) - {
        "__version__",
    }


def test_every_error_is_public() -> None:
    tree = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert tree <= set(dragoman.__all__)
    assert all(name in (errors.__doc__ or "") for name in tree)


def test_errors_are_of_one_tree_in_one_place() -> None:
    home = Path(errors.__file__)
    tree = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    for path in set(home.parent.rglob("*.py")) - {home}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base) for base in node.bases}
                assert not bases & tree, (path, node.name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="reed"):
        dragoman.reed  # noqa: B018


def test_import_is_light() -> None:
    code = "import sys, dragoman; print(len({'numpy', 'onnxruntime', 'msgspec', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"0"


def test_version_is_in_the_changelog() -> None:
    changelog = Path(dragoman.__file__).parents[2] / "CHANGELOG.md"
    assert f"[{dragoman.__version__}]" in changelog.read_text(encoding="utf-8")
