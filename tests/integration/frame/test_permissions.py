"""The permission matrix (P1): every route and method × everybody who could try it, against the table in `cast.py`."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalogue.access import ACCESS, ASKS_ONLY, PUBLIC
from catalogue.settings import Settings
from tests.conftest import SECRET, an_app
from tests.integration.frame.cast import EXPECTED, FORBIDDEN, MISSING, OPEN, SIGN_IN, VISITORS, Cast, Cell, a_cast
from tests.integration.frame.contents import content_of
from tests.integration.frame.town import AT_COUNTERS, OWNED, rules_of

NOT_READY = {"root.readyz"}
"""503 here: the town has no index."""
NAMED_IN_THE_FORM = {"accounts.choose", "privacy.withdraw"}
"""Without the thing that the form must name these know nothing to do: tried in `named_in_forms`."""
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
CLOSED = {400, 401, 403, 404, 405}


@pytest.fixture(scope="module")
def app(prepared_home: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("cast") / "home"
    copytree(str(prepared_home), home)
    yield from an_app(Settings(home=home, secret_key=SECRET, demo=False, log_level="CRITICAL"))


@pytest.fixture(scope="module")
def cast(app: Flask) -> Cast:
    return a_cast(app)


def met(answer: TestResponse, cell: Cell) -> str:
    """The class of an answer. What is wrong in a form (422) or cannot be done now (409, 429) is an open door."""
    if answer.status_code == 303 and "/sign-in?next=" in answer.location:
        return SIGN_IN
    if cell.endpoint in ASKS_ONLY and answer.status_code == 400:  # no question was put
        return OPEN
    if answer.status_code < 500 and answer.status_code not in CLOSED:
        return OPEN
    return str(answer.status_code)


def wanted(cell: Cell, visitor: str, method: str) -> str:
    word = EXPECTED[cell.kind, visitor]
    # Who sends something without an account is not led to the sign-in, where it would be lost, but told so.
    return FORBIDDEN if word == SIGN_IN and method in UNSAFE else word


def cells(cast: Cast, *methods: str) -> Iterator[tuple[str, Cell]]:
    for method in methods:
        for rule in (rule for rule in cast.town.app.url_map.iter_rules() if method in (rule.methods or set())):
            if rule.endpoint in NOT_READY or (method in UNSAFE and rule.endpoint in NAMED_IN_THE_FORM):
                continue
            for cell in cast.cells(rule):
                yield method, cell
        if method == "POST":
            for cell in cast.named_in_forms():
                yield method, cell


def surprises(cast: Cast, visitor: str, tried: list[tuple[str, Cell]]) -> list[str]:
    browser, found = cast.browsers[visitor], []
    for method, cell in tried:
        answer = send(browser, method, cell)
        if (was := met(answer, cell)) != (should := wanted(cell, visitor, method)):
            found.append(f"{method} {cell.address} {cell.form or ''} ({cell.kind}) by {visitor}: {was}, not {should}")
    return found


def send(browser: FlaskClient, method: str, cell: Cell) -> TestResponse:
    headers = {"Origin": "http://localhost"} if method in UNSAFE else {}
    return browser.open(cell.address, method=method, data=cell.form, headers=headers)


@pytest.mark.parametrize("visitor", VISITORS)
def test_looking(cast: Cast, visitor: str) -> None:
    tried = list(cells(cast, "GET"))
    assert len(tried) > 80
    assert not surprises(cast, visitor, tried)


@pytest.mark.parametrize("visitor", VISITORS)
def test_looking_at_somebody_whose_number_is_guessed(cast: Cast, visitor: str) -> None:
    tried = [("GET", cell) for cell in cast.named_in_questions()]
    assert len(tried) == 21
    assert not surprises(cast, visitor, tried)


def test_what_is_refused_is_refused_with_the_right_token_and_changes_nothing(cast: Cast) -> None:
    """Before anything is sent that is allowed: so that every thing is still there."""
    before, tried = content_of(cast.town.app), 0
    for visitor in VISITORS:
        refused = [one for one in cells(cast, *UNSAFE) if wanted(one[1], visitor, one[0]) != OPEN]
        tried += len(refused)
        assert not surprises(cast, visitor, refused)
    assert tried > 400
    assert content_of(cast.town.app) == before


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_allowed_is_allowed(cast: Cast, visitor: str) -> None:
    """The things of somebody else were tried before; what ends the session, or begins another one, comes last."""
    allowed = [one for one in cells(cast, *UNSAFE) if wanted(one[1], visitor, one[0]) == OPEN]
    assert allowed
    assert not surprises(cast, visitor, sorted(allowed, key=_ends_something))


def _ends_something(tried: tuple[str, Cell]) -> tuple[int, str]:
    endpoint = tried[1].endpoint
    ends = endpoint.rpartition(".")[2] in {"cancel", "end", "end_care", "sign_out", "erase", "leave"}
    signs_in = ACCESS.get(endpoint) is not None and tried[1].kind == "public"
    if endpoint == "people.leave":
        return 1, "~ who has left can do nothing else at the desk"
    return 2 if endpoint == "accounts.sign_out" else int(ends) + 3 * int(signs_in), endpoint


def test_every_route_has_a_declared_policy_and_every_owned_one_is_tried(cast: Cast) -> None:
    rules = list(cast.town.app.url_map.iter_rules())
    assert {rule.endpoint for rule in rules} <= ACCESS.keys()
    assert {rule.endpoint for rule in rules} >= OWNED | AT_COUNTERS
    names_a_thing = {"enrolment_id", "learner_id", "code"}
    closed = {rule.endpoint for rule in rules if names_a_thing & rule.arguments and ACCESS[rule.endpoint] is not PUBLIC}
    unclaimed = closed - OWNED - AT_COUNTERS
    assert not unclaimed, f"{unclaimed}: whose are the things in these addresses? Name them in OWNED of town.py"
    known = {"GET", "HEAD", "OPTIONS", *UNSAFE}
    assert {method for rule in rules for method in rule.methods or ()} <= known
    assert rules_of(cast.town.app, "POST")
    assert MISSING in EXPECTED.values()
