"""What cannot be read or stored of a listing is said at its field, with all that was typed; and what is nobody's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.offerings.editing import services
from catalogue.offerings.editing.labels import LABELS
from catalogue.offerings.editing.services import NotTakenAsWritten, Wanted
from catalogue.offerings.exchange.writing import fields_of, run_fields
from catalogue.offerings.models import Offering, ProgrammeStep
from catalogue.offerings.services.storing import store
from catalogue.providers.models import Provider
from tests.builders import NOON
from tests.builders_listings import SHORT, a_complete_listing, a_revision, the_run
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import Bench, a_bench
from tests.integration.listings.test_editor import filled
from tests.integration.listings.test_runs import RUN
from tests.people import browser_of


def a_listing(bench: Bench, **about: Any) -> str:
    with bench.app.app_context():
        return a_complete_listing(db.session.get_one(Provider, bench.provider_id), **about).public_id


@pytest.fixture
def new_run(bench: Bench) -> str:
    return bench.at(f"/{a_listing(bench)}/runs/new")


UNREADABLE = {
    "enrol_closes_at": ("tomorrow", "Enter a day such as 20/1/2027 and a time such as 17:30"),
    "sessions_0": ("31/2/2027", "Enter a day such as 20/1/2027, and when the meeting begins and ends"),
    "repeat_from": ("soon", "Enter a day such as 20/1/2027"),
    "repeat_without": ("31/1/2027\nEid", "Enter one day a line, such as 20/1/2027"),
    "repeat_starts": ("", "Enter a time such as 17:30"),
    "ramadan_ends": ("21:00", "The session ends before it begins."),
    "place": ("nowhere:at-all", ""),
}


def test_days_times_and_places_that_do_not_exist_are_told_all_at_once(bench: Bench, new_run: str) -> None:
    wrong = {field: typed for field, (typed, _words) in UNREADABLE.items()}

    answer = bench.browser.post(new_run, data={**RUN, **wrong})

    assert answer.status_code == 422
    summary = dict(re.findall(r'<a href="#f-(\w+)">([^<]*)</a>', answer.text))
    assert [field for field, (_typed, words) in UNREADABLE.items() if words not in summary.get(field, "-")] == []
    assert summary["place"]
    assert "Which size?" in answer.text, "all else that was typed stays"
    with bench.app.app_context():
        assert len(bench.only().runs) == 1


def test_a_repetition_adds_no_meeting_that_is_written_already(bench: Bench, new_run: str) -> None:
    typed = {**RUN, "sessions_0": "24/1/2027", "repeat_until": "31/1/2027", "repeat_without": ""}

    assert bench.browser.post(new_run, data=typed).status_code == 303

    with bench.app.app_context():
        run = next(one for one in bench.only().runs if one.reference == "r2")
        assert [f"{one.starts_at:%d.%m.}" for one in run.sessions] == ["24.01.", "31.01."]


def test_of_two_windows_the_second_is_told_and_may_mean_it(bench: Bench) -> None:
    number = a_listing(bench)
    with bench.app.app_context():
        (run,) = bench.only().runs
        address = bench.at(f"/{number}/runs/{run.public_id}")
    stale = {**RUN, "seen": "2020-01-01T00:00:00+00:00", "price": "77"}

    answer = bench.browser.post(address, data=stale)

    assert answer.status_code == 409
    assert 'value="77"' in answer.text
    with bench.app.app_context():
        seen = bench.only().stamp
        assert bench.only().runs[0].price_halalas == 0
    assert f'value="{seen}"' in answer.text
    assert bench.browser.post(address, data={**stale, "seen": seen}).status_code == 303


def test_the_short_form_says_what_it_cannot_read(bench: Bench) -> None:
    wrong = {"starts": "half past", "ends": "25:00", "place": "nowhere:at-all"}

    answer = bench.browser.post(bench.at("/new/short"), data={**SHORT, **wrong})

    assert answer.status_code == 422
    assert [field for field in wrong if f'href="#f-{field}"' not in answer.text] == []
    assert SHORT["title_en"] in answer.text


@pytest.mark.parametrize("path", ["/new/short", "/new/full"])
def test_a_constraint_that_no_check_foresaw_loses_nothing_that_was_typed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def store_wrong(*about: Any, **more: Any) -> tuple[Offering, bool]:
        offering, changed = store(*about, **more)
        offering.hours = -1
        return offering, changed

    monkeypatch.setattr("catalogue.offerings.editing.services.saving.store", store_wrong)
    answer = bench.browser.post(bench.at(path), data={**SHORT, "kind": "course", "languages": ["en"]})

    assert answer.status_code == 422
    assert SHORT["title_en"] in answer.text
    assert "This does not agree with what is saved already." in answer.text
    with bench.app.app_context():
        assert db.session.query(Offering).count() == 0


def test_what_publishing_needs_is_not_taken_away_and_it_stands_at_the_date(app: Flask) -> None:
    offering = a_complete_listing(state="in_review")
    with pytest.raises(NotTakenAsWritten) as refused:
        services.save(
            offering.provider_id, offering.id, Wanted({"runs": [{**run_fields(the_run(offering)), "gender_mode": ""}]}),
            actor_id=None, now=now(),
        )  # fmt: skip
    assert [one.field for one in refused.value.problems] == ["runs[0].gender_mode"]
    assert the_run(offering).gender_mode == "mixed"


@pytest.fixture
def programme(bench: Bench) -> str:
    with bench.app.app_context():
        return a_complete_listing(
            db.session.get_one(Provider, bench.provider_id), kind="programme", title_en="Two steps", reference="p"
        ).public_id


def parts_of_the_programme(bench: Bench) -> list[str]:
    with bench.app.app_context():
        found = db.session.scalars(select(Offering).where(Offering.reference == "p")).one()
        return [one["reference"] for one in fields_of(found, whole=True).get("steps", [])]


def test_parts_of_a_programme_are_chosen_among_ones_own_listings(bench: Bench, programme: str) -> None:
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        a_complete_listing(provider, title_en="First step", reference="first")
        a_complete_listing(provider, title_en="Old step", state="archived")
        a_complete_listing(title_en="Of somebody else")
    address = bench.at(f"/{programme}/edit")
    form = bench.browser.get(address).text
    shown = {name: value for value, name in re.findall(r'<option value="([^"]*)">([^<]*)</option>', form)}
    assert [name in shown for name in ("First step", "Old step", "Of somebody else")] == [True, False, False]

    typed = {"title_en": "Two steps", "languages": ["ar"], "topics": "0715", "steps": shown["First step"]}
    assert bench.browser.post(address, data=typed).status_code == 303

    assert parts_of_the_programme(bench) == ["first"]


def test_what_the_page_of_a_programme_shows_can_be_sent_and_no_part_is_lost(bench: Bench, programme: str) -> None:
    """Drafts, what was put away since, and what others offer: a file can name them all."""
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        parts = [
            a_complete_listing(provider, reference="a-draft"),
            a_complete_listing(provider, reference="put-away", state="archived"),
            a_complete_listing(reference="of|others", state="published", published_at=NOON),
        ]
        found = db.session.scalars(select(Offering).where(Offering.reference == "p")).one()
        found.steps = [ProgrammeStep(step_id=one.id, position=number) for number, one in enumerate(parts)]
        db.session.commit()
    address = bench.at(f"/{programme}/edit")

    sent = bench.browser.post(address, data=filled(bench.browser.get(address).text))

    assert sent.status_code == 303, sent.text
    assert parts_of_the_programme(bench) == ["a-draft", "put-away", "of|others"]


def test_what_others_have_not_shown_to_anybody_cannot_be_named(bench: Bench, programme: str) -> None:
    with bench.app.app_context():
        for reference, shown_at in (("draft", None), ("paused", NOON)):
            theirs = a_complete_listing(
                title_en="Not yet announced", reference=reference, state=reference, published_at=shown_at
            )
            step = f"{theirs.provider.reference}|{reference}"
            typed = {"title_en": "Two steps", "languages": ["ar"], "topics": "0715", "steps": step}
            assert bench.browser.post(bench.at(f"/{programme}/edit"), data=typed).status_code == 303
            shown = bench.browser.get(bench.at(f"/{programme}/edit")).text
            assert ("Not yet announced" in shown) is (reference == "paused")


def test_runs_and_listings_of_others_are_not_there(app: Flask) -> None:
    mine, theirs = a_complete_listing(), a_complete_listing()
    foreign = (theirs.provider_id, mine.id)
    with pytest.raises(NotFound):
        services.save(*foreign, Wanted({"title": {"en": "Mine now"}}), actor_id=None, now=now())
    with pytest.raises(NotFound):
        services.remove_run(*foreign, the_run(mine).id, now=now())
    with pytest.raises(NotFound):
        services.remove_run(mine.provider_id, mine.id, the_run(theirs).id, now=now())
    assert len(mine.runs) == len(theirs.runs) == 1


def test_a_run_is_found_at_its_own_listing_only(bench: Bench) -> None:
    one, other = a_listing(bench), a_listing(bench)
    with bench.app.app_context():
        run = next(row for row in db.session.query(Offering) if row.public_id == other).runs[0].public_id
    for path in (f"/runs/{run}", f"/runs/{run}/copy"):
        assert bench.browser.get(bench.at(f"/{other}{path}")).status_code == 200
        assert bench.browser.get(bench.at(f"/{one}{path}")).status_code == 404


@pytest.mark.parametrize(
    ("state", "forms", "status"),
    [("verified", [{"step": "fly"}, {}], 422), ("closed", [{"step": "submit"}], 409)],
)
def test_steps_that_do_not_exist_and_desks_at_rest_move_nothing(
    bare_app: Flask, state: str, forms: list[dict[str, str]], status: int
) -> None:
    bench = a_bench(bare_app, state=state)
    number = a_listing(bench)
    for form in forms:
        assert bench.browser.post(bench.at(f"/{number}/state"), data=form).status_code == status
    with bare_app.app_context():
        assert bench.only().state == "draft"


def test_the_office_finds_no_proposal_that_is_not_there(bare_app: Flask) -> None:
    with bare_app.app_context():
        there = a_revision(a_complete_listing(state="published", published_at=NOON)).public_id
        office_id = an_office_member().id
    office = browser_of(bare_app, office_id)
    assert office.get(f"/en/office/revisions/{there}").status_code == 200
    assert office.get("/en/office/revisions/2222222222").status_code == 404


def test_what_is_wrong_names_its_field_also_in_the_summary(bench: Bench) -> None:
    short = bench.browser.post(bench.at("/new/short"), data={**SHORT, "capacity": "0", "starts": "noon"}).text
    assert ">Seats: This must be at least 1.</a>" in short
    assert ">Begins at: Enter a time such as 17:30</a>" in short
    whole = {"kind": "course", "title_en": "x" * 300, "age_min": "young"}
    full = bench.browser.post(bench.at("/new/full"), data=whole).text
    assert re.search(r">Title, in English: This can have at most \d+ characters.</a>", full)
    assert ">Lowest age: This must be a whole number.</a>" in full


def test_the_line_of_a_day_to_leave_out_that_is_none_is_named(bench: Bench, new_run: str) -> None:
    page = bench.browser.post(new_run, data={**RUN, "repeat_without": "31/1/2027\n\n <b>Eid</b>"}).text
    assert "Line 3, \u201c&lt;b&gt;Eid&lt;/b&gt;\u201d, is not a day." in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_messages_call_the_fields_as_their_forms_do(bench: Bench, new_run: str, lang: str) -> None:
    pages = [bench.browser.get(bench.at(path, lang)).text for path in ("/new/full?kind=programme", "/new/short")]
    pages.append(bench.browser.get(new_run.replace("/en/", f"/{lang}/")).text)
    with bench.app.app_context(), reading_as(Reader(lang=lang)):
        words = {name: str(label) for name, label in LABELS.items() if name != "steps"}
    assert [name for name, label in words.items() if not any(escape(label) in page for page in pages)] == []
