"""One question without session and transaction, on each database."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import column, select, table
from sqlalchemy.pool import QueuePool

from catalogue.core.db import db
from catalogue.core.statements import glance
from catalogue.core.whole_pages import in_session
from catalogue.offerings.stale import mark_stale
from catalogue.search.state import WAITING, public_state
from tests.builders import NOON
from tests.builders_search import a_course, indexed


def test_a_state_has_one_name_however_the_database_is_asked(each_app: Flask) -> None:
    with each_app.app_context():
        course = a_course("Pipe welding")
        indexed()
        settled = public_state(in_session)
        assert settled is not None
        assert public_state(glance) == settled
        mark_stale([course.id], NOON)
        db.session.commit()
        waiting = public_state(glance)
        assert waiting is not None
        assert waiting.name != settled.name
        assert not waiting.settled
        assert public_state(in_session) == waiting


def test_a_glance_gives_its_connection_back_whatever_happens(each_app: Flask) -> None:
    with each_app.app_context():
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        assert glance(WAITING) == (0, None, None)
        with pytest.raises(Exception, match="no_such_table"):
            glance(select(column("x")).select_from(table("no_such_table")))
        assert pool.checkedout() == 0
        assert glance(WAITING) == (0, None, None)
