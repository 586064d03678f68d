"""My family: those whom the visitor looks after, other guardians, handing a record over, for whom one is choosing."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts import limits, queries, rules, services
from catalogue.accounts.forms import Answers
from catalogue.accounts.household import choose_for, dependant, guardians_of, household
from catalogue.accounts.models import GUARDIAN_KINDS, Learner
from catalogue.accounts.rules import age_on
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.security import safe_next

NEWLY = 5
"""For so many years the list of the family says that somebody is of age."""


def attach(bp: Blueprint) -> None:
    """Add these pages to the accounts' blueprint."""
    bp.get("/me/family")(family)
    bp.get("/me/family/add")(new_dependant)
    bp.post("/me/family/add")(add_dependant)
    bp.get("/me/family/<learner_id>")(dependant_page)
    bp.post("/me/family/<learner_id>")(change_dependant)
    bp.post("/me/family/<learner_id>/guardians")(invite_guardian)
    bp.post("/me/family/<learner_id>/code")(make_claim_code)
    bp.get("/me/family/<learner_id>/end")(ask_to_end_care)
    bp.post("/me/family/<learner_id>/end")(end_care)
    bp.get("/family/invitation/<token>")(guardian_invitation)
    bp.post("/family/invitation/<token>")(accept_invitation)
    bp.post("/me/for")(choose)


def family() -> ResponseReturnValue:
    mine = [one for one in household(visitor().account_id) if one.account_id is None]
    return render_template("accounts/family.html", dependants=[(one, _newly_of_age(one)) for one in mine])


def new_dependant() -> ResponseReturnValue:
    return _new_page(Answers({}))


def add_dependant() -> ResponseReturnValue:
    form = Answers(request.form)
    about, care = _particulars(form), _care(form)
    if form.errors:
        return _new_page(form, 422)
    try:
        added = services.add_dependant(about, care, now())
    except rules.BirthDateMissing as refused:
        form.errors["birth_date"] = refused.message
    except rules.TooManyDependants as refused:
        form.errors["full_name_ar"] = refused.message
    if form.errors:
        return _new_page(form, 422)
    # Who came from an enrolment goes on with it, for the person just added.
    back = safe_next(form.text("next"))
    joined = f"{back}{'&' if '?' in back else '?'}for={added}" if back else ""
    return redirect(joined or url_for("accounts.family", notice="added"), code=303)


def dependant_page(learner_id: str) -> ResponseReturnValue:
    return _page(dependant(learner_id, visitor().account_id), Answers({}))


def change_dependant(learner_id: str) -> ResponseReturnValue:
    form, learner = Answers(request.form), dependant(learner_id, visitor().account_id)
    about = _particulars(form)
    if about.birth_date is None and "birth_date" not in form.errors:
        form.errors["birth_date"] = rules.BirthDateMissing.message
    if form.errors:
        return _page(learner, form, 422)
    services.change_particulars(learner.id, about, account_id=visitor().account_id)
    return redirect(url_for("accounts.family", notice="saved"), code=303)


def invite_guardian(learner_id: str) -> ResponseReturnValue:
    form, learner = Answers(request.form), dependant(learner_id, visitor().account_id)
    email = form.email()
    if not form.errors and email == visitor().email:
        form.errors["email"] = rules.AlreadyGuardian.message
    if form.errors:
        return _page(learner, form, 422)
    limits.count_attempt(limits.CODES_PER_ADDRESS, email, now())
    limits.count_attempt(limits.INVITATIONS_PER_ACCOUNT, str(visitor().account_id), now())
    services.invite_guardian(learner.id, email, invited_by=visitor().account_id, now=now())
    return redirect(url_for("accounts.dependant_page", learner_id=learner_id, notice="invited"), code=303)


def make_claim_code(learner_id: str) -> ResponseReturnValue:
    """The code stands on this page once; only its hash is kept, so a reload makes another one."""
    learner = dependant(learner_id, visitor().account_id)
    try:
        code = services.make_claim_code(
            learner.id, made_by=visitor().account_id, of_age_at=_of_age_at(), today=at_zone(now()).date(), now=now()
        )
    except rules.NotOfAge as refused:
        return _page(learner, Answers({}), refused.status, problem=refused)
    return _page(dependant(learner_id, visitor().account_id), Answers({}), code=code)


