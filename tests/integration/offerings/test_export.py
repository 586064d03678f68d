"""The public catalogue written out: read in again it changes nothing, and written again it is the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.offerings.exchange.writing import amount, moment
from catalogue.offerings.models import Offering
from catalogue.offerings.services.exporting import export_file
from catalogue.settings import Settings
from tests.builders import NOON, a_provider, a_run, an_offering
from tests.builders_offerings import SMALL, counts, taken, told


def test_export_import_export_gives_the_same_bytes(
    app: Flask, tmp_path: Path, settings: Settings, prepared_home: Path
) -> None:
    taken(SMALL, publish=True)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert export_file(first) == 3

    with _another(tmp_path / "empty", prepared_home).app_context():
        report = taken(first, publish=True)
        export_file(second)
        db.session.remove()
        db.engine.dispose()

    assert (counts(report), told(report)) == ((3, 0, 0, 0), [])
    assert first.read_bytes() == second.read_bytes()


def _another(home: Path, prepared: Path) -> Flask:
    shutil.copytree(prepared, home)
    return create_app(Settings(home=home, secret_key="another house", demo=False, log_level="ERROR"))


def test_an_export_read_in_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    taken(SMALL, publish=True)
    path = tmp_path / "out.jsonl"
    export_file(path)

    report = taken(path)

    assert (counts(report), told(report)) == ((0, 0, 3, 0), [])


def test_every_field_that_was_read_is_written(app: Flask, tmp_path: Path) -> None:
    taken(SMALL, publish=True)
    path = tmp_path / "out.jsonl"
    export_file(path)

    wanted, written = (json.loads(file.read_text("utf-8").splitlines()[0]) for file in (SMALL, path))

    for empty in ("sections",):
        wanted["runs"][0].pop(empty)
    wanted.pop("skills_required")
    assert written == wanted


def test_only_what_is_public_is_written(app: Flask, tmp_path: Path) -> None:
    shown = a_run(offering=an_offering())
    an_offering(state="draft")
    an_offering(provider=a_provider(state="suspended"))
    a_run(offering=shown.offering, state="draft")
    path = tmp_path / "out.jsonl"

    assert export_file(path) == 1
    line = json.loads(path.read_text("utf-8"))
    assert line["reference"] == shown.offering.reference
    assert [run["reference"] for run in line["runs"]] == [shown.reference]
    assert "seats_taken" not in line["runs"][0]


def test_an_unfinished_export_leaves_the_old_file(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    an_offering()

    def fail(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_file(path, fail)

    assert path.read_text() == "old"


def test_money_and_moments_are_written_plainly() -> None:
    assert [amount(halalas) for halalas in (None, 0, 5, 15050)] == [None, "0.00", "0.05", "150.50"]
    assert (moment(None), moment(NOON)) == (None, "2027-01-10T09:00:00Z")


def test_the_written_file_holds_one_offering_a_line(app: Flask, tmp_path: Path) -> None:
    for _number in range(3):
        an_offering()
    path = tmp_path / "out.jsonl"
    export_file(path)

    references = [json.loads(line)["reference"] for line in path.read_text("utf-8").splitlines()]
    assert sorted(references) == sorted(db.session.scalars(select(Offering.reference)))
