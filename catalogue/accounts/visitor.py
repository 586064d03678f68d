"""The visitor of this request: who is signed in, and for whom she may act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import Exists, Select, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from catalogue.accounts.models import ASSISTANT, OFFICE_ROLES, Account, AccountRole, Learner
from catalogue.accounts.sessions import ACCOUNT_KEY, RowSession, RowSessions
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.reader import reader, set_reader
from catalogue.core.statements import among, rows
from catalogue.settings import Settings

manager = LoginManager()
SIGNED_IN_KEY = "signed_in_at"
AT_DESK = "at_desk"
"""A port: desks belong to the slice of providers, which puts its question here (see `app.py`)."""


@dataclass(frozen=True)
class Visitor(UserMixin):  # type: ignore[misc]
    """Somebody signed in. `id` is the account's public id, the rest are database ids for services."""

    id: str
    account_id: int
    learner_id: int | None
    email: str
    name: str
    language: str
    assists: bool
    """Whether she may enrol people at a counter."""
    in_office: bool
    """Whether she works in the learning-city office."""
    at_desk: bool
    """Whether she has a place at a provider's desk."""


def init_visitors(app: Flask, settings: Settings, secret: str) -> None:
    app.session_interface = RowSessions(settings, secret)
    manager.init_app(app)
    manager.session_protection = None  # bound to the address of a phone on the move, it signs people out
    manager.user_loader(load)
    app.before_request(_read_like_the_account)


def _has_role(*roles: str) -> Exists:
    return exists().where(AccountRole.account_id == Account.id, among(AccountRole.role, roles))


@cache
def _behind_a_session(at_desk: Callable[[InstrumentedAttribute[int]], Exists]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Account.id,
            Account.email,
            Account.language,
            Account.digits,
            Account.calendar,
            Learner.id.label("learner_id"),
            Learner.full_name_ar,
            Learner.full_name_en,
            _has_role(ASSISTANT).label("assists"),
            _has_role(*OFFICE_ROLES).label("in_office"),
            at_desk(Account.id).label("at_desk"),
        )
        .outerjoin(Learner, Learner.account_id == Account.id)
        .where(Account.public_id == bindparam("account"), Account.state == "active")
    )


def load(public_id: str) -> Visitor | None:
    """The visitor behind a session, in one SELECT."""
    statement = _behind_a_session(current_app.extensions[AT_DESK])
    row = rows(statement, {"account": public_id}).one_or_none()
    if row is None:
        return None
    g.account_choices = {"digits": row.digits, "cal": row.calendar}
    name = (
        (row.full_name_ar if reader().lang == "ar" else row.full_name_en) or row.full_name_ar or row.full_name_en or ""
    )
    return Visitor(
        public_id, row.id, row.learner_id, row.email, name, row.language, row.assists, row.in_office, row.at_desk
    )


def _read_like_the_account() -> None:
    if current_user.is_authenticated:
        set_reader(reader().choose(g.get("account_choices", {})))


def visitor() -> Visitor:
    """The signed-in visitor.

    :raises NotFound: nobody is signed in; the access list should have asked first.
    """
    if not current_user.is_authenticated:
        raise NotFound
    return cast(Visitor, current_user._get_current_object())


def remember(who: Visitor) -> None:
    """Sign in: a new session id (no fixation), bound to the account."""
    cast(RowSession, session).renew = True
    session.clear()
    session[ACCOUNT_KEY] = who.account_id
    session[SIGNED_IN_KEY] = int(now().timestamp())
    login_user(who)


def signed_in_at() -> datetime | None:
    """When this browser signed in."""
    at = session.get(SIGNED_IN_KEY)
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None


def forget() -> None:
    """Sign out: the session's row is deleted when the answer leaves."""
    logout_user()
    session.clear()
