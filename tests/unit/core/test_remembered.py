"""What the tests keep from one app to the next: statements and templates, each as it would be compiled anew."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import make_url, select

from catalogue.accounts.models import Account
from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.settings import Settings
from tests.statements import REMEMBERED
from tests.templates import REMEMBERED as TEMPLATES


def test_a_second_app_finds_the_statements_of_the_first_and_its_own_rows(app: Flask, settings: Settings) -> None:
    asked = select(Account.id).where(Account.id == 12_345).order_by(Account.id.desc())
    with app.app_context():
        assert db.engine._compiled_cache is REMEMBERED, "nothing is kept: Flask-SQLAlchemy has changed, or conftest has"
        db.session.execute(asked)
    before = len(REMEMBERED)
    other = create_app(settings)
    with other.app_context():
        assert db.session.execute(asked).all() == []
        assert len(REMEMBERED) == before
        db.session.remove()
        db.engine.dispose()


def test_dialects_of_one_kind_are_one_and_others_are_not() -> None:
    here, again, other = (make_url(url).get_dialect()() for url in ("sqlite://", "sqlite://", "postgresql+psycopg://"))
    assert (here == again, here == other) == (True, False)
    assert len({here, again, other}) == 2


def test_a_template_that_changes_is_compiled_anew(app: Flask) -> None:
    assert app.jinja_env.bytecode_cache is TEMPLATES
    shown = [app.jinja_env.from_string(text).render() for text in ("{{ 1 + 1 }}", "{{ 1 + 2 }}")]
    first = TEMPLATES.get_bucket(app.jinja_env, "one.html", None, "{{ 1 }}")
    first.code = compile("1", "one.html", "exec")
    TEMPLATES.set_bucket(first)
    again = TEMPLATES.get_bucket(app.jinja_env, "one.html", None, "{{ 1 }}")
    changed = TEMPLATES.get_bucket(app.jinja_env, "one.html", None, "{{ 2 }}")
    assert (shown, again.code, changed.code) == (["2", "3"], first.code, None)
