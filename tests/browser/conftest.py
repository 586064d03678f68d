"""A real browser in front of a real server with the demonstration catalogue; all on one test process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select

from catalogue.accounts.models import Account, AccountRole
from catalogue.app import create_app
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.search.sync import drain
from catalogue.settings import ROOT, Settings
from tests.browser.waiting import PATIENCE, press
from tests.conftest import SECRET
from tests.fire.server import environment, serving
from tests.mailbox import code_in, link_in, mail_files

LOCALES = {"ar": "ar-SA", "en": "en-GB"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def browser_path() -> str | None:
    """The installed Chromium, or the one that CATALOGUE_CHROMIUM names."""
    named = os.environ.get("CATALOGUE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


@dataclass(frozen=True)
class Site:
    """The served site, and its letter box."""

    url: str
    settings: Settings

    def letters(self, address: str) -> list[EmailMessage]:
        """All mails to the address, the oldest first, after letting them leave, as the worker would."""
        with self._inside():
            mail.deliver(now())
        return [letter for letter in mail_files(self.settings.home) if letter["To"] == address]

    def code_for(self, address: str) -> str:
        """The code of the newest mail to the address."""
        return code_in(self.letters(address)[-1])

    def link_for(self, address: str) -> str:
        """The path of the link in the newest mail to the address."""
        return link_in(self.letters(address)[-1])

    def letters_to(self, address: str) -> list[str]:
        """The subjects of all mails to the address."""
        return [str(letter["Subject"]) for letter in self.letters(address)]

    def index(self) -> None:
        """Bring changes into the index, as the worker would."""
        with self._inside():
            drain(now())

    def appoint(self, address: str) -> None:
        """Make the account of the address a member of the office, for all cities."""
        with self._inside():
            account = db.session.scalars(select(Account).where(Account.email == address)).one()
            db.session.add(AccountRole(account_id=account.id, role="office", granted_at=now()))
            db.session.commit()

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """In this process, beside the server."""
        with create_app(self.settings).app_context():
            yield
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration catalogue, served by gunicorn."""
    settings = Settings(home=tmp_path_factory.mktemp("site"), secret_key=SECRET, demo=True, log_level="ERROR")
    prepare = [sys.executable, "-m", "flask", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=environment(settings), check=True, capture_output=True)
    with serving(settings) as port:
        yield Site(f"http://127.0.0.1:{port}", settings)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def a_context(
    chromium: Browser, site: Site, lang: str, *, width: int = 1280, scripts: bool = True, bypass: bool = False
) -> BrowserContext:
    """A visitor's browser window. :param bypass: lets a test put its own script in, which the policy forbids."""
    context = chromium.new_context(
        base_url=site.url,
        locale=LOCALES[lang],
        timezone_id="Asia/Riyadh",
        viewport={"width": width, "height": 780},
        java_script_enabled=scripts,
        bypass_csp=bypass,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    return context


def join(page: Page, site: Site, address: str, name: str = "Noura Salem") -> None:
    """From the page that asks for it, open an account with the code of the mail."""
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=consent]").check()
    press(page, "main form button")
    page.locator("input[name=code]").fill(site.code_for(address))  # posted by then: the page that asks for it is there
    press(page, "main form button")


@pytest.fixture(scope="session")
def signed_in_state(chromium: Browser, site: Site) -> dict[str, object]:
    """The cookies of somebody who has joined."""
    context = a_context(chromium, site, "en")
    page = context.new_page()
    page.goto("/en/join")
    join(page, site, "walker@example.org")
    page.wait_for_url("**/en/me*")
    state = context.storage_state()
    context.close()
    return dict(state)
