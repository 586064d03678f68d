"""A browser at a provider's desk that sends files."""

from __future__ import annotations

import io

from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_providers import a_member
from tests.builders_uploads import lines_of
from tests.people import browser_of


class Desk:
    """An editor's browser at a provider's desk."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            provider = a_provider()
            self.provider_id, self.number = provider.id, provider.public_id
            account_id = a_member(provider, "editor").account_id or 0
        self.app, self.browser = app, browser_of(app, account_id)
        self.address = f"/en/provide/{self.number}/import"

    def send(self, content: bytes, name: str = "file.csv") -> str:
        answer = self.browser.post(self.address, data={"file": (io.BytesIO(content), name)})
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def work(self) -> None:
        with self.app.app_context():
            services.work(now())

    def lines(self) -> list[str]:
        with self.app.app_context():
            return [line["reference"] for line in lines_of(db.session.get_one(Provider, self.provider_id))]
