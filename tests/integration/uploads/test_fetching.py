"""Files that are fetched: what a server elsewhere can do, and who is told of it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts.models import Account
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import addresses, fetching, services
from catalogue.offerings.uploads.models import Upload, UploadPull
from catalogue.offerings.uploads.rules import AddressNotFetched
from catalogue.offerings.uploads.services import pulling
from catalogue.providers.models import Provider
from catalogue.settings import Settings
from tests.builders import a_provider
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, lines_of
from tests.integration.uploads.elsewhere import Elsewhere
from tests.mailbox import mail_files, posted, text_of


def _editor(provider: Provider, language: str = "en") -> int:
    editor = a_member(provider, "editor")
    account = db.session.get_one(Account, editor.account_id)
    account.language = language
    db.session.commit()
    return account.id


def fetch(url: str) -> bytes:
    with fetching.fetched(url) as (stream, _name):
        found = b""
        while piece := stream.read(1000):
            found += piece
        return found


@pytest.mark.parametrize(
    "path", ["/squeezed", "/pieces", "/babble", "/%zz\u0661?q=\u0661"], ids=["gzip", "pieces", "babble", "path"]
)
def test_what_answers_otherwise_than_a_file_is_not_taken(elsewhere: str, path: str) -> None:
    with pytest.raises(AddressNotFetched):
        fetch(elsewhere + path)


def test_a_name_that_leads_nowhere_or_a_server_that_is_off(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressNotFetched):
        fetch(f"http://{'a' * 70}.example/file.csv")
    monkeypatch.setitem(addresses.PORTS, "http", 1)
    with pytest.raises(AddressNotFetched):
        fetch(f"{elsewhere}/file.csv")


def test_a_server_that_only_says_to_be_safe_is_not_believed(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(addresses.PORTS, "https", addresses.PORTS["http"])
    with pytest.raises(AddressNotFetched):
        fetch(elsewhere.replace("http:", "https:") + "/file.csv")


def test_a_server_that_takes_its_time_is_left(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "ALTOGETHER_SECONDS", 0.2)
    Elsewhere.patience.clear()
    began = now()
    try:
        with pytest.raises(AddressNotFetched):
            fetch(f"{elsewhere}/slow")
    finally:
        Elsewhere.patience.set()
    assert now() - began < timedelta(seconds=4)


def test_a_file_without_an_ending_is_what_its_server_says(elsewhere: str) -> None:
    with fetching.fetched(f"{elsewhere}/list") as (_stream, name):
        assert name == "list.jsonl"


INSTITUTE = "\u0645\u0639\u0647\u062f"


def pulled(provider: Provider, url: str, *, publish: bool = True) -> int:
    """The number of its upload, after the first fetch."""
    services.save_pull(provider.id, url, publish=publish, account_id=_editor(provider), now=now())
    services.pull_due(now())
    services.work(now())
    return db.session.scalar(select(func.max(Upload.id))) or 0


def told_in_both(settings: Settings, link: str) -> EmailMessage:
    """Two are written to, each in her language and with a link to the page in it. :returns: the English mail."""
    mail.deliver(now())
    arabic, english = sorted(mail_files(settings.home), key=lambda letter: str(letter["Content-Language"]))
    assert INSTITUTE in arabic["Subject"]
    assert f"/ar/{link}" in text_of(arabic)
    assert f"/en/{link}" in text_of(english)
    return english


def test_who_can_mend_errors_reads_of_them_in_her_language(app: Flask, settings: Settings, elsewhere: str) -> None:
    provider = a_provider(name_ar=INSTITUTE, name_en="Institute")
    _editor(provider, "ar")
    Elsewhere.content = a_table(a_row(1, mode="nowhere"), a_row(2))
    upload = db.session.get_one(Upload, pulled(provider, f"{elsewhere}/file.csv"))
    link = f"provide/{provider.public_id}/import/{upload.public_id}"

    english = told_in_both(settings, link)
    assert english["Subject"] == "Errors in the file that was fetched for Institute"
    assert "has an error" in text_of(english)


def test_who_named_an_address_that_fails_reads_of_it(app: Flask, settings: Settings) -> None:
    provider = a_provider(name_ar=INSTITUTE, name_en="Institute")
    _editor(provider, "ar")
    pulled(provider, "http://x.invalid/x.csv")
    link = f"provide/{provider.public_id}/import/programs"

    english = told_in_both(settings, link)
    assert english["Subject"] == "The file of Institute could not be fetched"


def test_a_mail_about_an_upload_that_is_gone_is_not_sent(app: Flask, settings: Settings, elsewhere: str) -> None:
    Elsewhere.content = a_table(a_row(1, mode="nowhere"))
    number = pulled(a_provider(), f"{elsewhere}/file.csv")
    db.session.delete(db.session.get_one(Upload, number))
    db.session.commit()

    assert mail.deliver(now()) == 0
    assert mail_files(settings.home) == []


def test_a_file_that_is_not_read_is_told_too(app: Flask, settings: Settings, elsewhere: str) -> None:
    Elsewhere.content = b"a,b\n1,2\n"
    upload = db.session.get_one(Upload, pulled(a_provider(), f"{elsewhere}/file.csv"))
    assert upload.state == "refused"

    mail.deliver(now())

    assert "could not be read" in text_of(mail_files(settings.home)[0])


def test_a_fetched_file_with_nothing_new_waits_for_nobody(app: Flask, elsewhere: str) -> None:
    provider = a_provider()
    Elsewhere.content = a_table(a_row(1))
    pulled(provider, f"{elsewhere}/file.csv")
    Elsewhere.content += b"\n"
    services.pull_due(now() + pulling.EVERY)
    services.work(now())

    states = db.session.scalars(select(Upload.state).order_by(Upload.id)).all()
    assert states == ["published", "checked"]
    assert posted(app) == []


def test_a_fetched_file_is_only_checked_where_nobody_chose_more(app: Flask, elsewhere: str) -> None:
    provider = a_provider()
    Elsewhere.content = a_table(a_row(1))
    pulled(provider, f"{elsewhere}/file.csv", publish=False)

    assert lines_of(provider) == []
    assert db.session.scalars(select(Upload.state)).all() == ["checked"]


def test_nothing_is_fetched_for_a_provider_that_is_not_verified(app: Flask, elsewhere: str) -> None:
    provider, other = a_provider(state="suspended"), a_provider()
    Elsewhere.content = a_table(a_row(1))
    for one in (provider, other):
        services.save_pull(one.id, f"{elsewhere}/file.csv", publish=True, account_id=_editor(one), now=now())

    assert services.pull_due(now()) == 1
    assert db.session.scalars(select(Upload.provider_id)).all() == [other.id]


@pytest.mark.parametrize("path", ["/file.csv", "/nothing"])
def test_an_address_that_is_given_up_while_it_is_asked_leaves_nothing_behind(
    app: Flask, elsewhere: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    provider = a_provider()
    account_id = _editor(provider)
    services.save_pull(provider.id, elsewhere + path, publish=True, account_id=account_id, now=now())
    Elsewhere.content = a_table(a_row(1))
    ask = fetching.fetched

    def given_up(url: str) -> object:
        services.save_pull(provider.id, "", publish=True, account_id=account_id, now=now())
        return ask(url)

    monkeypatch.setattr(pulling, "fetched", given_up)
    services.pull_due(now())
    services.work(now())

    assert db.session.scalars(select(UploadPull)).all() == []
    assert posted(app) == []
    assert lines_of(provider) == []
