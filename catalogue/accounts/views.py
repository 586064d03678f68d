"""Joining, signing in and out, choosing a new passphrase."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts import family_views, limits, rules, services, settings_views
from catalogue.accounts.asking import asked_here, forget_asking, remember_asking
from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import forget, load, remember
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, TooManyAttempts
from catalogue.core.formats import ascii_digits
from catalogue.core.http import public_page, signed_in
from catalogue.core.i18n import site_blueprint
from catalogue.core.reader import reader
from catalogue.core.security import safe_next

bp = site_blueprint("accounts", __name__)
blueprints = (bp,)
settings_views.attach(bp)
family_views.attach(bp)


@bp.get("/join")
def join() -> ResponseReturnValue:
    return public_page(make_response(render_template("accounts/join.html", form=Answers({}), next=_next())))


@bp.post("/join")
def ask_to_join() -> ResponseReturnValue:
    form = Answers(request.form)
    name, email, passphrase = form.name("name", required=True), form.email(), form.raw("passphrase")
    if passphrase:
        form.ensure("passphrase", lambda: rules.ensure_good_passphrase(passphrase, (name or "", email)))
    _ensure_consent(form)
    if form.errors:
        return render_template("accounts/join.html", form=form, next=_next()), 422
    who = services.Joining(name=name or "", email=email, passphrase=passphrase or None, language=reader().lang)
    _count_codes(email)
    handle = services.ask_to_join(who, now(), then=_next())
    answer = redirect(url_for("accounts.code", handle=handle, next=_next()), code=303)
    remember_asking(answer, handle)
    return answer


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    if signed_in():
        return redirect(_next() or url_for("enrolment.mine"), code=303)
    return public_page(make_response(render_template("accounts/sign_in.html", form=Answers({}), next=_next())))


@bp.post("/sign-in")
def ask_to_sign_in() -> ResponseReturnValue:
    form = Answers(request.form)
    email = form.email()
    with_code = form.text("way") == "code" or not form.raw("passphrase")
    if form.errors:
        return render_template("accounts/sign_in.html", form=form, next=_next()), 422
    if with_code:
        _count_codes(email)
        handle = services.ask_for_code(email, now(), then=_next())
        return redirect(url_for("accounts.code", handle=handle, next=_next()), code=303)
    limits.count_attempt(limits.SIGN_IN_PER_NETWORK, limits.network(request.remote_addr), now())
    limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, email, now())
    try:
        account = services.sign_in_with_passphrase(email, form.raw("passphrase"))
    except rules.SignInRefused as refused:
        form.errors["email"] = refused.message
        return render_template("accounts/sign_in.html", form=form, next=_next()), 422
    return _welcome(account)


@bp.get("/sign-in/code")
def code() -> ResponseReturnValue:
    handle = request.args.get("handle", "")[:64]
    return render_template("accounts/code.html", form=Answers({}), handle=handle, next=_next())


@bp.post("/sign-in/code")
def enter_code() -> ResponseReturnValue:
    form = Answers(request.form)
    handle = form.text("handle", 64)
    limits.count_attempt(limits.SIGN_IN_PER_NETWORK, limits.network(request.remote_addr), now())
    browser, newcomer = _browser(handle, form), False
    try:
        typed = ascii_digits(form.text("code", 20)).replace(" ", "")
        return _welcome(services.use_code(handle, typed, now(), browser))
    except rules.NameNeeded:
        newcomer = True
        _ensure_introduced(form)
    except rules.CodeRefused as refused:
        form.errors["code"] = refused.message
    page = render_template("accounts/code.html", form=form, handle=handle, next=_next(), newcomer=newcomer)
    return page, 422


@bp.get("/sign-in/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Only asks: programs that check mails open links, and must not use them up."""
    services.ensure_sign_in_link(token)
    return _link_page(token, Answers({}))


