"""What is downloaded has a name that says what it is, of whom and of which day."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.downloads import disposition, file_name
from catalogue.core.formats import at_zone
from catalogue.providers.models import Provider
from tests.builders_uploads import a_row, a_table
from tests.integration.uploads.desks import Desk

DAY = date(2026, 11, 26)
INSTITUTE = "\u0645\u0639\u0647\u062f \u0627\u0644\u062c\u0628\u064a\u0644"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Jubail Institute", "listings"), "jubail-institute-listings-2026-11-26.csv"),
        ((f"{INSTITUTE}\u202e", "x"), f"{INSTITUTE.replace(' ', '-')}-x-2026-11-26.csv"),
        (("../../etc/passwd", 'a"b;c\r\nd'), "etc-passwd-a-b-c-d-2026-11-26.csv"),
        (("", "listings"), "listings-2026-11-26.csv"),
        (("word " * 40, "x"), "word-word-word-word-word-word-word-word-x-2026-11-26.csv"),
    ],
)
def test_a_name_is_safe_and_says_what_it_is(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts, day=DAY, form="csv") == name


def test_who_cannot_read_the_full_name_gets_one_in_latin_letters() -> None:
    header = disposition(f"{INSTITUTE}.csv", 'x"\r\n\u0645.csv')

    assert header.startswith("attachment; filename=\"x----.csv\"; filename*=UTF-8''%D9%85")
    assert unquote(header.rpartition("''")[2]) == f"{INSTITUTE}.csv"


def test_the_downloads_of_a_desk_are_named_after_the_provider(desk: Desk) -> None:
    with desk.app.app_context():
        provider = db.session.get_one(Provider, desk.provider_id)
        provider.name_ar, provider.name_en = INSTITUTE, "Jubail Institute"
        db.session.commit()
    address = desk.send(a_table(a_row(1, capacity="-1")), "my courses.csv")
    desk.work()
    day = at_zone(now()).date().isoformat()

    found = {
        path: unquote(desk.browser.get(f"/{lang}{path[3:]}").headers["Content-Disposition"].rpartition("''")[2])
        for lang, path in (
            ("en", f"{desk.address}/template/xlsx"), ("ar", f"{desk.address}/listings/csv"),
            ("en", f"{address}/errors-file"),
        )
    }  # fmt: skip

    assert list(found.values()) == [
        f"jubail-institute-empty-file-{day}.xlsx",
        f"{INSTITUTE.replace(' ', '-')}-\u0627\u0644\u0641\u0631\u0635-{day}.csv",
        f"my-courses-errors-{day}.csv",
    ]
