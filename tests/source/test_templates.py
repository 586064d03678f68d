"""Templates: nothing inline, nothing unescaped, each says what it needs, what people typed is isolated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.source.tree import named, own_files

TEMPLATES = own_files(".html", folders=("templates",))
INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<style\b""", re.I)
SCRIPT = re.compile(r"<script\b([^>]*)>")
SAFE = re.compile(r"""(.)\s*\|\s*safe\b""")
PHYSICAL = re.compile(r"""\b(align|valign|bgcolor)=|class="[^"]*\b(left|right)\b""")


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "mail" not in path.parts], ids=named)
def test_no_style_and_no_script_stands_inside_a_page(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not INLINE.findall(text)
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or 'type="application/ld+json"' in attributes, attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_only_literals_are_declared_safe(path: Path) -> None:
    assert [before for before in SAFE.findall(path.read_text("utf-8")) if before not in {'"', "'"}] == []
    assert "autoescape" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_begins_by_saying_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8").lstrip()
    start = text.split("%}", 1)[1].lstrip() if text.startswith("{% extends") else text
    assert start.startswith("{#"), "begin with a comment: what it is and what it needs"
    if path.name.startswith("_") or {"partials", "macros"} & set(path.parts):
        assert "Needs" in text or "needs" in text or "macros" in path.parts


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_know_no_left_and_right(path: Path) -> None:
    assert not PHYSICAL.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "mail" not in path.parts], ids=named)
def test_forms_that_change_something_carry_the_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.DOTALL):
        if 'method="post"' in form.split(">", 1)[0]:
            assert "csrf_field()" in form
