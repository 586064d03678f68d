"""A file that repeats what stands here confirms it: sent at the desk, or fetched every night."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.models import IndexChange
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload
from tests.builders import NOON, a_provider
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, offering, published, sent
from tests.integration.uploads.conftest import elsewhere
from tests.integration.uploads.elsewhere import Elsewhere

__all__ = ["elsewhere"]
DAY = timedelta(days=1)


def confirmed(reference: str) -> datetime | None:
    db.session.expire_all()
    return offering(reference).confirmed_at


def test_what_a_file_repeats_is_confirmed_by_its_check_and_nothing_else_is(app: Flask) -> None:
    provider = a_provider()
    with time_machine.travel(NOON, tick=False):
        published(sent(provider, a_table(a_row(1), a_row(2), a_row(3))))
    marks = db.session.scalar(select(func.count(IndexChange.id)))
    later = NOON + 8 * DAY
    with time_machine.travel(later, tick=False):
        upload = sent(provider, a_table(a_row(1), a_row(2, title_en="Other")))
    assert upload.state == "checked"
    assert [confirmed(one) == later for one in ("c1", "c2", "c3")] == [True, False, False]
    assert db.session.scalar(select(func.count(IndexChange.id))) == (marks or 0) + 1


def test_a_file_that_comes_again_within_a_week_confirms_nothing(app: Flask) -> None:
    provider = a_provider()
    with time_machine.travel(NOON, tick=False):
        published(sent(provider, a_table(a_row(1))))
    with time_machine.travel(NOON + 6 * DAY, tick=False):
        sent(provider, a_table(a_row(1)))
    assert confirmed("c1") == NOON


def test_the_same_file_of_every_night_is_looked_at_once_in_a_week(app: Flask, elsewhere: str) -> None:
    provider = a_provider()
    editor = a_member(provider, "editor").account_id or 0
    Elsewhere.content = a_table(a_row(1))
    words = []
    with time_machine.travel(NOON, tick=False):
        services.save_pull(provider.id, f"{elsewhere}/file.csv", publish=True, account_id=editor, now=now())
    for night in range(10):
        with time_machine.travel(NOON + night * DAY, tick=False):
            services.pull_due(now())
            services.work(now())
            words.append(confirmed("c1"))
    assert [(word - NOON).days for word in words if word] == [0] * 7 + [7] * 3
    assert db.session.scalar(select(func.count(Upload.id))) == 2
