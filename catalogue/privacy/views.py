"""My data: see it, take it along, correct it, withdraw consents, ask the office, erase everything."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts import limits
from catalogue.accounts import rules as accounts_rules
from catalogue.accounts import services as accounts
from catalogue.accounts.forms import Answers
from catalogue.accounts.queries import has_passphrase
from catalogue.accounts.visitor import forget, signed_in_at, visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.i18n import site_blueprint
from catalogue.core.texts import clean
from catalogue.privacy import files, gathering, presenting, queries, rules, services
from catalogue.privacy.rules import RequestKind, RequestState
from catalogue.privacy.words import PURPOSES, REQUEST_KINDS

bp = site_blueprint("privacy", __name__)
blueprints = (bp,)
WRITERS = {"json": ("application/json", files.as_json), "csv": ("application/zip", files.as_zip)}


@bp.get("/me/data")
def mine() -> ResponseReturnValue:
    account_id = visitor().account_id
    return render_template(
        "privacy/mine.html",
        consents=queries.consents_of(account_id), requests=queries.requests_of(account_id),
        people={one.learner.id: one.learner for one in queries.dependants_of(account_id)},
        purposes=PURPOSES, kinds=REQUEST_KINDS, states=RequestState,
    )  # fmt: skip


@bp.get("/me/data/everything")
def everything() -> ResponseReturnValue:
    found = gathering.everything_about(visitor().account_id)
    about = {"sections": presenting.shown(found), "nothing": presenting.nothing_kept(found)}
    return render_template("privacy/everything.html", **about)


@bp.get('/me/data/download/<any("json", "csv"):form>')
def download(form: str) -> ResponseReturnValue:
    """JSON, or a ZIP with a CSV for each kind of data."""
    mimetype, write = WRITERS[form]
    at = now()
    answer = make_response(write(gathering.everything_about(visitor().account_id), at))
    answer.mimetype = mimetype
    name = f"my-data-{at:%Y-%m-%d}.{'json' if form == 'json' else 'zip'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/me/data/consents")
def withdraw() -> ResponseReturnValue:
    number = request.form.get("consent", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound
    services.withdraw_consent(int(number), account_id=visitor().account_id, now=now())
    return redirect(url_for("privacy.mine", notice="consent_withdrawn", _anchor="consents"), code=303)


@bp.get("/me/data/request")
def ask() -> ResponseReturnValue:
    """An address can name what is asked for (`?kind=erasure`)."""
    return _request_page(Answers({"kind": request.args.get("kind", "")}))


@bp.post("/me/data/request")
def send() -> ResponseReturnValue:
    form = Answers(request.form)
    kind = form.text("kind")
    if kind not in list(RequestKind):
        form.errors["kind"] = _l("Choose one of the entries")
    words = clean(form.raw("words"), lines=True)
    if not words:
        form.errors["words"] = rules.WordsMissing.message
    if form.errors:
        return _request_page(form, 422)
    services.ask(visitor().account_id, RequestKind(kind), words, now=now())
    return redirect(url_for("privacy.mine", notice="request_sent", _anchor="requests"), code=303)


def _request_page(form: Answers, status: int = 200) -> Response:
    page = render_template("privacy/request.html", form=form, kinds=REQUEST_KINDS.items(), longest=rules.WORDS_MAX)
    return make_response(page, status)


@bp.get("/me/data/erase")
def ask_to_erase() -> ResponseReturnValue:
    return _erase_page(Answers({}))


@bp.post("/me/data/erase")
def erase() -> ResponseReturnValue:
    form = Answers(request.form)
    if form.text("understood") != "yes":
        form.errors["understood"] = _l("Please confirm that you have read what is erased")
        return _erase_page(form, 422)
    proof = accounts.Proof(form.raw("present") or None, signed_in_at())
    limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, visitor().email, now())
    try:
        services.erase(visitor().account_id, proof, now=now())
    except accounts_rules.PresentPassphraseWrong as refused:
        form.errors["present"] = refused.message
        return _erase_page(form, 422)
    except accounts_rules.ProofNeeded:
        return _erase_page(form, 422)
    forget()
    return redirect(url_for("pages.home", notice="erased"), code=303)


@bp.post("/me/data/erase/code")
def send_code() -> ResponseReturnValue:
    """A code that signs in anew and leads back here: then the sign-in is recent."""
    limits.count_attempt(limits.CODES_PER_NETWORK, limits.network(request.remote_addr), now())
    limits.count_attempt(limits.CODES_PER_ADDRESS, visitor().email, now())
    back = url_for("privacy.ask_to_erase")
    handle = accounts.ask_for_code(visitor().email, now(), then=back)
    return redirect(url_for("accounts.code", handle=handle, next=back), code=303)


def _erase_page(form: Answers, status: int = 200) -> Response:
    page = render_template(
        "privacy/erase.html",
        form=form, loss=queries.loss_of(visitor().account_id), email=visitor().email, now=now(),
        recent=accounts_rules.signed_in_recently(signed_in_at(), now()),
        has_passphrase=has_passphrase(visitor().account_id),
    )  # fmt: skip
    return make_response(page, status)
