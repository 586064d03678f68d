"""What was made of the words, said on the page, each with the way back; in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.reader import Reader, reading_as
from catalogue.search.presenting.understood import because
from tests.builders_search import a_course, indexed, page_of
from tests.kept import a_kept_app

LANGUAGES = ("ar", "en")


def a_catalogue(app: Flask) -> None:
    """Welding in both languages, pottery in one each; one free course, one paid one."""
    with app.app_context():
        a_course("Pipe welding", title_ar="لحام الأنابيب", summary_en="Sparks.")
        a_course("Welding for artists", title_ar="لحام الفنانين", run={"price_halalas": 25_000})
        a_course("Pottery", title_ar=None)
        a_course(title_ar="البرمجة للجميع", title_en=None, summary_en=None, summary_ar="ملخص")
        indexed()


@pytest.fixture(scope="module")
def catalogue(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with a_kept_app(prepared_home, tmp_path_factory.mktemp("understood")) as app:
        a_catalogue(app)
        yield app.test_client()


def searched(client: FlaskClient, lang: str, text: str, more: str = "") -> str:
    """The page of results without the marks that keep directions apart, and without the aim of its links."""
    page = page_of(client, f"/{lang}/search?q={quote(text)}{more}")
    return re.sub(r"</?bdi[^>]*>|\u2068|\u2069|#results-heading(?=\")", "", page)


def chips(page: str) -> dict[str, str]:
    """What was read out of the words → the search without it."""
    found = re.search(
        r'<ul class="chips" role="list" aria-label="(?:Read out|[^"A-Za-z]*)[^"]*">(.*?)</ul>', page, re.S
    )
    assert found, "no filters in words"
    links = re.findall(r'<a class="chip" href="([^"]+)"[^>]*>(.*?)</a>', found[1], re.S)
    return {" ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", text).split()): address for address, text in links}


REPAIRS = {
    "wrong keyboard": ("fvl[m", "برمجة"),
    "latin letters": ("barmaja", "برمجة"),
    "misspelling": ("weldnig", "welding"),
    "missing space": ("pipewelding", "pipe welding"),
    "wrong keyboard in arabic": ("صثميهىل", "welding"),
}
SAID = {
    "ar": ("تُعرض نتائج البحث عن «{}».", "البحث بدلًا من ذلك عن «{}»"),
    "en": ("Showing results for “{}”.", "Search instead for “{}”"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("typed", "used"), REPAIRS.values(), ids=list(REPAIRS))
def test_what_was_searched_for_instead_is_said(catalogue: FlaskClient, lang: str, typed: str, used: str) -> None:
    page = searched(catalogue, lang, typed)
    showing, instead = SAID[lang]
    assert showing.format(used) in page
    assert instead.format(typed) in page
    assert '<article class="card">' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_back_takes_the_words_as_typed_and_leads_back_again(catalogue: FlaskClient, lang: str) -> None:
    page = searched(catalogue, lang, "weldnig")
    assert f'href="/{lang}/search?exact=1&q=weldnig" rel="nofollow"' in page
    exact = searched(catalogue, lang, "weldnig", "&exact=1")
    assert SAID[lang][0].format("welding") not in exact
    assert '<article class="card">' not in exact
    assert f'href="/{lang}/search?q=weldnig"' in exact


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_back_keeps_filters_and_order(catalogue: FlaskClient, lang: str) -> None:
    page = searched(catalogue, lang, "weldnig", "&price=free&sort=soonest&page=1")
    assert f'href="/{lang}/search?exact=1&price=free&q=weldnig&sort=soonest"' in page


@pytest.mark.parametrize("text", ["welding", "لحام", "pottery"])
def test_nothing_is_said_where_nothing_was_done(catalogue: FlaskClient, text: str) -> None:
    page = searched(catalogue, "en", text)
    assert "Showing results for" not in page
    assert "does not have" not in page
    assert "Read out of your words" not in page


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "en",
            "free welding in jubail",
            {
                "First: Free": "/en/search?q=welding+in+jubail",
                "First: Jubail Industrial City": "/en/search?q=free+welding+in",
            },
        ),
        (
            "ar",
            "لحام مجاني للنساء",
            {
                "الأولوية: مجاني": f"/ar/search?q={quote('لحام')}+{quote('للنساء')}",
                "الأولوية: نساء وفتيات وأقسام منفصلة": f"/ar/search?q={quote('لحام')}+{quote('مجاني')}",
            },
        ),
    ],
)
def test_each_filter_in_words_is_a_chip_that_takes_it_back(
    catalogue: FlaskClient, lang: str, text: str, expected: dict[str, str]
) -> None:
    found = chips(searched(catalogue, lang, text))
    assert list(found.values()) == list(expected.values())
    assert len(found) == len(expected)
    assert all(said.startswith("First:" if lang == "en" else "الأولوية:") for said in found)


def test_a_chip_says_the_filter_in_the_readers_own_words(catalogue: FlaskClient) -> None:
    (said,) = chips(searched(catalogue, "en", "free welding"))
    assert said.startswith("First: free")


def test_a_filter_that_was_said_twice_is_one_chip(catalogue: FlaskClient) -> None:
    assert list(chips(searched(catalogue, "en", "free welding مجاني")).values()) == ["/en/search?q=welding"]


def test_filters_in_words_put_first_what_fits_and_leave_nothing_out(catalogue: FlaskClient) -> None:
    page = searched(catalogue, "en", "free welding")
    assert page.count('<article class="card">') == 2
    assert page.index(">Pipe<") < page.index(" for artists")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Only what fits: one result"), ("ar", "ما يطابق ذلك كله: نتيجة واحدة")]
)
def test_only_what_fits_is_one_step_away_with_its_count(catalogue: FlaskClient, lang: str, said: str) -> None:
    page = searched(catalogue, lang, "free welding")
    assert said in page
    found = re.search(r'<a class="chip chip--clear" href="([^"]+)"', page)
    assert found
    assert found[1] == f"/{lang}/search?price=free&q=welding"
    strict = page_of(catalogue, found[1])
    assert strict.count('<article class="card">') == 1


def test_only_what_fits_is_not_offered_where_all_fits(catalogue: FlaskClient) -> None:
    assert "Only what fits" not in searched(catalogue, "en", "free pottery")


@pytest.mark.parametrize(("lang", "said"), [("en", "The catalogue does not have: {}"), ("ar", "لا يوجد في الدليل: {}")])
def test_a_word_that_the_catalogue_does_not_have_is_named(catalogue: FlaskClient, lang: str, said: str) -> None:
    assert said.format("zzqqxx") in searched(catalogue, lang, "welding zzqqxx")


@pytest.mark.parametrize(("lang", "said"), [("en", "Without: “bread”"), ("ar", "لا يتضمّن: «bread»")])
def test_a_card_says_which_word_it_lacks(bare_app: Flask, client: FlaskClient, lang: str, said: str) -> None:
    a_catalogue(bare_app)
    with bare_app.app_context():
        a_course("Bread baking", title_ar="خبز")
        indexed()
    page = searched(client, lang, "pipe welding bread")
    assert said in page
    assert page.count(said) == page.count('<article class="card">')


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "خزف", "Found through: “"),
        ("ar", "خزف", "وُجد بالإنجليزية: «"),
        ("en", "coding", "Found in Arabic: “"),
        ("ar", "fvl[m hg[ldu", ""),
    ],
)
def test_a_card_says_what_it_was_found_through(catalogue: FlaskClient, lang: str, text: str, said: str) -> None:
    page = searched(catalogue, lang, text)
    assert '<article class="card">' in page
    if said:
        assert said in page
    else:
        assert "وُجد من خلال" not in page, "on the other keyboard the words are there"


def test_words_of_the_other_language_stand_apart_in_marks_of_the_sentence(catalogue: FlaskClient) -> None:
    with catalogue.application.test_request_context(), reading_as(Reader("en")):
        lines = because(["coding", "برمجة", "تطوير"], ["bread"])
    assert [str(line) for line in lines] == [
        "Found through: “<bdi>coding</bdi>”",
        "Found in Arabic: “<bdi>برمجة</bdi>” and “<bdi>تطوير</bdi>”",
        "Without: “<bdi>bread</bdi>”",
    ]


@pytest.mark.parametrize(
    ("lang", "said", "of_one"),
    [
        ("en", "All of these were found through: “", "Found through"),
        ("ar", "وُجدت هذه كلها من خلال: «", "وُجد من خلال"),
    ],
)
def test_what_all_cards_were_found_through_is_said_once(
    catalogue: FlaskClient, lang: str, said: str, of_one: str
) -> None:
    page = searched(catalogue, lang, "welder")
    assert page.count('<article class="card">') == 2
    assert page.count(said) == 1
    assert of_one not in page


def test_what_a_single_card_was_found_through_stands_on_it(catalogue: FlaskClient) -> None:
    page = searched(catalogue, "en", "خزف")
    assert page.count('<article class="card">') == 1
    assert "Found through: “" in page
    assert "All of these" not in page


@pytest.mark.parametrize("text", ["weldnig", "potery", "barmaja"])
def test_what_the_page_says_that_it_searched_for_is_not_said_again(catalogue: FlaskClient, text: str) -> None:
    page = searched(catalogue, "en", text)
    assert "Showing results for" in page
    assert "ound through" not in page


@pytest.mark.parametrize(("lang", "heading"), [("en", "2 results for “welding”"), ("ar", "نتيجتان عن «welding»")])
def test_heading_and_title_name_what_was_searched_for(catalogue: FlaskClient, lang: str, heading: str) -> None:
    page = searched(catalogue, lang, "weldnig")
    named = re.search(r'<h2 id="results-heading"[^>]*>(.*?)</h2>', page, re.S)
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert named
    assert title
    assert named[1].strip() == heading
    assert title[1].startswith("welding: ")


@pytest.mark.parametrize("text", ["welding", "لحام"])
def test_a_card_with_the_words_themselves_says_nothing_of_it(catalogue: FlaskClient, text: str) -> None:
    page = searched(catalogue, "en", text)
    assert page.count('<article class="card">') == 2
    assert "Found through" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_typed_never_becomes_markup(catalogue: FlaskClient, lang: str) -> None:
    answer = catalogue.get(f"/{lang}/search?q={quote('<b>weldnig</b> free <i>zzqq</i>')}")
    assert answer.status_code == 200
    assert b"<b>weld" not in answer.data
    assert b"<i>zzqq" not in answer.data


def test_the_json_says_what_was_understood(catalogue: FlaskClient) -> None:
    found = catalogue.get("/api/v1/offerings?q=weldnig").get_json()
    assert found["understood"]["corrected"] == "welding"
    assert "welding" in found["understood"]["concepts"]
    assert found["items"][0]["matched"][0]["because"] == "spelling"
    assert catalogue.get("/api/v1/offerings?q=welding").get_json()["understood"]["corrected"] is None


@pytest.mark.parametrize("text", ["?!", "\u064b\u064c", '""', "- --"])
def test_a_text_without_words_is_said_to_be_left_out(bare_app: Flask, client: FlaskClient, text: str) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    page = page_of(client, f"/en/search?q={quote(text)}")
    assert "to search for, so it was left out." in page
    assert re.search(r'<h2 id="results-heading"[^>]*>\s*One result\s*</h2>', page)
