"""Programs of a provider: tokens, single offerings through the API, and the file that is fetched every day."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.accounts import limits
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import addresses, fetching, services
from catalogue.offerings.uploads.models import AccessToken, Upload, UploadPull
from catalogue.offerings.uploads.public_net import ensure_public
from catalogue.offerings.uploads.rules import AddressNotFetched
from catalogue.offerings.uploads.services import pulling
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, lines_of
from tests.integration.uploads.elsewhere import Elsewhere
from tests.mailbox import posted
from tests.people import browser_of


class Program:
    """A program with a token of a provider."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            provider = a_provider()
            self.number, self.provider_id = provider.public_id, provider.id
            self.account_id = a_member(provider, "editor").account_id or 0
            self.token = services.make_token(provider.id, self.account_id, "A program", now())
        self.client: FlaskClient = app.test_client()

    def put(self, reference: str = "o1", token: str = "", **about: Any) -> Any:
        body = {**a_line(**about), "provider": None}
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.client.put(f"/api/v1/provide/{self.number}/offerings/{reference}", json=body, headers=headers)


@pytest.fixture
def program(bare_app: Flask) -> Program:
    return Program(bare_app)


def test_an_offering_is_put_once_and_again(program: Program) -> None:
    first, again = program.put(), program.put()
    other = program.put(title={"en": "Welding for all"})

    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 200]
    assert [answer.json["outcome"] for answer in (first, again, other)] == ["created", "unchanged", "updated"]
    assert first.json["state"] == "published"
    assert program.client.get(other.json["url"]["en"]).status_code == 200


def test_what_is_wrong_is_named_by_its_path(program: Program) -> None:
    answer = program.put(runs=[a_run_line(capacity=-5)], title={"en": "x" * 300})

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [one["field"] for one in answer.json["errors"]] == ["title.en", "runs[0].capacity"]


