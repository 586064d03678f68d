"""The full form: both languages, nothing lost, two windows (docs/rules/publishing.md, rules 1, 10, 11, 12 and 14)."""

from __future__ import annotations

import re
from json import loads

import pytest
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.exchange.shape import BILINGUAL
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider
from catalogue.taxonomy.vocabularies import read
from tests.builders import NOON
from tests.builders_listings import a_complete_listing
from tests.integration.listings.conftest import Bench

FORM = {
    "title_ar": "\u0644\u062d\u0627\u0645", "title_en": "Welding", "summary_en": "A start.", "topics": "0715",
    "topics_2": "0714", "credential": "attendance", "level": "beginner", "age_min": "\u0661\u0666",
    "languages": ["ar", "en"], "audiences": ["adults"], "skills_taught": "Welding\nMy own craft", "hours": "12",
}  # fmt: skip


def a_listing(bench: Bench, **about: object) -> tuple[str, str]:
    """Its public id, and its stamp."""
    with bench.app.app_context():
        made = a_complete_listing(db.session.get_one(Provider, bench.provider_id), **about)  # type: ignore[arg-type]
        return made.public_id, made.stamp


def test_all_of_the_form_is_stored_and_comes_back(bench: Bench) -> None:
    answer = bench.browser.post(bench.at("/new/full"), data={**FORM, "kind": "course", "do": "stay"})

    assert answer.status_code == 303, answer.text
    with bench.app.app_context():
        fields = fields_of(bench.only())
    assert fields["topics"] == ["0715", "0714"]
    assert (fields["age_min"], fields["hours"], fields["languages"]) == (16, 12, ["ar", "en"])
    assert "My own craft" in fields["skills_taught"]
    page = bench.browser.get(answer.location).text
    sent = bench.browser.post(answer.location, data=filled(page))
    assert sent.status_code == 303, "what the page shows can be sent as it is"
    with bench.app.app_context():
        assert fields_of(bench.only()) == fields, "and changes nothing"


def filled(page: str) -> dict[str, object]:
    """The values that a browser would send from the form of the editor."""
    form = page.partition("data-editor")[2].partition("</form>")[0]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        about = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if about.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        found.setdefault(about["name"], [])
        found[about["name"]].append(about.get("value", ""))  # type: ignore[attr-defined]
    found |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_what_is_wrong_stands_at_its_field_in_the_readers_language(bench: Bench) -> None:
    number, seen = a_listing(bench)
    wrong = {**FORM, "title_en": "x" * 300, "age_min": "young", "seen": seen}

    answer = bench.browser.post(bench.at(f"/{number}/edit"), data=wrong)

    assert answer.status_code == 422
    for name in ("title_en", "age_min"):
        assert f'href="#f-{name}"' in answer.text
        assert f'id="f-{name}-error"' in answer.text
    assert "x" * 300 in answer.text
    assert "This must be a whole number." in answer.text
    in_arabic = bench.browser.post(bench.at(f"/{number}/edit", "ar"), data=wrong).text
    assert "This must be a whole number." not in in_arabic
    assert in_arabic.count('id="f-age_min-error"') == 1


def test_the_second_of_two_windows_is_told_and_can_insist(bench: Bench) -> None:
    number, seen = a_listing(bench)
    first = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "title_en": "First", "seen": seen})
    second = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "title_en": "Second", "seen": seen})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "by somebody else or by you in another window" in second.text
    assert 'value="Second"' in second.text
    again = bench.browser.post(bench.at(f"/{number}/edit"), data={**filled(second.text), "title_en": "Second"})
    assert again.status_code == 303
    with bench.app.app_context():
        assert bench.only().title_en == "Second"


def test_a_seat_that_is_taken_meanwhile_is_no_other_window(bench: Bench) -> None:
    number, seen = a_listing(bench)
    with bench.app.app_context():
        before = bench.only().version
        bench.only().runs[0].capacity = 9
        db.session.commit()
        assert bench.only().version > before
    assert bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "seen": seen}).status_code == 303


def test_the_page_saves_by_itself_and_goes_on_from_there(bench: Bench) -> None:
    number, seen = a_listing(bench)
    by_itself = {"Accept": "application/json"}

    kept = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "seen": seen}, headers=by_itself)
    wrong = {**FORM, "title_ar": "", "title_en": "", "seen": loads(kept.text)["seen"]}
    refused = bench.browser.post(bench.at(f"/{number}/edit"), data=wrong, headers=by_itself)

    assert loads(kept.text)["words"].startswith("Saved at")
    assert refused.status_code == 422
    assert "title" in loads(refused.text)["words"]


def test_a_form_whose_answer_was_lost_is_sent_again_and_is_no_other_window(bench: Bench) -> None:
    number, seen = a_listing(bench)
    by_itself, form = {"Accept": "application/json"}, {**FORM, "title_en": "First", "seen": seen}
    first, again = (
        bench.browser.post(bench.at(f"/{number}/edit"), data=form, headers=by_itself).get_json() for _ in range(2)
    )
    assert first["seen"] == again["seen"] != seen
    other = bench.browser.post(bench.at(f"/{number}/edit"), data={**form, "title_en": "Second"}, headers=by_itself)
    assert other.status_code == 409
    with bench.app.app_context():
        assert bench.only().title_en == "First", "the trial left nothing"