@bp.post("/sign-in/link/<token>")
def use_link(token: str) -> ResponseReturnValue:
    form = Answers(request.form)
    limits.count_attempt(limits.SIGN_IN_PER_NETWORK, limits.network(request.remote_addr), now())
    try:
        return _welcome(services.use_link(token, now(), _browser(token.partition(".")[0], form)))
    except rules.NameNeeded:
        _ensure_introduced(form)
        return _link_page(token, form, 422)


def _link_page(token: str, form: Answers, status: int = 200) -> ResponseReturnValue:
    newcomer = not asked_here(token.partition(".")[0]) and services.opens_an_account(token, now())
    page = render_template("accounts/link.html", form=form, token=token, next=_next(), newcomer=newcomer)
    return _keeping_its_address(page, status)


def _browser(handle: str, form: Answers) -> services.Browser:
    """This browser, as one that asked to join; or with the name that counts when another one did."""
    introduced = form.name("name", required=False) if form.text("consent") == "yes" else None
    return services.Browser(asked=asked_here(handle), name=None if form.errors else introduced)


def _ensure_introduced(form: Answers) -> None:
    form.name("name", required=True)
    _ensure_consent(form)


def _ensure_consent(form: Answers) -> None:
    if form.text("consent") != "yes":
        form.errors["consent"] = _l("We can only open an account if you agree to the privacy notice")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session; the browser forgets what pages kept on the device, such as ticks that were not sent yet."""
    forget()
    answer = redirect(url_for("pages.home", notice="signed_out"), code=303)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.get("/reset")
def reset() -> ResponseReturnValue:
    return public_page(make_response(render_template("accounts/reset.html", form=Answers({}))))


@bp.post("/reset")
def ask_to_reset() -> ResponseReturnValue:
    form = Answers(request.form)
    email = form.email()
    if form.errors:
        return render_template("accounts/reset.html", form=form), 422
    _count_codes(email)
    services.ask_to_reset(email, now())
    return render_template("accounts/reset_sent.html")


@bp.get("/reset/<token>")
def choose_passphrase(token: str) -> ResponseReturnValue:
    services.ensure_reset_usable(token, now())
    return _keeping_its_address(render_template("accounts/choose_passphrase.html", form=Answers({}), token=token))


@bp.post("/reset/<token>")
def set_passphrase(token: str) -> ResponseReturnValue:
    form = Answers(request.form)
    try:
        account = services.choose_passphrase(token, form.raw("passphrase"), now())
    except rules.LinkExpired:
        raise
    except DomainError as refused:
        form.errors["passphrase"] = refused.message
        return _keeping_its_address(render_template("accounts/choose_passphrase.html", form=form, token=token), 422)
    return _welcome(account)


@bp.errorhandler(rules.LinkExpired)
def link_is_over(refused: rules.LinkExpired) -> ResponseReturnValue:
    """A used, expired or broken link: what is wrong with it, and the way to a new one."""
    about_reset = request.endpoint in {"accounts.choose_passphrase", "accounts.set_passphrase"}
    page = render_template("accounts/link_over.html", refused=refused, about_reset=about_reset, next=_next())
    return page, refused.status


def _next() -> str | None:
    return safe_next(request.values.get("next"))


def _keeping_its_address(page: str, status: int = 200) -> ResponseReturnValue:
    """A page whose address holds a secret tells it to no other site.

    `no-referrer` would make browsers send its form with `Origin: null`, which no check of the origin can believe.
    """
    answer = make_response(page, status)
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _count_codes(email: str) -> None:
    """:raises TooManyAttempts: too many mails to one address, or from one network."""
    limits.count_attempt(limits.CODES_PER_NETWORK, limits.network(request.remote_addr), now())
    limits.count_attempt(limits.CODES_PER_ADDRESS, email, now())


def _welcome(public_id: str) -> ResponseReturnValue:
    who = load(public_id)
    if who is None:  # closed between the check and now
        raise TooManyAttempts
    remember(who)
    answer = redirect(_next() or url_for("enrolment.mine"), code=303)
    forget_asking(answer)
    return answer
