"""The operations guide names every setting and every command; links between documents lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from catalogue.settings import ROOT, Settings
from tests.source.tree import named, own_files

GUIDE = ROOT / "docs" / "operate.md"
FLASKS_OWN = {"run", "shell", "routes", "db"}


@pytest.mark.parametrize("name", [f"CATALOGUE_{field.name.upper()}" for field in fields(Settings)])
def test_the_guide_names_every_setting(name: str) -> None:
    assert f"`{name}`" in GUIDE.read_text("utf-8")


def commands_of(group: click.Group, *before: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, *before, name)
        else:
            yield " ".join(("flask", *before, name))


def test_the_guide_names_every_command(bare_app: Flask) -> None:
    own = [one for one in commands_of(bare_app.cli) if one.split()[1] not in FLASKS_OWN]
    assert len(own) > 3, "too few commands: check this test"
    guide = GUIDE.read_text("utf-8")
    assert [one for one in [*own, "flask db upgrade"] if f"`{one}" not in guide] == []


def test_the_guide_names_no_command_that_does_not_exist(bare_app: Flask) -> None:
    real = set(commands_of(bare_app.cli)) | {"flask db upgrade", "flask db revision"}
    written = set(re.findall(r"`(flask(?: [a-z][a-z-]*)+)", GUIDE.read_text("utf-8")))
    assert {one for one in written if not any(one == name or one.startswith(f"{name} ") for name in real)} == set()


@pytest.mark.parametrize("path", own_files(".md"), ids=named)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_and_the_makefile_name_the_same_commands() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = "".join(
        (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md", "docs/operate.md")
    )
    assert set(re.findall(r"\bmake ([a-z]+) ", documents)) - {"sure", "it"} <= targets
