"""Settings: how pages look for everybody; particulars, passphrase and devices for those who are signed in."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from catalogue.accounts import limits, queries, rules, services
from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.accounts.sessions import end_all_sessions
from catalogue.accounts.visitor import signed_in_at, visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.formats import at_zone
from catalogue.core.http import signed_in
from catalogue.core.i18n import PREFERENCES_COOKIE
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.security import safe_next
from catalogue.settings import Settings

YEAR_SECONDS = 365 * 24 * 3600


def attach(bp: Blueprint) -> None:
    """Add these pages to the accounts' blueprint."""
    bp.get("/settings")(settings)
    bp.post("/settings")(save_display)
    bp.post("/settings/profile")(profile)
    bp.post("/settings/passphrase")(passphrase)
    bp.post("/settings/sessions")(end_sessions)


def settings() -> ResponseReturnValue:
    return _page(Answers({}))


def save_display() -> ResponseReturnValue:
    chosen = reader().choose(request.form)
    if signed_in():
        language = request.form.get("mail_language", visitor().language)
        services.change_reading(
            visitor().account_id,
            language=language if language in LANGUAGES else visitor().language,
            digits=chosen.digits,
            calendar=chosen.cal,
        )
    back = safe_next(request.form.get("back")) or url_for("accounts.settings", notice="saved")
    answer = redirect(back, code=303)
    _remember_display(answer, chosen.to_cookie())
    return answer


def profile() -> ResponseReturnValue:
    form = Answers(request.form)
    learner = queries.own_learner(visitor().account_id)
    if learner is None:
        raise NotFound
    about = _particulars(form, learner)
    if not (about.full_name_ar or about.full_name_en):
        form.name("full_name_ar", required=True)
    if form.errors:
        return _page(form, status=422)
    services.change_particulars(learner.id, about, account_id=visitor().account_id)
    return redirect(url_for("accounts.settings", notice="saved"), code=303)


def _particulars(form: Answers, learner: Learner) -> services.Particulars:
    """What was typed; what the form did not speak of stays as it is."""
    today = at_zone(now()).date()
    names = {
        name: form.name(name, required=False) if form.has(name) else getattr(learner, name)
        for name in ("full_name_ar", "full_name_en")
    }
    born = form.has("birth_date_year", "birth_date_month", "birth_date_day")
    return services.Particulars(
        **names,
        birth_date=form.day("birth_date", today) if born else learner.birth_date,
        gender=form.gender() if form.has("gender") else learner.gender,
        district_id=form.district() if form.has("district") else learner.district_id,
    )


def passphrase() -> ResponseReturnValue:
    form = Answers(request.form)
    proof = services.Proof(form.raw("present") or None, signed_in_at())
    limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, visitor().email, now())
    account_id, keep = visitor().account_id, getattr(session, "sid", None)
    try:
        services.change_passphrase(account_id, form.raw("passphrase"), proof, keep_session=keep, now=now())
    except rules.PresentPassphraseWrong as refused:
        form.errors["present"] = refused.message
    except DomainError as refused:
        form.errors["passphrase"] = refused.message
    if form.errors:
        return _page(form, status=422)
    return redirect(url_for("accounts.settings", notice="passphrase_changed"), code=303)


def end_sessions() -> ResponseReturnValue:
    end_all_sessions(visitor().account_id, but=getattr(session, "sid", None))
    return redirect(url_for("accounts.settings", notice="sessions_ended"), code=303)


def _page(form: Answers, status: int = 200) -> Response:
    about: dict[str, object] = {"account": None, "learner": None}
    if signed_in():
        account = visitor()
        about = {
            "account": account,
            "learner": queries.own_learner(account.account_id),
            "has_passphrase": queries.has_passphrase(account.account_id),
            "recent": rules.signed_in_recently(signed_in_at(), now()),
        }
    page = render_template("accounts/settings.html", form=form, districts=queries.districts_by_city(), **about)
    return make_response(page, status)


def _remember_display(answer: BaseResponse, value: str) -> None:
    configured: Settings = current_app.config["SETTINGS"]
    answer.set_cookie(
        PREFERENCES_COOKIE,
        value,
        max_age=YEAR_SECONDS,
        path="/",
        secure=configured.secure,
        samesite="Lax",
        httponly=True,
    )
