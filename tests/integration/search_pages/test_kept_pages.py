"""Whole pages that are kept: never anybody's own, never older than what the database says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
import time_machine
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import update

from catalogue.core import kept_answers, whole_pages
from catalogue.core.db import db
from catalogue.core.kept_answers import Answers, Kept, Promise
from catalogue.core.whole_pages import State
from catalogue.offerings.models import Run
from catalogue.offerings.stale import mark_stale
from tests.builders import NOON, a_learner
from tests.builders_search import a_course, indexed, page_of
from tests.counting import counted_queries, forget_kept
from tests.people import browser_of

pytestmark = pytest.mark.made_up_counters

ADDRESS = "/en/search"
MADE = "search/results.html"


@pytest.fixture
def made(bare_app: Flask) -> list[str]:
    """The names of the pages that were put together, in order."""
    names: list[str] = []

    def note(_sender: object, template: object, **_more: object) -> None:
        names.append(template.name)  # type: ignore[attr-defined]

    template_rendered.connect(note, bare_app, weak=False)
    return names


def one_course(app: Flask, **run: object) -> int:
    with app.app_context():
        offering = a_course("Pipe welding", run={"capacity": 20, "seats_taken": 1, **run})
        indexed()
        return offering.id


def take_seats(app: Flask, offering_id: int, taken: int) -> None:
    with app.app_context():
        db.session.execute(update(Run).where(Run.offering_id == offering_id).values(seats_taken=taken))
        mark_stale([offering_id], NOON)
        db.session.commit()


def test_the_second_visitor_gets_the_same_page_without_work(
    bare_app: Flask, client: FlaskClient, made: list[str]
) -> None:
    one_course(bare_app)
    first, second = client.get(ADDRESS), bare_app.test_client().get(ADDRESS)
    assert made == [MADE]
    assert second.data == first.data
    kept = ("Content-Type", "Cache-Control", "ETag", "Vary", "HX-Push-Url", "Content-Security-Policy")
    assert [second.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_a_seat_that_was_taken_shows_at_once_before_the_index_knows(bare_app: Flask, client: FlaskClient) -> None:
    offering_id = one_course(bare_app)
    assert "19 of 20 seats left" in page_of(client, ADDRESS)
    take_seats(bare_app, offering_id, 19)
    assert "One seat left" in page_of(client, ADDRESS)
    take_seats(bare_app, offering_id, 20)
    assert "One seat left" not in page_of(client, ADDRESS)


def test_a_run_that_closes_is_closed_on_the_next_page(bare_app: Flask, client: FlaskClient) -> None:
    one_course(bare_app, enrol_closes_at=NOON + timedelta(seconds=2))
    assert "Pipe welding" in page_of(client, ADDRESS)
    with time_machine.travel(NOON + timedelta(seconds=3), tick=False):
        assert "Pipe welding" not in page_of(client, ADDRESS)


def test_tomorrow_is_another_page(bare_app: Flask, client: FlaskClient, made: list[str]) -> None:
    one_course(bare_app)
    first = client.get(ADDRESS)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        second = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert made == [MADE, MADE]


def test_who_has_a_cookie_is_never_given_a_kept_page_nor_leaves_one(
    bare_app: Flask, client: FlaskClient, made: list[str]
) -> None:
    one_course(bare_app)
    with bare_app.app_context():
        learner = browser_of(bare_app, a_learner().account_id or 0)
    dark = bare_app.test_client()
    dark.set_cookie("display", "theme=dark&digits=arab")
    for browser in (learner, dark, learner, dark):
        answer = browser.get(ADDRESS)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
    plain = client.get(ADDRESS).text
    assert made == [MADE] * 5
    assert "csrf_token" not in plain
    assert "My account" not in plain
    assert 'data-theme="dark"' not in plain
    assert "My account" in learner.get(ADDRESS).text
    assert 'data-theme="dark"' in dark.get(ADDRESS).text
    client.get(ADDRESS, headers={"Authorization": "Bearer x"})
    assert made == [MADE] * 8


@pytest.mark.parametrize(
    "other", ["/ar/search", "/en/search?q=welding", "/en/search?notice=saved", "/en/search?open=1&x=y", "/en/"]
)
def test_every_address_has_a_page_of_its_own(bare_app: Flask, client: FlaskClient, other: str) -> None:
    one_course(bare_app)
    one, two = client.get(ADDRESS), client.get(other)
    assert one.data != two.data
    assert one.headers["ETag"] != two.headers["ETag"]


def test_hosts_do_not_share_pages(bare_app: Flask, client: FlaskClient) -> None:
    one_course(bare_app)
    client.get(ADDRESS)
    assert "http://127.0.0.1:8123/en/search" in client.get(ADDRESS, base_url="http://127.0.0.1:8123").text


def test_a_reader_who_has_the_page_costs_one_question(bare_app: Flask, client: FlaskClient, made: list[str]) -> None:
    one_course(bare_app)
    tag = client.get(ADDRESS).headers["ETag"]
    with counted_queries(bare_app) as queries:  # nothing is kept any more: as if by another process
        again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, made) == (304, b"", [MADE])
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"].startswith("public")
    assert len(queries) == 1, "\n".join(queries)


def test_a_tag_says_nothing_while_changes_wait_for_the_index(bare_app: Flask, client: FlaskClient) -> None:
    offering_id = one_course(bare_app)
    tag = client.get(ADDRESS).headers["ETag"]
    take_seats(bare_app, offering_id, 20)
    changed = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    take_seats(bare_app, offering_id, 5)
    assert client.get(ADDRESS, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_a_tag_is_the_same_as_long_as_the_program_is_and_another_with_the_next_release(
    bare_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every process names a page alike; an older release's page is never taken for the new one's."""
    for folder in whole_pages.SHAPING:
        (tmp_path / folder).mkdir()
    program = tmp_path / "catalogue" / "words.py"
    monkeypatch.setattr(whole_pages, "ROOT", tmp_path)
    one_course(bare_app)

    def tag_of(release: str) -> str:
        program.write_text(release)
        whole_pages.release.cache_clear()
        forget_kept(bare_app)
        return client.get(ADDRESS).headers["ETag"]

    tags = [tag_of(release) for release in ("one", "one", "other", "one", "other")]
    whole_pages.release.cache_clear()
    assert [tags.index(tag) for tag in tags] == [0, 0, 2, 0, 2]


