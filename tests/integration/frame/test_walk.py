"""Every address of the site, in both languages, by everybody: pages are whole, rights hold, looking changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from catalogue.access import ACCESS, AT_DESK
from tests.integration.frame.contents import content_of
from tests.integration.frame.town import LANGUAGES, OWNED, Page, Town, is_public, languages_of, rules_of

MAY_REDIRECT = {"root.start", "enrolment.start", "search.provider", "offerings.offering", "issuer.short"}
FOR_NOBODY = {"root.readyz"}  # 503 here: the town has no index


def walk(town: Town, browser: FlaskClient) -> Iterator[tuple[Rule, str, str, TestResponse]]:
    """Open everything that can be opened."""
    for rule in rules_of(town.app, "GET"):
        if rule.endpoint in FOR_NOBODY:
            continue
        for lang in languages_of(rule):
            address = town.address(rule, lang)
            yield rule, lang, address, town.owner(rule, browser).get(address)


def test_everybody_opens_what_is_public(town: Town) -> None:
    for rule, _lang, address, answer in walk(town, town.nobody):
        if is_public(rule):
            assert answer.status_code in ({200, 301, 302, 303} if rule.endpoint in MAY_REDIRECT else {200}), address
        else:
            assert answer.status_code == 303, address
            assert "/sign-in?next=" in answer.location, address


def test_a_learner_opens_everything_of_her_own(town: Town) -> None:
    for rule, _lang, address, answer in walk(town, town.learner):
        redirects = rule.endpoint in {*MAY_REDIRECT, "accounts.sign_in"}
        assert answer.status_code in ({200, 301, 302, 303} if redirects else {200}), address


def test_what_belongs_to_somebody_does_not_exist_for_others(town: Town) -> None:
    seen = set()
    for rule, _lang, address, answer in walk(town, town.stranger):
        if rule.endpoint in OWNED:
            seen.add(rule.endpoint)
            assert answer.status_code == 404, address
    for rule in rules_of(town.app, "POST"):
        if rule.endpoint in OWNED:
            seen.add(rule.endpoint)
            for lang in languages_of(rule):
                address = town.address(rule, lang)
                assert town.stranger.post(address).status_code == 404, address
    assert seen == OWNED


def test_every_page_is_whole(town: Town) -> None:
    """Language and direction, a title of its own, one main heading, ids that stand once."""
    titles: dict[tuple[str, str], str] = {}
    for rule, lang, address, answer in walk(town, town.learner):
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = Page(answer.text, address)
        assert page.html == {**page.html, "lang": lang, "dir": "rtl" if lang == "ar" else "ltr"}, address
        assert page.headings == 1, address
        assert len(page.title.split(" | ")[0].strip()) > 1, address
        assert sorted(page.ids) == sorted(set(page.ids)), address
        slice_ = rule.endpoint.partition(".")[0]
        assert titles.setdefault((lang, page.title), slice_) == slice_, f"{address} has the title of another page"


def test_twins_name_each_other_and_keep_the_place(town: Town) -> None:
    for rule, lang, address, answer in walk(town, town.learner):
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        query = "?notice=saved&q=%D9%84%D8%AD%D8%A7%D9%85"
        browser = town.owner(rule, town.learner)
        page = Page(browser.get(address + query).text)
        assert set(page.alternates) >= set(LANGUAGES), address
        other = "en" if lang == "ar" else "ar"
        assert page.alternates[lang] == f"http://localhost{address}{query}", rule.endpoint
        twin = Page(browser.get(urlsplit(page.alternates[other]).path + query).text)
        assert {key: twin.alternates[key] for key in LANGUAGES} == {key: page.alternates[key] for key in LANGUAGES}


def test_links_inside_the_site_lead_somewhere(town: Town) -> None:
    """From every page of the walk, each link once; at most 600."""
    links: dict[str, tuple[str, FlaskClient]] = {}
    for rule, _lang, address, answer in walk(town, town.learner):
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for link in Page(answer.text, f"http://localhost{address}").links:
                if urlsplit(link).netloc == "localhost":
                    links.setdefault(link.partition("#")[0], (address, town.owner(rule, town.learner)))
    assert len(links) > 40
    broken = {}
    for link, (page, browser) in sorted(links.items(), key=itemgetter(0))[:600]:
        status = browser.get(link).status_code
        if status >= 400:
            broken[link] = (status, page)
    assert not broken


def test_looking_changes_nothing(town: Town) -> None:
    before = content_of(town.app)
    for browser in (town.nobody, town.learner, town.stranger):
        for _ in walk(town, browser):
            pass
    assert content_of(town.app) == before


def test_what_people_typed_is_isolated(town: Town) -> None:
    """The name of the learner and the titles of others stand in <bdi> wherever they stand in text."""
    for rule, _lang, address, answer in walk(town, town.learner):
        if answer.mimetype != "text/html" or rule.endpoint == "pages.styleguide":
            continue
        body = answer.text.partition("<main")[2]
        for found in re.finditer(r"Noura Salem", body):
            before = body[: found.start()]
            inside = before.rfind("<bdi") > before.rfind("</bdi")
            attribute = before.rfind("<") > before.rfind(">")
            assert inside or attribute, f"{address}: {body[found.start() - 80 : found.end()]}"


def test_unsafe_routes_refuse_what_does_not_come_from_our_pages(town: Town) -> None:
    checked = 0
    for rule in rules_of(town.app, "POST"):
        for lang in languages_of(rule):
            address = town.address(rule, lang)
            for headers in (
                {"Origin": "https://evil.example"},
                {"Origin": "null"},
                {"Referer": "https://evil.example/localhost"},
                {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
                {"Origin": "http://localhost.evil.example"},
                {},
            ):
                for browser in (town.nobody, town.owner(rule, town.learner)):
                    answer = _bare(browser, address, headers)
                    refused = {400} if is_public(rule) else {400, 403}
                    refused |= {404} if ACCESS[rule.endpoint] in AT_DESK else set()
                    assert answer.status_code in refused, (address, headers)
                    checked += 1
    assert checked > 100


def _bare(browser: FlaskClient, address: str, headers: dict[str, str]) -> TestResponse:
    """A request with the browser's cookie and none of the headers that our forms send."""
    kept = browser.environ_base
    browser.environ_base = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "test"}
    try:
        return browser.post(address, headers=headers)
    finally:
        browser.environ_base = kept


def test_the_signed_in_need_the_token_as_well(town: Town) -> None:
    for rule in rules_of(town.app, "POST"):
        for lang in languages_of(rule):
            address = town.address(rule, lang)
            browser = town.owner(rule, town.learner)
            assert _bare(browser, address, {"Origin": "http://localhost"}).status_code == 400, address
            forged = {"Origin": "http://localhost", "X-CSRFToken": "IjEyMyI.aaaa.bbbb"}
            assert _bare(browser, address, forged).status_code == 400, address


def test_who_is_not_signed_in_sends_nothing_that_needs_an_account(town: Town) -> None:
    for rule in rules_of(town.app, "POST"):
        if not is_public(rule):
            for lang in languages_of(rule):
                address = town.address(rule, lang)
                assert town.nobody.post(address, headers={"Origin": "http://localhost"}).status_code == 403, address


def test_a_stranger_cannot_cancel_what_is_not_hers(town: Town) -> None:
    number = town.parts["enrolment_id"]
    assert town.stranger.post(f"/en/me/enrolments/{number}/cancel").status_code == 404
    assert town.learner.post(f"/en/me/enrolments/{number}/cancel").status_code == 303