@pytest.mark.parametrize(
    ("body", "status"), [(b"[]", 400), (b"{", 400), (b"[" * 100_000, 400), (b'{"reference": "o2"}', 422), (b"{}", 422)]
)
def test_a_hostile_body_is_refused(program: Program, body: bytes, status: int) -> None:
    answer = program.client.put(
        f"/api/v1/provide/{program.number}/offerings/o1",
        data=body,
        headers={"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code == status


@pytest.mark.parametrize("name", ["title", "topics", "skills_taught", "runs", "image", "steps"])
def test_a_body_of_lists_in_lists_is_refused(program: Program, name: str) -> None:
    for depth in (29, 300, 800, 900, 950):
        body = b'{"kind": "course", "%s": ' % name.encode() + b"[" * depth + b"]" * depth + b"}"
        headers = {"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"}
        address = f"/api/v1/provide/{program.number}/offerings/o1"
        assert program.client.put(address, data=body, headers=headers).status_code in (400, 422), depth


def test_a_program_that_sends_too_much_is_told_when_to_go_on(
    program: Program, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PUTS_PER_PROVIDER", replace(limits.PUTS_PER_PROVIDER, most=2))
    with bare_app.app_context():
        other = services.make_token(program.provider_id, program.account_id, "Another", now())

    answers = [program.put(), program.put(token=other), program.put(token=other)]

    assert [one.status_code for one in answers] == [201, 200, 429]
    refused = answers[-1]
    assert (refused.mimetype, refused.json["code"]) == ("application/problem+json", "too_many_attempts")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert Program(bare_app).put().status_code == 201  # another provider's do not count


def test_a_token_opens_one_provider_until_it_is_revoked(program: Program, bare_app: Flask) -> None:
    other = Program(bare_app)
    assert program.put(token=other.token).status_code == 401
    assert program.put(token="nothing").status_code == 401
    with bare_app.app_context():
        found = db.session.scalars(select(AccessToken).order_by(AccessToken.id)).all()
        services.revoke_token(found[0].id, now())
        assert program.token not in str([vars(one) for one in found])

    assert program.put().status_code == 401


def test_a_token_is_shown_once_and_revoked_by_name(bare_app: Flask) -> None:
    program = Program(bare_app)
    browser, address = browser_of(bare_app, program.account_id), f"/en/provide/{program.number}/import/programs"
    assert browser.post(f"{address}/tokens").status_code == 422

    shown = browser.post(f"{address}/tokens", data={"name": "Course system"})
    token = re.search(r"lcc_[\w-]{40,}", shown.text)
    assert token
    page = browser.get(address).text
    assert "Course system" in page
    assert token.group() not in page
    assert program.put(token=token.group()).status_code == 201
    number = re.findall(r"tokens/(\w+)/revoke", page)[-1]
    assert browser.post(f"{address}/tokens/{number}/revoke").status_code == 303
    assert program.put(token=token.group()).status_code == 401


INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "192.0.2.1", "198.18.0.1",
    "fec0::1", "feff::1", "192.88.99.1",
    "168.63.129.16", "192.0.0.8", "192.0.0.9", "192.0.0.10", "192.0.0.192", "100.100.100.200", "fd00:ec2::254",
    "2001::1", "2001:1::1", "2001:4:112::1", "2001:20::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1", "::7f00:1",
    "::ffff:0:7f00:1", "64:ff9b:1::1", "4000::1", "198.51.100.1", "203.0.113.1", "0.255.255.255", "239.255.255.255",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_connected_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this version of Python takes for public."""
    for kind in (ipaddress.IPv4Address, ipaddress.IPv6Address):
        monkeypatch.setattr(kind, "is_global", True)
    with pytest.raises(AddressNotFetched):
        ensure_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_the_public_net_may_be_asked(address: str) -> None:
    ensure_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/x", "http://", "//example.org", "http://a:b@example.org/", "gopher://x",
        "http://example.org:22/x", "http://example.org:99999/", "http://[::1", "http://exa\nmple.org/", "x", "",
    ],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_taken(url: str) -> None:
    with pytest.raises(AddressNotFetched):
        addresses.parts_of(url)


@pytest.mark.parametrize("url", ["http://localhost/x.csv", "http://127.1/x", "http://2130706433/", "http://0x7f.1/"])
def test_other_ways_to_write_this_machine_lead_nowhere(url: str) -> None:
    with pytest.raises(AddressNotFetched), fetching.fetched(url):
        raise AssertionError


@pytest.mark.parametrize("path", ["/file.csv", "/moved"])
def test_a_file_is_fetched(elsewhere: str, path: str) -> None:
    Elsewhere.content = b"reference\n"
    with fetching.fetched(elsewhere + path) as (stream, name):
        assert stream.read(100) == b"reference\n"
        assert name == "file.csv"


@pytest.mark.parametrize("path", ["/loop", "/inside", "/crooked", "/nothing", "/short"])
def test_what_is_no_file_is_not_fetched(elsewhere: str, path: str) -> None:
    def read() -> None:
        with fetching.fetched(elsewhere + path) as (stream, _name):
            while stream.read(1000):
                continue

    with pytest.raises(AddressNotFetched):
        read()


def test_what_is_fetched_is_published_and_errors_are_told(app: Flask, elsewhere: str) -> None:
    provider = a_provider()
    editor = a_member(provider, "editor")
    services.save_pull(provider.id, f"{elsewhere}/file.csv", publish=True, account_id=editor.account_id or 0, now=now())
    Elsewhere.content = a_table(a_row(1), a_row(2, mode="nowhere"))

    assert services.pull_due(now()) == 1
    services.work(now())

    assert [line["reference"] for line in lines_of(provider)] == ["c1"]
    assert [one.kind for one in posted(app) if one.kind.startswith("upload")] == ["upload_errors"]
    assert services.pull_due(now()) == 0
    services.pull_due(now() + pulling.EVERY)
    assert db.session.scalar(select(func.count()).select_from(Upload)) == 1  # the same file


def test_an_address_that_fails_is_told_and_tried_again_tomorrow(app: Flask) -> None:
    provider = a_provider()
    editor = a_member(provider, "owner")
    services.save_pull(
        provider.id, "http://x.invalid/x.csv", publish=False, account_id=editor.account_id or 0, now=now()
    )
    services.pull_due(now())

    pull = db.session.get_one(UploadPull, provider.id)
    assert set(pull.trouble) == {"ar", "en"}
    assert pull.next_at > now()
    assert [one.kind for one in posted(app)] == ["upload_not_fetched"]
