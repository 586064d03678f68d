"""The same mistake in many lines is mended on one page, once."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import NotCheckedNow
from catalogue.offerings.uploads.same import same_mistakes
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import a_row, a_table, errors, published, sent
from tests.integration.uploads.desks import Desk
from tests.integration.uploads.test_mending import lines

WRONG = (
    *(a_row(number, gender_mode="everyone") for number in (1, 2, 3)),
    a_row(4, price="free of charge", gender_mode="everyone"),
    a_row(5, price="free of charge"),
    a_row(6, capacity="-1"),  # once only
    a_row(7, reference="", title_en=""),
    a_row(8, reference="", title_en=""),  # each has a name of its own
)
FIELD = re.compile(r'name="(s-[0-9a-f]{16})"')


def test_mistakes_are_counted_by_listing_and_the_most_frequent_comes_first(app: Flask) -> None:
    upload = sent(a_provider(), a_table(*WRONG))

    found = [(one.field, one.value, len(one.listings), one.rows) for one in same_mistakes(upload)]

    assert found == [("gender_mode", "everyone", 4, [2, 3, 4, 5]), ("price", "free of charge", 2, [5, 6])]


def test_in_lines_the_place_within_a_listing_makes_no_difference(app: Flask) -> None:
    first, second = a_run_line(capacity="many"), a_run_line(reference="r2", capacity="many")
    given = (a_line(reference="o1", runs=[a_run_line(), second]), a_line(reference="o2", runs=[first]))
    upload = sent(a_provider(), lines(*given), "file.jsonl")
    (same,) = same_mistakes(upload)

    services.mend_together(upload.id, {same.name: "12"})

    assert (len(same.listings), errors(_worked(upload))) == (2, [])


def _worked(upload: Upload) -> Upload:
    number = upload.id
    services.work(now())
    db.session.expire_all()
    return db.session.get_one(Upload, number)


def test_one_page_mends_them_all_and_the_file_is_checked_again(desk: Desk) -> None:
    address = desk.send(a_table(*WRONG))
    desk.work()
    assert "2 mistakes stand in several listings: mend each once" in desk.browser.get(f"{address}/errors").text
    page = desk.browser.get(f"{address}/errors/together").text
    first, second = dict.fromkeys(FIELD.findall(page))
    assert ("in 4 listings" in page, "in 2 listings" in page) == (True, True)

    wrong = desk.browser.post(f"{address}/errors/together", data={first: "robots", second: "0"})
    assert (wrong.status_code, 'value="0"' in wrong.text) == (422, True)
    answer = desk.browser.post(f"{address}/errors/together", data={first: "mixed", second: "0"})
    assert (answer.status_code, answer.location) == (303, address)
    assert "The file is being checked." in desk.browser.get(address).text
    desk.work()

    assert [one for one in desk.browser.get(f"{address}/errors").text.split() if "everyone" in one] == []
    with desk.app.app_context():
        upload = db.session.query(Upload).one()
        assert (upload.state, upload.created, upload.faulty) == ("checked", 5, 3)


def test_what_is_left_as_it_is_mends_nothing(desk: Desk) -> None:
    address = desk.send(a_table(*WRONG))
    desk.work()
    first, second = dict.fromkeys(FIELD.findall(desk.browser.get(f"{address}/errors/together").text))

    answer = desk.browser.post(f"{address}/errors/together", data={first: "", second: "free of charge"})

    assert (answer.status_code, "Nothing was changed." in answer.text) == (422, True)


def test_what_is_published_is_not_mended_together(app: Flask) -> None:
    upload = sent(a_provider(), a_table(*WRONG, a_row(9)))
    names = {one.name: "mixed" for one in same_mistakes(upload)}
    number = published(upload).id
    with pytest.raises(NotCheckedNow):
        services.mend_together(number, names)
