"""Answers that are given once more in front of the app: as the app gave them, and only where it would."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.core.logs import JsonLines, log
from catalogue.offerings.stale import mark_stale
from catalogue.search import state
from tests.builders import NOON
from tests.builders_search import a_course, indexed
from tests.integration.frame.test_answers import ensure_safe

pytestmark = pytest.mark.made_up_counters

ADDRESS = "/en/search?q=welding"
FILTERED = "/ar/search?mode=in_person&time=evening&sort=soonest"


@pytest.fixture(autouse=True)
def _course(bare_app: Flask) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()


@pytest.fixture
def came_in(bare_app: Flask) -> Iterator[list[str]]:
    """Which requests came to Flask, by method."""
    methods: list[str] = []

    def note(_app: object, **_more: object) -> None:
        methods.append(request.method)

    with request_started.connected_to(note, bare_app):
        yield methods


@contextmanager
def written() -> Iterator[list[dict[str, object]]]:
    """The lines of the log."""
    lines: list[dict[str, object]] = []
    stream = io.StringIO()
    handler, level = logging.StreamHandler(stream), log.level
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        lines += [json.loads(line) for line in stream.getvalue().splitlines()]


def wait_for_the_index() -> None:
    """A change of the course that the index has not heard of yet."""
    mark_stale([1], NOON)
    db.session.commit()


@pytest.mark.parametrize("address", [ADDRESS, FILTERED, "/ar/"])
def test_the_second_reader_does_not_come_to_flask(client: FlaskClient, came_in: list[str], address: str) -> None:
    first, second = client.get(address), client.get(address)
    assert came_in == ["GET"]
    assert (second.status_code, second.data) == (200, first.data)
    own = {"X-Request-Id", "Date"}
    assert {(name, value) for name, value in first.headers if name not in own} == {
        (name, value) for name, value in second.headers if name not in own
    }
    ensure_safe(second)


def test_a_reader_who_only_asks_for_the_head_gets_the_same_without_the_page(
    client: FlaskClient, came_in: list[str]
) -> None:
    page = client.get(ADDRESS)
    head = client.head(ADDRESS)
    assert came_in == ["GET"]
    assert head.data == b""
    assert [head.headers[name] for name in ("ETag", "Content-Length")] == [
        page.headers[name] for name in ("ETag", "Content-Length")
    ]


@pytest.mark.parametrize("settled", [True, False])
def test_who_has_the_page_gets_no_second_one(
    bare_app: Flask, client: FlaskClient, came_in: list[str], settled: bool
) -> None:
    if not settled:
        with bare_app.app_context():
            wait_for_the_index()
    tag = client.get(ADDRESS).headers["ETag"]
    again = client.get(ADDRESS, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Length" not in again.headers
    assert "Content-Type" not in again.headers
    assert client.get(ADDRESS, headers={"If-None-Match": '"other"'}).status_code == 200
    assert came_in == ["GET"]


def test_a_page_made_for_who_has_it_already_is_kept_for_the_others(
    bare_app: Flask, client: FlaskClient, came_in: list[str]
) -> None:
    with bare_app.app_context():
        wait_for_the_index()
    tag = client.get(ADDRESS).headers["ETag"]
    with bare_app.app_context():
        wait_for_the_index()
    held = [client.get(ADDRESS, headers={"If-None-Match": tag}).status_code for _ in range(2)]
    assert held == [304, 304]
    assert client.get(ADDRESS).status_code == 200
    assert came_in == ["GET", "GET"]


@pytest.mark.parametrize(
    "brought",
    [{"Cookie": ""}, {"Cookie": "display=theme%3Ddark"}, {"Authorization": "Bearer x"}, {"If-Match": '"other"'}],
)
def test_who_brings_something_of_their_own_comes_to_flask(
    bare_app: Flask, came_in: list[str], brought: dict[str, str]
) -> None:
    client = bare_app.test_client(use_cookies=False)  # which sends the cookies that it is told
    client.get(ADDRESS)
    client.get(ADDRESS, headers=brought)
    client.get(ADDRESS)
    assert came_in == ["GET", "GET"]


def test_an_address_as_long_as_nobody_links_to_is_not_kept(
    bare_app: Flask, client: FlaskClient, came_in: list[str]
) -> None:
    """It would take the memory of many pages."""
    for _ in range(2):
        client.get(f"{ADDRESS}&x={'x' * 3000}")
    assert came_in == ["GET", "GET"]


def test_a_condition_that_fails_is_not_for_the_caches(client: FlaskClient) -> None:
    refused = client.get(ADDRESS, headers={"If-Match": '"other"'})
    assert (refused.status_code, refused.headers["Cache-Control"]) == (412, "private, no-store")


def test_a_form_comes_to_flask(client: FlaskClient, came_in: list[str]) -> None:
    client.get(ADDRESS)
    assert client.post(ADDRESS).status_code == 405
    assert came_in == ["GET", "POST"]


def test_a_host_that_is_not_ours_is_refused_where_a_page_is_kept(client: FlaskClient) -> None:
    client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"Host": "evil.example"}).status_code == 400


def test_the_log_has_the_same_line_for_an_answer_that_is_given_again(client: FlaskClient) -> None:
    with written() as lines:
        client.get(ADDRESS)
        client.get(ADDRESS, headers={"X-Request-Id": "abcd-1234-efgh"})
    made, given = ({name: line[name] for name in line if name not in {"at", "took_ms", "request"}} for line in lines)
    assert made == given
    assert given["rule"] == "/<any(ar, en):lang>/search"
    assert lines[1]["request"] == "abcd-1234-efgh"


def test_an_id_that_cannot_be_told_is_replaced(client: FlaskClient) -> None:
    client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"X-Request-Id": "no\x7f!"}).headers["X-Request-Id"] != "no\x7f!"


def test_trouble_with_the_database_is_for_the_app_to_answer(
    client: FlaskClient, came_in: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise RuntimeError("gone")

    client.get(ADDRESS)
    monkeypatch.setattr(state, "now", gone)
    logging.disable(logging.CRITICAL)
    try:
        assert client.get(ADDRESS).status_code == 500
    finally:
        logging.disable(logging.NOTSET)
    assert came_in == ["GET", "GET"]
