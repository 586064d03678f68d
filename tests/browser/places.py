"""Every kind of page that a browser is sent to. A new page belongs in here."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.browser.conftest import Site
from tests.fire.server import body_of


class Place(NamedTuple):
    """A page by its name: a path, or the page on which a link with this form stands first."""

    name: str
    path: str
    link: str = ""
    signed_in: bool = False


PLACES = (
    Place("home", ""),
    Place("search", "search"),
    Place("search-words", "search?q=welding&kind=course&price=free"),
    Place("search-empty", "search?q=zzzzqqqq&kind=workshop"),
    Place("search-problems", "search?page=-1&price_max=abc&kind=nonsense"),
    Place("calendar", "calendar"),
    Place("topics", "topics"),
    Place("providers", "providers"),
    Place("provider", "providers", r'href="(/LANG/providers/[^"/]+/[^"]+)"'),
    Place("offering", "search?open=1", r'href="(/LANG/offerings/[^"]+)"'),
    Place("offering-ended", "search?open=all&sort=newest&page=9", r'href="(/LANG/offerings/[^"]+)"'),
    Place("careers", "careers"),
    Place("career", "careers", r'href="(/LANG/careers/[^"]+)"'),
    Place("join", "join"),
    Place("sign-in", "sign-in"),
    Place("code", "sign-in/code?handle=x"),
    Place("link", "sign-in/link/x.y"),
    Place("reset", "reset"),
    Place("settings", "settings"),
    Place("about", "about"),
    Place("help", "help"),
    Place("accessibility", "accessibility"),
    Place("privacy", "privacy"),
    Place("provide", "provide"),
    Place("verify", "verify"),
    Place("verify-mistyped", "verify/ABCD"),
    Place("styleguide", "styleguide"),
    Place("not-found", "no-such-page"),
    Place("my-learning", "me", signed_in=True),
    Place("my-record", "me/record", signed_in=True),
    Place("timetable", "me/timetable", signed_in=True),
    Place("timetable-list", "me/timetable?view=list", signed_in=True),
    Place("my-settings", "settings", signed_in=True),
)


def address_of(place: Place, site: Site, lang: str) -> str:
    """The path of a place; for linked ones, the first link of that form that leads to another page."""
    path = f"/{lang}/{place.path}"
    if not place.link:
        return path
    port = int(site.url.rpartition(":")[2])
    found = re.search(place.link.replace("LANG", lang), body_of(port, path))
    assert found, f"no link to {place.name} on {path}"
    return found.group(1).replace("&amp;", "&")
