"""Forms posted with every column of the tables change the fields that they show, and nothing else (P2)."""

from __future__ import annotations

from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, inspect, select

from catalogue.accounts.models import Account, AccountRole, Assistance, Consent, Guardianship, Learner
from catalogue.core.db import Model, db
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.integration.frame.town import Town

MODELS: tuple[type[Model], ...] = (Account, AccountRole, Learner, Guardianship, Assistance, Consent, Enrolment, Run)
SMUGGLED = {
    "id": "990099", "public_id": "SMUGGLED00", "account_id": "2", "learner_id": "2", "run_id": "1", "acted_by": "2",
    "state": "completed", "section": "women", "waiting_place": "77", "seats_taken": "0", "capacity": "9999",
    "created_at": "2001-01-01 00:00:00", "changed_at": "2001-01-01 00:00:00", "erased_at": "2001-01-01 00:00:00",
    "offer_expires_at": "2001-01-01 00:00:00", "since": "2001-01-01 00:00:00", "ends_at": "2099-01-01 00:00:00",
    "ended_at": "2001-01-01 00:00:00", "given_at": "2001-01-01 00:00:00", "withdrawn_at": "2001-01-01 00:00:00",
    "granted_at": "2001-01-01 00:00:00", "password_hash": "smuggled", "role": "administrator", "city_id": "1",
    "text_version": "smuggled", "idempotency_key": "smuggled", "price_halalas": "1", "district_id": "3",
}  # fmt: skip
"""What stands in no form of theirs; the rest of the columns is filled with a word."""
NAMES = {"full_name_en": "Renamed Person", "full_name_ar": "", "gender": "female"}
BORN = {"birth_date_day": "2", "birth_date_month": "3", "birth_date_year": "1980"}
PERSON = {("learner", name) for name in ("full_name_en", "full_name_ar", "birth_date", "gender", "district_id")}
FORMS: list[tuple[str, str, dict[str, str], set[tuple[str, str]]]] = [
    ("learner", "/en/settings/profile", {**NAMES, **BORN}, PERSON),
    ("learner", "/en/settings", {"theme": "dark", "mail_language": "en"}, {
        ("account", "language"), ("account", "digits"), ("account", "calendar")}),
    ("learner", "/en/me/family/{learner_id}", {**NAMES, **BORN}, PERSON),
    ("learner", "/en/me/family/add", {**NAMES, **BORN, "kind": "parent", "consent": "yes"}, set()),
    ("learner", "/en/enrol/{run_id}", {"for": "{learner_id}"}, set()),
    ("learner", "/en/enrol/{run_id}/send", {"key": "k"}, {("run", "seats_taken")}),
    ("learner", "/en/me/enrolments/{enrolment_id}/cancel", {}, {
        ("run", "seats_taken"), ("enrolment", "state"), ("enrolment", "changed_at")}),
    ("assistant", "/en/assist/runs/{run_id}/send", {**NAMES, "agreed": "yes", "key": "k"}, {("run", "seats_taken")}),
]  # fmt: skip
"""Who, where, what is really filled in, and which cells of rows that are there already may change by it."""
Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]


def everything_smuggled() -> dict[str, str]:
    columns = {column.name for model in MODELS for column in inspect(model).columns}
    assert len(columns) > 50, "too few columns: check this test"
    return {name: SMUGGLED.get(name, "smuggled") for name in columns if name not in {"language", "digits", "calendar"}}


def rows(app: Flask) -> Rows:
    found: Rows = {}
    with app.app_context():
        for model in MODELS:
            table = cast(Table, inspect(model).local_table)
            for row in db.session.execute(select(table)).mappings():
                found[table.name, tuple(row[key.name] for key in table.primary_key)] = dict(row)
    return found


@pytest.mark.parametrize(
    ("who", "address", "filled", "may_change"), FORMS, ids=[f"{who} {address}" for who, address, *_rest in FORMS]
)
def test_only_what_a_form_shows_changes(
    town: Town, who: str, address: str, filled: dict[str, str], may_change: set[tuple[str, str]]
) -> None:
    browser: FlaskClient = getattr(town, who)
    smuggled = everything_smuggled()
    before = rows(town.app)
    typed = {name: value.format(**town.parts) for name, value in filled.items()}
    answer = browser.post(address.format(**town.parts), data={**smuggled, **typed})
    assert answer.status_code == 303, answer.text
    after = rows(town.app)
    changed = {
        (key[0], column)
        for key, row in after.items()
        for column, value in row.items()
        if key in before and before[key][column] != value
    }
    assert changed <= may_change
    assert before.keys() <= after.keys(), "a row is gone"
    for key, row in after.items():
        if key not in before:
            assert key[0] != "account_role"
            for column, value in row.items():
                assert _written(value) != smuggled.get(column) or column in filled, f"{key}: {column}"


def _written(value: Any) -> str:
    return str(value).removesuffix("+00:00")
