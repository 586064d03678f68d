"""Sizes, names, letters and addresses in the project's files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from catalogue.settings import ROOT
from tests.source.tree import is_text, named, own_files

LONGEST = 400
VAGUE = re.compile(r"^_*(util|utils|helper|helpers|manager|managers|common|misc|base|data|info)\.(py|js|css)$")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
MAY_HOLD_ARABIC = {"catalogue/search/text.py"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home")) + r")/")
ADDRESS = re.compile(r"https?:/" + "/")
LOCKS = (
    "requirements/run.lock",
    "requirements/dev.lock",
    "requirements/bench.lock",
    "static/vendor.json",
    "static/vendor.lock.json",
)
CODE = ("catalogue", "templates", "static", "migrations", "tools")
NAMED_AFTER_ITS_LAYER = {"static/css/base.css", "templates/base.html"}


@pytest.mark.parametrize("path", own_files(".py", ".js", ".css", ".html"), ids=named)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    if path.is_relative_to(ROOT / "migrations" / "versions"):
        return
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: split it by noun"


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {named(path) for path in own_files(".py", ".js", ".css") if VAGUE.match(path.name)}
    assert vague - NAMED_AFTER_ITS_LAYER == set()


@pytest.mark.parametrize(
    "path",
    own_files(
        ".py", ".html", ".txt", ".js", ".css", folders=("catalogue", "templates", "static", "migrations", "tools")
    ),
    ids=named,
)
def test_code_and_templates_hold_no_arabic_letters(path: Path) -> None:
    data = {"stopwords.txt", "lemmas.txt", "arabic_apart.txt", "modifiers.txt", "aspects.txt"}
    if named(path) in MAY_HOLD_ARABIC or path.name in data:
        return
    found = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if ARABIC.search(line)]
    assert not found, f"Arabic letters in lines {found}: they belong into translations/ or a data file"


@pytest.mark.parametrize("path", [path for path in own_files() if is_text(path)], ids=named)
def test_no_file_names_a_path_of_one_machine(path: Path) -> None:
    found = [line for line in path.read_text("utf-8").splitlines() if MACHINE_PATH.search(line)]
    assert not found, found[:3]


@pytest.mark.parametrize("name", LOCKS)
def test_locks_and_manifests_hold_names_versions_and_hashes_but_no_address(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text("utf-8"))


def test_every_locked_package_has_a_hash() -> None:
    for name in ("run", "dev"):
        text = (ROOT / "requirements" / f"{name}.lock").read_text()
        packages = re.findall(r"^[a-z0-9].*?==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(packages) > 20
        assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_development_installs_the_same_versions_as_running() -> None:
    pins = {name: set(re.findall(r"^([\w.-]+==[\w.]+)", _lock(name), re.MULTILINE)) for name in ("run", "dev")}
    assert pins["run"] <= pins["dev"]


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text()


def test_no_test_is_left_out_except_where_a_program_is_missing() -> None:
    """`pytest.skip` stands in the fixtures for PostgreSQL, strace and Chromium alone; CI lets none of them pass."""
    skipping = {
        named(path)
        for path in own_files(".py", folders=("tests",))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}
    }
    assert skipping <= {"tests/conftest.py", "tests/browser/conftest.py"}