def test_packed_and_plain_are_kept_apart(bare_app: Flask, client: FlaskClient) -> None:
    one_course(bare_app)
    packed = [client.get(ADDRESS, headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    plain = client.get(ADDRESS)
    assert [one.headers.get("Content-Encoding") for one in (*packed, plain)] == ["gzip", "gzip", None]
    assert packed[0].data == packed[1].data
    assert len(packed[0].data) < len(plain.data)


def test_a_page_during_which_something_changed_is_not_kept(
    bare_app: Flask, client: FlaskClient, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = iter(range(100))
    states = (State(str(number), settled=True) for number in counter)
    answer = whole_pages.kept_whole(lambda _ask: next(states))(bare_app.view_functions["pages.about"])
    monkeypatch.setitem(bare_app.view_functions, "pages.about", answer)
    tags = {client.get("/en/about").headers["ETag"] for _ in range(2)}
    assert made == ["pages/about.html"] * 2
    assert len(tags) == 1  # of the content


def test_pages_are_bounded_in_bytes_and_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 100.0
    monkeypatch.setattr(kept_answers, "monotonic", lambda: clock)
    answers = Answers(most_bytes=10, lifetime_seconds=5)

    def keep(name: str, content: bytes) -> None:
        answers.keep((name,), Kept(content, [], [], name, Promise(name, lambda: name, "-"), clock))

    for name in "abc":
        keep(name, b"1234")
    assert [answers.get((name,)) is not None for name in "abc"] == [False, True, True]
    clock = 106.0
    assert answers.get(("c",)) is None
    keep("d", b"1" * 11)
    assert answers.get(("d",)) is None


def test_addresses_and_headers_count_as_the_pages_do() -> None:
    answers = Answers(most_bytes=100)
    promised = Promise("", lambda: "", "-")
    for name in ("a" * 60, "b" * 60):
        answers.keep((name,), Kept(b"1", [], [], name, promised, monotonic()))
    assert [answers.get((name * 60,)) is not None for name in "ab"] == [False, True]
    answers.keep(("c",), Kept(b"1", [("ETag", "c" * 60)], [], "c", promised, monotonic()))
    assert answers.get(("b" * 60,)) is None
