"""Taking one's data along: every column of every table, for oneself and one's dependants, and of nobody else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from catalogue.accounts.models import Account, Guardianship
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment import services as enrolment
from catalogue.privacy import services
from catalogue.privacy.files import KEPT_HIDDEN, as_json, as_zip
from catalogue.privacy.gathering import everything_about
from catalogue.privacy.holdings import holdings
from catalogue.privacy.rules import RequestKind
from tests.builders import NOON, a_run
from tests.counting import counted_queries
from tests.integration.privacy.conftest import CANARY, CANARY_ADDRESS, CHILD, Household


def document_of(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table in the JSON."""
    found = json.loads(as_json(everything_about(account_id), NOON))
    return {one["table"]: one["rows"] for one in found["holdings"]}


def tables_of(account_id: int) -> dict[str, list[dict[str, str]]]:
    packed = zipfile.ZipFile(io.BytesIO(as_zip(everything_about(account_id), NOON)))
    return {
        name: list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig")))) for name in packed.namelist()
    }


def test_every_table_about_people_and_every_column_of_it_is_in_both_files(household: Household) -> None:
    document, tables = document_of(household.account_id), tables_of(household.account_id)
    for holding in holdings():
        if not holding.about.owners:
            continue
        name = holding.table.name
        assert document[name] != [], f"{name}: let a_household() write a row into it"
        assert all(set(row) == set(holding.columns) for row in document[name]), name
        assert all(set(row) == set(holding.columns) for row in tables[f"{name}.csv"]), name


def test_personal_values_are_all_there_and_secrets_are_only_said_to_be_there(household: Household) -> None:
    document = document_of(household.account_id)
    own, child, shared = document["learner"]
    assert (own["full_name_en"], own["birth_date"], own["gender"]) == (CANARY, "1990-01-10", "female")
    assert own["district_id"]["id"] == "khalij"
    assert (child["full_name_en"], shared["full_name_en"]) == (CHILD, "Sami")
    assert document["account"][0]["email"] == CANARY_ADDRESS
    assert document["account"][0]["password_hash"] == KEPT_HIDDEN
    assert {row["id_hash"] for row in document["web_session"]} == {KEPT_HIDDEN}
    assert document["enrolment"][0]["answers"] == {"q1": CANARY}
    assert document["enrolment"][0]["run_id"]["en"].startswith("Course")
    assert document["rights_request"][0]["words"] == f"{CANARY} asks\nfor something"


def test_another_guardian_is_somebody_else_without_number_or_address(household: Household) -> None:
    raw = as_json(everything_about(household.account_id), NOON).decode()
    assert "father@example.org" not in raw
    assert "Badr" not in raw
    assert "aunt@example.org" not in raw, "whoever is invited is somebody else too"
    guardians = document_of(household.account_id)["guardianship"]
    assert sorted(row["account_id"] for row in guardians) == ["somebody else", "you", "you"]
    father = as_json(everything_about(household.father_id), NOON).decode()
    assert CANARY_ADDRESS not in father
    assert CANARY not in father
    assert [row["acted_by"] for row in document_of(household.father_id)["enrolment"]] == ["somebody else"]


def test_a_guardianship_that_ended_shows_nothing_of_the_learner(household: Household) -> None:
    for one in db.session.query(Guardianship).filter_by(account_id=household.account_id):
        one.state = "ended"
    db.session.commit()
    document = document_of(household.account_id)
    assert [row["full_name_en"] for row in document["learner"]] == [CANARY]
    assert CHILD not in json.dumps(document)
    assert len(document["enrolment"]) == 2  # her own, one of them over


def test_a_closed_account_has_nothing_to_take_along(household: Household) -> None:
    db.session.get_one(Account, household.account_id).state = "closed"
    db.session.commit()
    with pytest.raises(NotFound):
        everything_about(household.account_id)


@pytest.mark.parametrize("typed", ["=1+1", "+966500000000", "-2", "@here", "\uff1dsum", " =1", "\u200b=1"])
def test_no_cell_is_run_by_a_spreadsheet(household: Household, typed: str) -> None:
    services.ask(household.account_id, RequestKind.OTHER, typed, now=NOON)
    assert tables_of(household.account_id)["rights_request.csv"][-1]["words"] == f"'{typed}"


@pytest.mark.parametrize("more", [0, 3])
def test_it_costs_the_same_however_much_there_is(app: Flask, household: Household, more: int) -> None:
    for run in [a_run(starts_at=NOON + timedelta(days=20 + day)) for day in range(more)]:
        enrolment.enrol(run.id, household.learner_id, acted_by=household.account_id, now=NOON)
    with counted_queries(app) as queries:
        everything_about(household.account_id)
    tables = len([one for one in holdings() if one.about.owners])
    assert len(queries) <= tables + 9, "\n".join(queries)
