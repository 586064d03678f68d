"""The learning record in three forms, and rating what was completed."""

from __future__ import annotations

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts import queries as people
from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone, whole
from catalogue.core.i18n import site_blueprint
from catalogue.core.texts import clean
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.certificates.rules import grouped
from catalogue.enrolment.completion import pdf, queries, rules, services
from catalogue.enrolment.completion.record import Record, as_json, record_of
from catalogue.enrolment.completion.wording import much_words, total_words
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState

bp = site_blueprint("completion", __name__)
blueprints = (bp,)


@bp.get("/me/record")
def record() -> ResponseReturnValue:
    return render_template(
        "completion/record.html", record=_record(), grouped=grouped, total_words=total_words, much_words=much_words
    )


@bp.get("/me/record/pdf")
def record_pdf() -> ResponseReturnValue:
    written = pdf.record_pdf(_record(), at_zone(now()).date(), current_app.config["SETTINGS"].home)
    answer = make_response(written)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="learning-record.pdf"'
    return answer


@bp.get("/me/record/json")
def record_json() -> ResponseReturnValue:
    answer = jsonify(as_json(_record(), now()))
    answer.headers["Content-Disposition"] = 'attachment; filename="learning-record.json"'
    return answer


@bp.get("/me/enrolments/<enrolment_id>/rating")
def ask_rating(enrolment_id: str) -> ResponseReturnValue:
    return _rating_page(enrolments.enrolment_for(enrolment_id, visitor().account_id), Answers({}))


@bp.post("/me/enrolments/<enrolment_id>/rating")
def rate(enrolment_id: str) -> ResponseReturnValue:
    enrolment = enrolments.enrolment_for(enrolment_id, visitor().account_id)
    form = Answers(request.form)
    words = clean(form.raw("words")[: rules.WORDS_MAX], lines=True)
    try:
        stars = whole(form.raw("stars")) or 0
        services.rate(enrolment.id, stars, words, acted_by=visitor().account_id, now=now())
    except rules.StarsOutOfRange as refused:
        form.errors["stars"] = refused.message
    except rules.NotCompleted as refused:
        return _rating_page(enrolments.enrolment_for(enrolment_id, visitor().account_id), form, refused)
    if form.errors:
        return _rating_page(enrolments.enrolment_for(enrolment_id, visitor().account_id), form)
    return redirect(url_for("enrolment.done", enrolment_id=enrolment_id, notice="rated"), code=303)


def _record() -> Record:
    account_id = visitor().account_id
    return record_of(account_id, people.own_learner(account_id), request.args.get("learner"))


def _rating_page(enrolment: Enrolment, form: Answers, refused: DomainError | None = None) -> Response:
    """Before completion the page says that it is too early; that is no mistake of who looks."""
    said = queries.rating_of(enrolment.id)
    status = refused.status if refused else 422 if form.errors else 200
    page = render_template(
        "completion/rating.html", enrolment=enrolment, form=form, said=said, longest=rules.WORDS_MAX,
        open=enrolment.state == EnrolmentState.COMPLETED, least=rules.LEAST_RATINGS_SHOWN,
    )  # fmt: skip
    return make_response(page, status)