def test_each_side_of_a_text_says_how_it_stands(bench: Bench) -> None:
    number, seen = a_listing(bench, title_ar=None, title_en="Welding", summary_en=None, summary_ar=None)
    address = bench.at(f"/{number}/edit")
    assert sides(bench.browser.get(address).text, "title") == ("Missing", "Original")

    bench.browser.post(address, data={**FORM, "seen": seen})
    assert sides(bench.browser.get(address).text, "title") == ("Reviewed", "Original")

    bench.browser.post(address, data={**FORM, "title_en": "Welding for all"})
    page = bench.browser.get(address).text
    assert sides(page, "title") == ("The other language has changed since", "Original")

    bench.browser.post(address, data={**FORM, "title_en": "Welding for all", "right": "title"})
    assert sides(bench.browser.get(address).text, "title") == ("Reviewed", "Original")


def sides(page: str, name: str) -> tuple[str, ...]:
    found = (re.search(rf'id="f-{name}_{lang}-state"><span class="badge[^>]*>([^<]*)<', page) for lang in ("ar", "en"))
    return tuple(one[1] if one else "" for one in found)


@pytest.mark.parametrize("state", ["in_review", "published"])
def test_nothing_that_publishing_needs_is_emptied_while_it_counts(bench: Bench, state: str) -> None:
    number, seen = a_listing(bench, state=state, published_at=NOON)

    answer = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "topics": "", "topics_2": "", "seen": seen})

    assert answer.status_code == 422
    assert 'href="#f-topics"' in answer.text
    with bench.app.app_context():
        assert len(bench.only().topics) == 1


def test_a_copy_is_a_draft_with_everything_but_its_dates(bench: Bench) -> None:
    number, _seen = a_listing(bench, state="published", published_at=NOON)

    answer = bench.browser.post(bench.at(f"/{number}/copy"))

    assert answer.status_code == 303
    page = bench.browser.get(answer.location)
    assert page.status_code == 200
    with bench.app.app_context():
        others = select(Offering).where(Offering.public_id != number, Offering.provider_id == bench.provider_id)
        copy = db.session.scalars(others).one()
        assert (copy.state, copy.published_at, len(copy.topics)) == ("draft", None, 1)
        (run,) = copy.runs
        assert (run.gender_mode, run.sessions, run.seats_taken) == ("mixed", [], 0)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("shown", ["ar", "en"])
def test_the_preview_shows_a_draft_in_either_language(bench: Bench, lang: str, shown: str) -> None:
    number, _seen = a_listing(bench, title_ar="\u0644\u062d\u0627\u0645", title_en="Welding")

    page = bench.browser.get(bench.at(f"/{number}/preview?in={shown}", lang)).text

    shown_part = page.partition('class="as-shown')[2]
    assert shown_part.startswith(f' detail-layout" lang="{shown}" dir="{"rtl" if shown == "ar" else "ltr"}" inert')
    assert ("Starts" in shown_part) == (shown == "en")
    assert page.count("<h1") == 1
    assert "hero__title" in shown_part


def test_every_field_of_a_draft_can_be_emptied_again(bench: Bench) -> None:
    whole = {f"{name}_{lang}": f"{name} in words" for name in BILINGUAL for lang in ("ar", "en")}
    more = {"skills_required": "Reading", "prerequisites": "A first course", "occupations": "7212", "age_max": "60"}
    number, seen = a_listing(bench)
    address = bench.at(f"/{number}/edit")
    feature = read("learning_city_features")["features"][0]["code"]
    full = {**FORM, **whole, **more, "features": feature, "seen": seen}
    assert bench.browser.post(address, data=full).status_code == 303
    with bench.app.app_context():
        assert (
            set(BILINGUAL) | {"features", "occupations", "prerequisites", "age_max"} <= fields_of(bench.only()).keys()
        )

    nothing = emptied(bench.browser.get(address).text) | {"title_en": "Welding"}
    assert bench.browser.post(address, data=nothing).status_code == 303

    with bench.app.app_context():
        left = fields_of(bench.only())
        assert left.keys() == {"reference", "provider", "kind", "title", "runs"}
        assert left["title"] == {"en": "Welding"}


def emptied(page: str) -> dict[str, str]:
    """What a browser sends where everything was deleted; boxes that are not ticked are not sent."""
    return dict.fromkeys(filled(page).keys() - {"languages", "audiences", "features"}, "")


def test_a_copy_says_of_its_languages_what_the_listing_did(bench: Bench) -> None:
    number, seen = a_listing(bench, title_ar=None, title_en="Welding")
    bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "seen": seen})
    bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, "title_en": "Welding for all"})

    copy = bench.browser.post(bench.at(f"/{number}/copy")).location

    assert sides(bench.browser.get(copy).text, "title") == ("The other language has changed since", "Original")
