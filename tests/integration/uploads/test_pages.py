"""The pages of the import: sending, watching, mending, deciding."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.uploads.models import Upload
from tests.builders_uploads import a_row, a_table
from tests.integration.uploads.desks import Desk


def test_sending_answers_at_once_and_the_page_tells_how_far_it_is(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1), a_row(2, mode="in person or so")))
    page = desk.browser.get(address).text
    assert '<meta http-equiv="refresh"' in page
    assert "is being checked" in page

    desk.work()
    page = desk.browser.get(address).text

    assert "refresh" not in page
    assert "What is to be published?" in page
    assert desk.lines() == []


def test_nothing_is_chosen_unasked(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1)))
    desk.work()

    answer = desk.browser.post(address)

    assert answer.status_code == 422
    assert "Choose what is to be published." in answer.text


def test_a_long_list_can_be_looked_up_where_its_value_is_mended(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1, topics="9999", mode="in-persn")))
    desk.work()
    form = desk.browser.get(f"{address}/errors/1").text
    assert '<code dir="ltr">0715</code> Mechanics and metal trades' in form
    assert form.count("listed-values") == 1, "a short list is chosen from"


def test_mended_on_screen_published_and_taken_back(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1), a_row(2, mode="in-persn", capacity="-5")))
    desk.work()
    page = desk.browser.get(f"{address}/errors").text
    assert "Found:" in page
    assert "in-persn" in page
    assert "<code>in_person</code>" in page

    form = desk.browser.get(f"{address}/errors/2").text
    fields = set(re.findall(r'name="(c-[^"]+)"', form))
    assert fields == {"c-3-mode", "c-3-capacity"}
    again = desk.browser.post(f"{address}/errors/2", data={"c-3-mode": "online_live", "c-3-capacity": "0"})
    assert again.status_code == 422
    mended = desk.browser.post(f"{address}/errors/2", data={"c-3-capacity": "\u0661\u0662"})
    assert mended.status_code == 303

    assert desk.browser.post(address, data={"how": "all"}).status_code == 303
    desk.work()
    assert desk.lines() == ["c1", "c2"]
    assert desk.browser.post(f"{address}/undo").status_code == 303
    desk.work()
    assert desk.lines() == []
    assert "taken back" in desk.browser.get(address).text


@pytest.mark.parametrize(("name", "content", "status"), [("x.pdf", b"%PDF-", 422), ("", b"", 422), ("x.csv", b"", 422)])
def test_what_is_no_file_of_ours_is_refused_at_the_field(desk: Desk, name: str, content: bytes, status: int) -> None:
    answer = desk.browser.post(desk.address, data={"file": (io.BytesIO(content), name)})

    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text


def test_more_than_a_hundred_megabytes_are_refused_before_they_are_read(desk: Desk) -> None:
    answer = desk.browser.post(
        desk.address,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "102000000"},
    )
    assert answer.status_code == 413
    assert "larger than 100 megabytes" in answer.text


def test_other_addresses_take_no_more_than_before(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1)))

    answer = desk.browser.post(
        address,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "3000000"},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_what_is_here_comes_back_unchanged(desk: Desk, form: str) -> None:
    address = desk.send(a_table(a_row(1), a_row(2, title_en="=1+1"), a_row(2, run_reference="r2")))
    desk.work()
    desk.browser.post(address, data={"how": "good"})
    desk.work()

    answer = desk.browser.get(f"{desk.address}/listings/{form}")
    address = desk.send(answer.data, f"again.{form}")
    desk.work()

    with desk.app.app_context():
        upload = db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()
        assert upload is not None
        assert (upload.state, upload.created, upload.updated, upload.unchanged, upload.faulty) == (
            "checked", 0, 0, 2, 0,
        )  # fmt: skip


def test_formulas_are_neutralised_in_what_is_downloaded(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1, title_en="=cmd()", mode="nowhere")))
    desk.work()

    answer = desk.browser.get(f"{address}/errors-file").data.decode("utf-8-sig")

    assert "'=cmd()" in answer
    assert "errors" in answer.splitlines()[0]
    assert "(mode): " in answer


def test_without_errors_nobody_is_asked_which_rows(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1)))
    desk.work()
    page = desk.browser.get(address).text
    assert "What is to be published?" not in page
    how = re.search(r'name="how" value="(\w+)"', page)
    assert how

    desk.browser.post(address, data={"how": how[1]})
    desk.work()

    assert len(desk.lines()) == 1


def test_an_error_names_its_column_in_words_and_a_short_list_in_full(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1, kind="class")))
    desk.work()
    page = desk.browser.get(f"{address}/errors").text
    assert 'Kind (<code dir="ltr">kind</code>)' in page
    for lang, known in (("en", "(course), Workshop (workshop) and"), ("ar", "(course)")):
        allowed = re.search(r'faults__allowed">.*', desk.browser.get(f"/{lang}{address[3:]}/errors").text)
        assert allowed
        assert known in allowed[0]
    assert 'Kind (<code dir="ltr">kind</code>)' in desk.browser.get(f"{address}/errors/1").text


def test_another_desk_does_not_show_it(desk: Desk, bare_app: Flask) -> None:
    address, other = desk.send(a_table(a_row(1))), Desk(bare_app)
    number = address.rpartition("/")[2]
    browser: FlaskClient = other.browser

    assert browser.get(f"{other.address}/{number}").status_code == 404
    assert browser.get(address).status_code == 404
