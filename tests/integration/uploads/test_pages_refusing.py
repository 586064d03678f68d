"""What the pages of the import do not do, and how they say so."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import rules, services
from catalogue.offerings.uploads.models import Upload, UploadItem, UploadPull
from catalogue.providers.models import Provider, ProviderMember
from tests.builders_offerings import a_line, a_run_line
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, pieces
from tests.integration.uploads.desks import Desk
from tests.integration.uploads.elsewhere import Elsewhere


def close(desk: Desk) -> None:
    with desk.app.app_context():
        db.session.get_one(Provider, desk.provider_id).state = "rejected"
        db.session.commit()


def test_a_desk_at_rest_changes_nothing(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1)))
    desk.work()
    close(desk)

    answers = [
        desk.browser.post(desk.address, data={"file": (io.BytesIO(a_table(a_row(2))), "x.csv")}),
        desk.browser.post(address, data={"how": "good"}),
        desk.browser.post(f"{desk.address}/programs/tokens", data={"name": "A program"}),
        desk.browser.post(f"{desk.address}/programs/pull", data={"url": "https://example.org/x.csv"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert all("Nothing can be changed at this desk." in answer.text for answer in answers)
    desk.work()
    assert desk.lines() == []


def test_an_address_for_every_day_is_kept_and_ended(desk: Desk) -> None:
    address = f"{desk.address}/programs"
    refused = desk.browser.post(f"{address}/pull", data={"url": "ftp://example.org/x"})
    assert refused.status_code == 422
    assert "The address must begin with https:// or http://" in refused.text
    assert 'value="ftp://example.org/x"' in refused.text

    url = "https://example.org/x.csv"
    kept = desk.browser.post(f"{address}/pull", data={"url": url, "publish": "1"})
    assert kept.status_code == 303
    page = desk.browser.get(str(kept.location)).text
    assert f'value="{url}"' in page
    with desk.app.app_context():
        assert db.session.execute(select(UploadPull.url, UploadPull.publish)).all() == [(url, True)]

    assert desk.browser.post(f"{address}/pull", data={"url": " "}).status_code == 303
    with desk.app.app_context():
        assert db.session.scalars(select(UploadPull)).all() == []


def test_a_token_ends_with_the_place_of_who_made_it(desk: Desk) -> None:
    with desk.app.app_context():
        member = db.session.scalars(select(ProviderMember)).one()
        token = services.make_token(desk.provider_id, member.account_id, "A program", now())
        assert services.holder_of(token, desk.number, now()) is not None
        member.role = "instructor"
        db.session.commit()
        assert services.holder_of(token, desk.number, now()) is None


def test_there_is_an_end_to_tokens_and_to_files_that_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_TOKENS", 1)
    monkeypatch.setattr(rules, "MOST_WAITING", 1)
    desk.browser.post(f"{desk.address}/programs/tokens", data={"name": "First"})
    desk.send(a_table(a_row(1)))

    one_more = desk.browser.post(f"{desk.address}/programs/tokens", data={"name": "Second"})
    waiting = desk.browser.post(desk.address, data={"file": (io.BytesIO(a_table(a_row(2))), "x.csv")})

    assert (one_more.status_code, waiting.status_code) == (422, 422)
    assert "very many tokens" in one_more.text
    assert "still being checked" in waiting.text
    with desk.app.app_context():
        assert pieces() == 1


def test_there_is_an_end_to_what_comes_in_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_table(a_row(1))
    monkeypatch.setattr(rules, "MOST_BYTES_A_DAY", 2 * len(content))
    for _twice in range(2):
        desk.send(content)
        desk.work()

    answer = desk.browser.post(desk.address, data={"file": (io.BytesIO(content), "x.csv")})
    assert answer.status_code == 422
    assert "come to more than 500 megabytes" in answer.text

    with desk.app.app_context():
        db.session.execute(update(Upload).values(created_at=now() - timedelta(days=1, minutes=1)))
        db.session.commit()
    desk.send(content)


def test_a_field_that_nobody_knows_is_told_and_not_kept(desk: Desk) -> None:
    line = {**a_line(runs=[{**a_run_line(), "guests": "Sara"}]), "provider": None, "inside": "secret"}
    desk.send(json.dumps(line).encode(), "x.jsonl")
    desk.work()

    with desk.app.app_context():
        item = db.session.scalars(select(UploadItem)).one()
        told = {one["field"] for one in item.problems}
        assert {"inside", "runs[0].guests"} <= told
        assert "secret" not in json.dumps(item.source)
        assert "Sara" not in json.dumps(item.source)


def test_a_daily_fetch_ends_with_the_place_of_who_saved_it(desk: Desk, elsewhere: str) -> None:
    Elsewhere.content = a_table(a_row(1))
    desk.browser.post(f"{desk.address}/programs/pull", data={"url": f"{elsewhere}/file.csv", "publish": "1"})
    with desk.app.app_context():
        member = db.session.scalars(select(ProviderMember)).one()
        a_member(db.session.get_one(Provider, desk.provider_id), "owner")
        member.role = "instructor"
        db.session.commit()
        assert services.pull_due(now()) == 0
        assert services.pull_due(now() + timedelta(days=2)) == 0
        assert db.session.scalars(select(Upload)).all() == []
        told = db.session.scalars(select(UploadPull)).one().trouble
        member.role = "editor"
        db.session.commit()
    assert "no longer an editor here" in told["en"]
    assert told["ar"] != told["en"]
    assert "no longer an editor here" in desk.browser.get(f"{desk.address}/programs").text
    with desk.app.app_context():
        assert services.pull_due(now() + timedelta(days=4)) == 1


def test_a_file_that_turns_out_too_large_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_BYTES", 100)

    answer = desk.browser.post(desk.address, data={"file": (io.BytesIO(b"x" * 101), "x.csv")})
    nameless = desk.browser.post(desk.address, data={"file": (io.BytesIO(b"x"), "folder/")})

    assert answer.status_code == 413
    assert "larger than 100 megabytes" in answer.text
    assert nameless.status_code == 422
    assert "Choose a file." in nameless.text
    with desk.app.app_context():
        assert pieces() == 0


def test_what_is_past_is_refused_on_the_page(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1), a_row(2, capacity="-1")))
    desk.work()
    assert desk.browser.post(f"{address}/undo").status_code == 409
    withdrawn = desk.browser.post(address, data={"how": "all"})
    assert withdrawn.status_code == 422
    assert "you want all or nothing" in withdrawn.text
    desk.browser.post(address, data={"how": "good"})
    desk.work()

    again = desk.browser.post(address, data={"how": "good"})
    mended = desk.browser.post(f"{address}/errors/2", data={"c-3-capacity": "5"})

    assert (again.status_code, mended.status_code) == (409, 422)
    assert all("not possible any more" in answer.text for answer in (again, mended))
    assert desk.browser.get(f"{address}/errors/9").status_code == 404


def test_changes_are_told_as_words_and_values(desk: Desk) -> None:
    first = desk.send(a_table(a_row(1), a_row(2), a_row(3)))
    desk.work()
    desk.browser.post(first, data={"how": "good"})
    desk.work()
    long = "A long text. " * 30
    rows = [
        a_row(1, topics="0715|0613", summary_en=long, sessions="2027-01-21T17:00/19:00"),
        a_row(1, topics="0715|0613", summary_en=long, run_reference="r2"),
        a_row(2, level="", title_en="Metal"),
        a_row(9),
    ]
    address = desk.send(a_table(*rows))
    desk.work()

    page = desk.browser.get(f"{address}/changes").text
    assert '<span class="filetext__whole">0715</span> | <span class="filetext__whole">0613</span>' in page
    assert ">2027-01-20T17:00/2027-01-20T19:00</span>" in page  # as it is typed: in the city's time
    assert long[:200] in page
    assert long not in page
    assert "New run" in page
    assert "Welding 9" in desk.browser.get(f"{address}/changes?show=created").text
    absent = desk.browser.get(f"{address}/changes?show=absent&page=99").text
    assert "Welding 3" in absent
    assert "Welding 2" not in absent
    assert "Metal" in desk.browser.get(f"{address}/changes?show=others&page=x").text


def test_structures_are_told_as_they_would_be_typed(desk: Desk) -> None:
    def line(**about: object) -> bytes:
        return json.dumps({**a_line(**about), "provider": None}).encode()

    first = desk.send(line(image={"url": "https://example.org/a.png"}), "file.jsonl")
    desk.work()
    desk.browser.post(first, data={"how": "good"})
    desk.work()
    question = {"key": "q", "label": {"en": "Why?"}, "required": True}
    run = a_run_line(flexible_start=True, questions=[question], reduced={"price": "0.00", "for": "job_seekers"})
    address = desk.send(line(image=None, runs=[run]), "file.jsonl")
    desk.work()

    page = desk.browser.get(f"{address}/changes").text

    assert "https://example.org/a.png" in page
    assert "0.00 / job_seekers" in page
    assert "&#34;key&#34;: &#34;q&#34;" in page
    assert ">true<" in page


def test_a_file_of_lines_comes_back_with_its_errors(desk: Desk) -> None:
    good, bad = a_line(reference="o1"), a_line(reference="o2", age_min=-1)
    lines = [json.dumps({**line, "provider": None}) for line in (good, bad)]
    address = desk.send("\n".join([*lines, "{no json"]).encode(), "file.jsonl")
    desk.work()

    answer = desk.browser.get(f"{address}/errors-file")

    first, second, third = map(json.loads, answer.text.splitlines())
    assert answer.mimetype == "application/x-ndjson"
    assert (first["reference"], "errors" in first) == ("o1", False)
    assert second["errors"] == ["Lowest age (age_min): This must be at least 0."]
    assert third["line"] == "{no json"
    assert third["errors"]


def test_only_files_that_there_are_can_be_taken_along(desk: Desk) -> None:
    assert desk.browser.get(f"{desk.address}/template/pdf").status_code == 404
    assert desk.browser.get(f"{desk.address}/listings/pdf").status_code == 404


def test_an_offering_with_a_number_that_no_database_holds_is_not_there(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1)))
    desk.work()
    for number in ("9" * 10, "9" * 19, "9" * 40):
        assert desk.browser.get(f"{address}/errors/{number}").status_code == 404
        assert desk.browser.post(f"{address}/errors/{number}").status_code in (404, 405)
