"""The commands of an operator: import, export, synthetic catalogues, vocabularies."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.offerings.generate import synthetic
from catalogue.offerings.models import Offering
from catalogue.search import sync
from tests.builders import NOON
from tests.builders_offerings import SMALL, a_file, a_line


def test_import_prints_problems_and_counts_and_leaves_with_one(bare_app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(colour="red"), a_line(reference="o2", kind="banquet"))

    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(path), "--publish"])

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "row 1: colour: This field is not known and was not read.",
        "row 2: kind: “banquet” is not one of the values allowed here.",
    ]
    assert result.stdout == "1 created, 0 updated, 0 unchanged, 1 refused\n"


def test_what_is_beyond_the_told_problems_is_said_in_one_line(
    bare_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.offerings.services.importing.TOLD", 4)
    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(a_file(tmp_path, *["{}"] * 3))])
    assert len(result.stderr.splitlines()) == 5
    assert result.stderr.splitlines()[-1] == "… and 5 more"


def test_an_import_is_searchable_when_the_command_ends(bare_app: Flask) -> None:
    runner = bare_app.test_cli_runner()

    result = runner.invoke(args=["offerings", "import", str(SMALL), "--publish"])

    assert (result.exit_code, result.stdout) == (0, "3 created, 0 updated, 0 unchanged, 0 refused\n")
    with bare_app.app_context():
        assert sync.check() == 0


def test_notes_alone_are_no_failure(bare_app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(credential=None))

    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(path), "--publish"])

    assert result.exit_code == 0
    assert result.stderr == "row 1: credential: This is missing for publishing; the offering stays a draft.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"reference,kind\n", "(column: provider, title_ar / title_en)"),
        (b"PK\x03\x04", "tables (.csv) and JSON Lines (.jsonl)"),
    ],
)
def test_a_refused_file_is_an_error_message(bare_app: Flask, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)

    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(path)])

    assert result.exit_code == 1
    assert said in result.stderr


def test_an_older_encoding_is_mentioned(bare_app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    title = "\u0627\u0644\u0644\u062d\u0627\u0645"
    path.write_bytes(f"reference,provider,kind,title_ar\no1,p1,course,{title}\n".encode("cp1256"))

    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(path), "--dry-run"])

    assert "Windows-1256" in result.stderr
    assert result.stdout.startswith("1 created")


def test_export_writes_the_public_catalogue(bare_app: Flask, tmp_path: Path) -> None:
    runner = bare_app.test_cli_runner()
    runner.invoke(args=["offerings", "import", str(SMALL), "--publish"])

    result = runner.invoke(args=["offerings", "export", str(tmp_path / "out.jsonl")])

    assert result.stdout == "3 exported\n"
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 3


def test_on_a_terminal_there_is_a_progress_bar(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.offerings.cli._on_a_terminal", lambda: True)

    result = bare_app.test_cli_runner().invoke(args=["offerings", "import", str(SMALL)])

    assert result.exit_code == 0
    assert "reading" in result.stderr


def test_a_synthetic_catalogue_is_published_and_indexed(bare_app: Flask) -> None:
    result = bare_app.test_cli_runner().invoke(args=["dev", "generate", "--offerings", "60", "--seed", "5"])

    assert result.stdout == "60 created, 0 updated, 0 unchanged, 0 refused\n"
    assert result.stderr == ""
    with bare_app.app_context():
        states = select(Offering.state, func.count()).group_by(Offering.state)
        assert [tuple(row) for row in db.session.execute(states)] == [("published", 60)]
        assert sync.check() == 0


def test_the_same_seed_gives_the_same_catalogue(app: Flask) -> None:
    first, again, other = (list(synthetic(20, seed, NOON)) for seed in (1, 1, 2))

    assert first == again
    assert first != other
    assert 0 < sum(len(line["title"]) == 1 for line in synthetic(100, 1, NOON)) < 50


def test_the_vocabularies_are_loaded_by_command(bare_app: Flask) -> None:
    assert bare_app.test_cli_runner().invoke(args=["taxonomy", "load"]).output == "vocabularies loaded\n"
