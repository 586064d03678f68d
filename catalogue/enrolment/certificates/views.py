"""A certificate for its owner, as a page and as a badge; and for everybody who has its code."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts import limits
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.i18n import site_blueprint
from catalogue.enrolment.certificates import keys, presenting, queries, rules
from catalogue.enrolment.certificates.badges import signed_badge
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.rules import CodeMistyped, RevocationReason

bp = site_blueprint("certificates", __name__)
blueprints = (bp,)
LONGEST_CODE = 100


@bp.get("/me/certificates/<code>")
def certificate(code: str) -> ResponseReturnValue:
    found = queries.certificate_for(code, visitor().account_id)
    return render_template("certificates/certificate.html", **_shown(found))


@bp.get("/me/certificates/<code>.jwt")
def badge(code: str) -> ResponseReturnValue:
    """The Open Badge. One that was withdrawn can be had too: whoever checks it learns that it was."""
    found = queries.certificate_for(code, visitor().account_id)
    answer = make_response(signed_badge(found, keys.private_key(current_app.config["SETTINGS"])))
    answer.mimetype = "text/plain"  # as Open Badges 3.0 wants it
    answer.headers["Content-Disposition"] = f'attachment; filename="badge-{rules.grouped(code)}.jwt"'
    return answer


@bp.get("/verify")
def ask_code() -> ResponseReturnValue:
    """A form for a code; what was typed leads to its page."""
    typed = request.args.get("code", "").strip()[:LONGEST_CODE]
    if not typed:
        return _verify_page("", "asked")
    try:
        return redirect(url_for("certificates.verify", code=rules.read_code(typed)), code=303)
    except CodeMistyped as refused:
        return _verify_page(typed, "mistyped", refused.status)


@bp.get("/verify/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Valid, withdrawn or unknown. Only what fails counts as an attempt: a class may check its certificates."""
    network = limits.network(request.remote_addr)
    limits.ensure_within(limits.CERTIFICATES_PER_NETWORK, network, now())
    try:
        whole = rules.read_code(code)
    except CodeMistyped as refused:
        return _verify_page(code[:LONGEST_CODE], "mistyped", refused.status)
    if whole != code:
        return redirect(url_for("certificates.verify", code=whole), code=301)
    found = queries.by_code(code)
    if found is None:
        limits.count_attempt(limits.CERTIFICATES_PER_NETWORK, network, now())
        return _verify_page(code, "unknown", 404)
    if found.revocation_reason == RevocationReason.PERSON_ERASED:
        return _verify_page(code, "erased")
    return _verify_page(code, "revoked" if found.revoked else "valid", certificate=found)


def _verify_page(typed: str, state: str, status: int = 200, certificate: Certificate | None = None) -> Response:
    shown = _shown(certificate) if certificate else {}
    answer = make_response(render_template("certificates/verify.html", typed=typed, state=state, **shown), status)
    answer.headers["X-Robots-Tag"] = "noindex"  # names of people belong into no search engine
    return answer


def _shown(certificate: Certificate) -> dict[str, object]:
    url = url_for("issuer.short", code=certificate.code, _external=True)
    return {
        "certificate": certificate,
        "said": certificate.content,
        "said_in": presenting.said_in,
        "sides": presenting.sides(certificate) if certificate.content else [],
        "facts": presenting.facts(certificate) if certificate.content else [],
        "code": rules.grouped(certificate.code),
        "url": url,
        "qr": presenting.qr_code(url),
    }
