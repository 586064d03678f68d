"""What programs of a provider need: access tokens, and the address from which its file is fetched every day."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.rules import ensure_working
from catalogue.offerings.uploads.texts import said
from catalogue.providers.desk import desk, desk_blueprint

bp = desk_blueprint("programs", __name__)
blueprints = (bp,)


@bp.get("/import/programs")
def programs() -> ResponseReturnValue:
    return _page(Answers({}))


def _page(form: Answers, status: int = 200, token: str = "") -> ResponseReturnValue:
    here = desk()
    page = render_template(
        "uploads/programs.html", desk=here, form=form, token=token, tokens=queries.tokens_of(here.provider_id),
        pull=queries.pull_of(here.provider_id), said=said,
    )  # fmt: skip
    return page, status


@bp.post("/import/programs/tokens")
def make_token() -> ResponseReturnValue:
    """The one page that shows the token: it is not kept, so there is nothing to be led to."""
    here, form = desk(), Answers(request.form)
    try:
        ensure_working(here.working)
        token = services.make_token(here.provider_id, visitor().account_id, form.text("name"), now())
    except DomainError as refused:
        form.errors["name"] = refused.message
        return _page(form, refused.status)
    return _page(Answers({}), token=token)


@bp.post("/import/programs/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> ResponseReturnValue:
    services.revoke_token(queries.token_of(desk().provider_id, token_id).id, now())
    return redirect(url_for("programs.programs", notice="token_revoked"), code=303)


@bp.post("/import/programs/pull")
def save_pull() -> ResponseReturnValue:
    here, form = desk(), Answers(request.form)
    try:
        ensure_working(here.working)
        services.save_pull(
            here.provider_id,
            form.text("url", 2100),
            publish=form.text("publish") == "1",
            account_id=visitor().account_id,
            now=now(),
        )
    except DomainError as refused:
        form.errors["url"] = refused.message
        return _page(form, refused.status)
    return redirect(url_for("programs.programs", notice="pull_saved"), code=303)
