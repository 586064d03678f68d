"""A listing that was taken down or archived is changed by no file, whoever sends it and by whatever way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.editing.services import archive, take_down
from catalogue.offerings.services import pause
from catalogue.offerings.services.importing import Options, import_file
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import AccessToken
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_offerings import a_line
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, a_token, counts, errors, items, offering, published, sent

ROWS = (a_row(1), a_row(2))
TAKEN_DOWN = "taken this listing down"


@pytest.fixture(params=[TAKEN_DOWN, "was archived"])
def words(request: pytest.FixtureRequest, app: Flask) -> str:
    """How the message calls what became of the first of two listings."""
    provider = a_provider(reference="p1")
    published(sent(provider, a_table(*ROWS)))
    over(request.param)
    return str(request.param)


def over(how: str, reference: str = "c1") -> None:
    number = offering(reference).id
    if how == TAKEN_DOWN:
        take_down(number, "Not true.", actor_id=None, now=now())
    else:
        pause(number, actor_id=None, now=now())
        archive(number, actor_id=None, now=now())


def its_provider() -> Provider:
    return offering("c1").provider


def test_a_file_says_at_its_row_that_nothing_of_it_changes(words: str) -> None:
    upload = sent(its_provider(), a_table(a_row(1, title_en="Free money"), a_row(2, title_en="Other")))

    assert errors(upload) == [(2, "row")]
    told = items(upload)[0].problems[0]["words"]
    assert words in told["en"]
    assert told["ar"] != told["en"]
    published(upload)
    assert [offering(one).title_en for one in ("c1", "c2")] == ["Welding 1", "Other"]


def test_a_file_that_repeats_it_is_no_mistake(words: str) -> None:
    assert counts(sent(its_provider(), a_table(*ROWS))) == (0, 0, 2, 0, 0)


def test_what_is_over_only_since_the_check_is_left_and_named(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(*ROWS)))
    upload = sent(provider, a_table(a_row(1, title_en="Free money"), a_row(2)))
    over(TAKEN_DOWN)

    (item, _other) = items(published(upload))

    assert (item.applied, offering("c1").title_en) == ("failed", "Welding 1")
    assert TAKEN_DOWN in str(item.problems)


def test_a_program_is_refused_at_that_row_too(words: str) -> None:
    a_token(its_provider(), a_member(its_provider(), "editor"))
    token = db.session.scalars(select(AccessToken)).one()

    found = services.put({"reference": "c1", "kind": "course", "title": {"en": "Free money"}}, token, now())

    assert [(problem.field, problem.refused) for problem in found.problems] == [("row", True)]
    assert offering("c1").title_en == "Welding 1"


def test_the_operators_file_is_refused_too(words: str, tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps({"reference": "c1", "kind": "course", "title": {"en": "Free money"}}))
    assert import_file(path, Options(provider="p1", may_enter_providers=False), now()).refused == 1
    db.session.expire_all()
    assert offering("c1").title_en == "Welding 1"


def test_nor_do_the_steps_of_a_programme_change(app: Flask) -> None:
    def programme(*steps: str) -> bytes:
        lines = [a_line(reference="p", kind="programme", steps=list(steps)), a_line(reference="s1")]
        return b"\n".join(json.dumps({**line, "provider": None}).encode() for line in lines)

    provider = a_provider()
    published(sent(provider, programme("s1"), "file.jsonl"))
    over(TAKEN_DOWN, "p")
    upload = sent(provider, programme(), "file.jsonl")

    told = [one for item in items(upload) for one in item.problems if one["field"] == "steps"]
    assert TAKEN_DOWN in told[0]["words"]["en"]
    assert [link.step.reference for link in offering("p").steps] == ["s1"]