def ask_to_end_care(learner_id: str) -> ResponseReturnValue:
    learner = dependant(learner_id, visitor().account_id)
    return render_template("accounts/end_care.html", learner=learner, others=guardians_of(learner.id) - 1)


def end_care(learner_id: str) -> ResponseReturnValue:
    learner = dependant(learner_id, visitor().account_id)
    try:
        services.end_care(learner.id, account_id=visitor().account_id, now=now())
    except rules.LastGuardian as refused:  # the page says what can be done
        return make_response(render_template("accounts/end_care.html", learner=learner, others=0), refused.status)
    return redirect(url_for("accounts.family", notice="care_ended"), code=303)


def guardian_invitation(token: str) -> ResponseReturnValue:
    asked = services.invitation(token, now())
    return render_template("accounts/invitation.html", learner=queries.learner(asked.learner_id), token=token,
                           form=Answers({}))  # fmt: skip


def accept_invitation(token: str) -> ResponseReturnValue:
    form = Answers(request.form)
    asked = services.invitation(token, now())
    learner = queries.learner(asked.learner_id)
    care = _care(form)
    try:
        if not form.errors:
            services.accept_invitation(token, care, now())
    except rules.AlreadyGuardian as refused:
        form.errors["kind"] = refused.message
    if form.errors:
        page = render_template("accounts/invitation.html", learner=learner, token=token, form=form)
        return make_response(page, 422)
    return redirect(url_for("accounts.family", notice="added"), code=303)


def choose() -> ResponseReturnValue:
    choose_for(request.form.get("who", ""))
    return redirect(safe_next(request.form.get("back")) or url_for("enrolment.mine"), code=303)


def _of_age_at() -> int:
    return int(current_app.config["SETTINGS"].of_age_at)


def _of_age(learner: Learner) -> bool:
    born = learner.birth_date
    return born is None or age_on(born, at_zone(now()).date()) >= _of_age_at()


def _newly_of_age(learner: Learner) -> bool:
    """Whether it is time to say that the record can be handed over: a parent of seventy need not be told."""
    born = learner.birth_date
    return born is not None and 0 <= age_on(born, at_zone(now()).date()) - _of_age_at() < NEWLY


def _care(form: Answers) -> services.Care:
    """As what the visitor will look after somebody, and whether she says that she may."""
    kind = form.text("kind")
    if kind not in GUARDIAN_KINDS:
        form.errors["kind"] = _l("Choose how you are related to this person")
    if form.text("consent") != "yes":
        form.errors["consent"] = _l("Please confirm that you may act for this person")
    return services.Care(visitor().account_id, kind)


def _particulars(form: Answers) -> services.Particulars:
    """What was typed of somebody; a name in either script is enough."""
    names = {name: form.name(name, required=False) for name in ("full_name_ar", "full_name_en")}
    if not any(names.values()) and not form.errors:
        form.name("full_name_ar", required=True)
    return services.Particulars(
        **names,
        birth_date=form.day("birth_date", at_zone(now()).date()),
        gender=form.gender(),
        district_id=form.district(),
    )


def _new_page(form: Answers, status: int = 200) -> Response:
    page = render_template(
        "accounts/new_dependant.html", form=form, districts=queries.districts_by_city(), learner=None,
        kinds=GUARDIAN_KINDS, next=safe_next(request.values.get("next")),
    )  # fmt: skip
    return make_response(page, status)


def _page(
    learner: Learner, form: Answers, status: int = 200, *, code: str = "", problem: DomainError | None = None
) -> Response:
    page = render_template(
        "accounts/dependant.html", learner=learner, form=form, districts=queries.districts_by_city(), code=code,
        problem=problem, of_age=_of_age(learner), others=guardians_of(learner.id) - 1,
    )  # fmt: skip
    return make_response(page, status)
