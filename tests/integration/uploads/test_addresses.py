"""The address of the daily fetch is looked at when it is named: what can be judged at once is refused at its field."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from catalogue.core.db import db
from catalogue.offerings.uploads import addresses, rules
from catalogue.offerings.uploads.models import UploadPull
from tests.integration.uploads.desks import Desk

INSIDE = rules.AddressInside
JUDGED: tuple[tuple[str, type[rules.AddressNotAllowed]], ...] = (
    ("https://127.0.0.1/x.csv", INSIDE),
    ("https://10.0.0.5/x.csv", INSIDE),
    ("https://localhost/x.csv", INSIDE),
    ("https://localhost./x.csv", INSIDE),
    ("https://files.local/x.csv", INSIDE),
    ("https://[::1]/x.csv", INSIDE),
    ("https://[fe80::1%25eth0]/x.csv", INSIDE),
    ("https://127.1/x.csv", INSIDE),
    ("https://0x7f000001/x.csv", INSIDE),
    ("https://[::ffff:10.0.0.1]/x.csv", INSIDE),
    ("https://169.254.169.254/latest", INSIDE),
    ("ftp://example.org/x.csv", rules.SchemeNotAllowed),
    ("example.org/x.csv", rules.SchemeNotAllowed),
    ("https:/example.org/x.csv", rules.SchemeNotAllowed),
    ("http://", rules.AddressNotAllowed),
    ("https://[::1", rules.AddressNotAllowed),
    ("https://exa\u202emple.org/", rules.AddressNotAllowed),
    ("https://a:b@example.org/x.csv", rules.AddressWithPassword),
    ("https://example.org:8443/x.csv", rules.PortNotAllowed),
    ("http://example.org:443/x.csv", rules.PortNotAllowed),
    ("https://example.org:99999/x.csv", rules.PortNotAllowed),
)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What names lead to; every other name leads nowhere."""
    known: dict[str, str] = {}
    really = socket.getaddrinfo

    def resolved(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host in known or str(host).strip("0123456789abcdefx.:"):
            return really(known[host], port, *args, **kwargs) if host in known else _nowhere()
        return really(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return known


def _nowhere() -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize(("url", "refusal"), JUDGED)
def test_what_can_be_judged_at_once_is_refused_by_its_own_name(
    names: dict[str, str], url: str, refusal: type[rules.AddressNotAllowed]
) -> None:
    with pytest.raises(refusal) as refused:
        addresses.ensure_allowed(url)
    assert type(refused.value) is refusal


def test_a_name_is_judged_by_where_it_leads(names: dict[str, str]) -> None:
    names |= {"inside.example.org": "10.0.0.5", "files.example.org": "93.184.215.14"}
    with pytest.raises(INSIDE):
        addresses.ensure_allowed("https://inside.example.org/x.csv")
    addresses.ensure_allowed("https://files.example.org/x.csv")
    addresses.ensure_allowed("https://files.example.org:443/x.csv")
    addresses.ensure_allowed("https://not-yet-there.example.org/x.csv")


def test_the_form_says_which_part_is_wrong_and_keeps_what_was_typed(desk: Desk) -> None:
    for url, words in (
        ("https://127.0.0.1/x.csv", "leads into a private network or to the computer itself"),
        ("ftp://example.org/x.csv", "must begin with https:// or http://"),
        ("https://example.org:8443/x.csv", "443 with https://, 80 with http://"),
    ):
        answer = desk.browser.post(f"{desk.address}/programs/pull", data={"url": url})
        assert (answer.status_code, words in answer.text, f'value="{url}"' in answer.text) == (422, True, True)
        assert 'id="f-url-error"' in answer.text
    with desk.app.app_context():
        assert db.session.query(UploadPull).count() == 0
