"""Who may call which address: the one list. An address that is not on it is closed, and fails the tests.

`PUBLIC` pages are the same for everybody without a cookie; `SIGNED_IN` ones need an account, `ASSISTANT` and `OFFICE`
ones one with that role. `INSTRUCTOR`, `EDITOR` and `OWNER` pages are those of a provider's desk: for who has no place
at that provider they do not exist. `TOKEN` addresses are for programs: no cookie opens them, and the view asks for the
access token, so a form of another site gets nowhere. What somebody may do with one *thing* (this enrolment, this
learner, this listing) is decided by the service that is asked.
"""

from __future__ import annotations

from enum import Enum

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from catalogue.core.http import wants_json
from catalogue.core.i18n import here
from catalogue.core.security import SAFE_METHODS, ensure_own_form
from catalogue.providers.desk import open_desk, same_desk
from catalogue.providers.rules import MemberRole, may_act_as


class Access(Enum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ASSISTANT = "assistant"
    OFFICE = "office"
    INSTRUCTOR = "instructor"
    EDITOR = "editor"
    OWNER = "owner"
    TOKEN = "token"  # noqa: S105 - the name of a kind of access


PUBLIC, SIGNED_IN, ASSISTANT, OFFICE = Access.PUBLIC, Access.SIGNED_IN, Access.ASSISTANT, Access.OFFICE
INSTRUCTOR, EDITOR, OWNER = Access.INSTRUCTOR, Access.EDITOR, Access.OWNER
TOKEN = Access.TOKEN
AT_DESK = {one: MemberRole(one.value) for one in (INSTRUCTOR, EDITOR, OWNER)}

ACCESS: dict[str, Access] = {
    "root.start": PUBLIC,
    "root.healthz": PUBLIC,
    "root.readyz": PUBLIC,
    "root.robots": PUBLIC,
    "root.favicon": PUBLIC,
    "root.sitemap": PUBLIC,
    "pages.home": PUBLIC,
    "pages.about": PUBLIC,
    "pages.help": PUBLIC,
    "pages.accessibility": PUBLIC,
    "pages.privacy": PUBLIC,
    "pages.provide": PUBLIC,
    "pages.styleguide": PUBLIC,
    "search.results": PUBLIC,
    "search.results_as": PUBLIC,
    "search.wish": PUBLIC,
    "search.topics": PUBLIC,
    "search.calendar": PUBLIC,
    "search.providers": PUBLIC,
    "search.provider": PUBLIC,
    "offerings.offering": PUBLIC,
    "offerings.run_calendar": PUBLIC,
    "images.image": PUBLIC,  # those that public pages show; others do not exist here
    "reports.ask": PUBLIC,
    "reports.send": PUBLIC,
    "still_right.ask": PUBLIC,
    "still_right.confirm": PUBLIC,
    "pathways.careers": PUBLIC,
    "pathways.career": PUBLIC,
    "accounts.join": PUBLIC,
    "accounts.ask_to_join": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.ask_to_sign_in": PUBLIC,
    "accounts.code": PUBLIC,
    "accounts.enter_code": PUBLIC,
    "accounts.link": PUBLIC,
    "accounts.use_link": PUBLIC,
    "accounts.reset": PUBLIC,
    "accounts.ask_to_reset": PUBLIC,
    "accounts.choose_passphrase": PUBLIC,
    "accounts.set_passphrase": PUBLIC,
    "accounts.settings": PUBLIC,
    "accounts.save_display": PUBLIC,
    "accounts.sign_out": SIGNED_IN,
    "accounts.profile": SIGNED_IN,
    "accounts.passphrase": SIGNED_IN,
    "accounts.end_sessions": SIGNED_IN,
    "accounts.family": SIGNED_IN,
    "accounts.new_dependant": SIGNED_IN,
    "accounts.add_dependant": SIGNED_IN,
    "accounts.dependant_page": SIGNED_IN,
    "accounts.change_dependant": SIGNED_IN,
    "accounts.invite_guardian": SIGNED_IN,
    "accounts.make_claim_code": SIGNED_IN,
    "accounts.ask_to_end_care": SIGNED_IN,
    "accounts.end_care": SIGNED_IN,
    "accounts.guardian_invitation": SIGNED_IN,
    "accounts.accept_invitation": SIGNED_IN,
    "accounts.choose": SIGNED_IN,
    "enrolment.start": PUBLIC,
    "enrolment.who": SIGNED_IN,
    "enrolment.say_who": SIGNED_IN,
    "enrolment.questions": SIGNED_IN,
    "enrolment.check": SIGNED_IN,
    "enrolment.send": SIGNED_IN,
    "enrolment.claim": SIGNED_IN,
    "enrolment.claim_record": SIGNED_IN,
    "enrolment.done": SIGNED_IN,
    "enrolment.mine": SIGNED_IN,
    "enrolment.ask_to_cancel": SIGNED_IN,
    "enrolment.cancel": SIGNED_IN,
    "enrolment.calendar_file": SIGNED_IN,
    "enrolment.ticket": SIGNED_IN,
    "assisting.begin": ASSISTANT,
    "assisting.find": ASSISTANT,
    "assisting.person": ASSISTANT,
    "assisting.end": ASSISTANT,
    "assisting.who": ASSISTANT,
    "assisting.check": ASSISTANT,
    "assisting.send": ASSISTANT,
    "assisting.slip": ASSISTANT,
    "assisting.make_slip": ASSISTANT,
    "assisting.cancel": ASSISTANT,
    "joining.work": SIGNED_IN,
    "joining.apply": SIGNED_IN,
    "joining.send": SIGNED_IN,
    "joining.invitation": SIGNED_IN,
    "joining.accept": SIGNED_IN,
    "desk.overview": INSTRUCTOR,
    "roster.classes": INSTRUCTOR,
    "roster.roster": INSTRUCTOR,
    "roster.person": INSTRUCTOR,
    "roster.note": INSTRUCTOR,
    "roster.decide": EDITOR,
    "roster.seats": EDITOR,
    "roster.change_seats": EDITOR,
    "roster.ask_to_cancel": EDITOR,
    "roster.cancel": EDITOR,
    "roster.write": EDITOR,
    "roster.send": EDITOR,
    "roster.attendance": INSTRUCTOR,
    "roster.mark": INSTRUCTOR,
    "roster.scan": INSTRUCTOR,
    "roster.check_in": INSTRUCTOR,
    "roster.completion": INSTRUCTOR,
    "roster.complete": INSTRUCTOR,
    "roster.sheet": INSTRUCTOR,
    "roster.table": INSTRUCTOR,
    "figures.figures": EDITOR,
    "figures.figures_csv": EDITOR,
    "listings.listings": EDITOR,
    "listings.elsewhere": EDITOR,
    "listings.expired": EDITOR,
    "listings.put_away": EDITOR,
    "listings.on_demand": EDITOR,
    "listings.new": EDITOR,
    "listings.short": EDITOR,
    "listings.save_short": EDITOR,
    "listings.listing": EDITOR,
    "listings.preview": EDITOR,
    "listings.image": EDITOR,
    "listings.move": EDITOR,
    "listings.take_back": EDITOR,
    "listings.ask_to_delete": EDITOR,
    "listings.delete": EDITOR,
    "listings.copy": EDITOR,
    "listings.begin": EDITOR,
    "listings.create": EDITOR,
    "listings.edit": EDITOR,
    "listings.save": EDITOR,
    "listings.withdraw": EDITOR,
    "listings.new_run": EDITOR,
    "listings.add_run": EDITOR,
    "listings.run": EDITOR,
    "listings.save_run": EDITOR,
    "listings.ask_to_copy_run": EDITOR,
    "listings.copy_run": EDITOR,
    "listings.remove_run": EDITOR,
    "uploads.uploads": EDITOR,
    "uploads.send": EDITOR,
    "uploads.upload": EDITOR,
    "uploads.publish": EDITOR,
    "uploads.undo": EDITOR,
    "uploads.changes": EDITOR,
    "uploads.errors": EDITOR,
    "uploads.mend": EDITOR,
    "uploads.save_mend": EDITOR,
    "uploads.errors_file": EDITOR,
    "uploads.template": EDITOR,
    "uploads.listings_file": EDITOR,
    "programs.programs": EDITOR,
    "programs.make_token": EDITOR,
    "programs.revoke_token": EDITOR,
    "programs.save_pull": EDITOR,
    "office.overview": OFFICE,
    "office.providers": OFFICE,
    "office.provider": OFFICE,
    "office.provider_step": OFFICE,
    "office.decide_provider": OFFICE,
    "office.revision": OFFICE,
    "office.decide_revision": OFFICE,
    "people.people": INSTRUCTOR,
    "people.invite": OWNER,
    "people.withdraw": OWNER,
    "people.member": OWNER,
    "people.change": OWNER,
    "people.remove": OWNER,
    "people.ask_to_leave": INSTRUCTOR,
    "people.leave": INSTRUCTOR,
    "desk_reports.reports": EDITOR,
    "desk_reports.answer": EDITOR,
    "freshness.worklist": EDITOR,
    "freshness.confirm": EDITOR,
    "organisation.organisation": OWNER,
    "organisation.change": OWNER,
    "office.decide_change": OFFICE,
    "office.invite_owner": OFFICE,
    "office.reports": OFFICE,
    "office.report": OFFICE,
    "office.decide_report": OFFICE,
    "office.listings": OFFICE,
    "office.revisions": OFFICE,
    "office.decisions": OFFICE,
    "office.files": OFFICE,
    "office.file": OFFICE,
    "office.look_at_file": OFFICE,
    "office.listing": OFFICE,
    "office.decide_listing": OFFICE,
    "office.listing_page": OFFICE,
    "office.image": OFFICE,
    "privacy.mine": SIGNED_IN,
    "privacy.everything": SIGNED_IN,
    "privacy.download": SIGNED_IN,
    "privacy.withdraw": SIGNED_IN,
    "privacy.ask": SIGNED_IN,
    "privacy.send": SIGNED_IN,
    "privacy.ask_to_erase": SIGNED_IN,
    "privacy.erase": SIGNED_IN,
    "privacy.send_code": SIGNED_IN,
    "certificates.certificate": SIGNED_IN,
    "certificates.badge": SIGNED_IN,
    "certificates.ask_code": PUBLIC,
    "certificates.verify": PUBLIC,
    "issuer.short": PUBLIC,
    "issuer.did_document": PUBLIC,
    "issuer.status": PUBLIC,
    "completion.record": SIGNED_IN,
    "completion.record_pdf": SIGNED_IN,
    "completion.record_json": SIGNED_IN,
    "completion.ask_rating": SIGNED_IN,
    "completion.rate": SIGNED_IN,
    "enrolment.timetable_page": SIGNED_IN,
    "enrolment.choose_reminders": SIGNED_IN,
    "enrolment.meeting": SIGNED_IN,
    "enrolment.cannot_come": SIGNED_IN,
    "enrolment.can_come": SIGNED_IN,
    "enrolment.meeting_file": SIGNED_IN,
    "enrolment.saved_offering": SIGNED_IN,
    "enrolment.save": SIGNED_IN,
    "enrolment.remove": SIGNED_IN,
    "enrolment.household_file": SIGNED_IN,
    "enrolment.renew_feed": SIGNED_IN,
    "enrolment.revoke_feed": SIGNED_IN,
    "calendar_feed.feed": PUBLIC,  # by its secret address
    "enrolment.wait": SIGNED_IN,
    "enrolment.join_the_list": SIGNED_IN,
    "enrolment.answer_own_offer": SIGNED_IN,
    "enrolment.offer": PUBLIC,
    "enrolment.answer_offer": PUBLIC,
    "api.openapi": PUBLIC,
    "api.offerings": PUBLIC,
    "api.offering": PUBLIC,
    "api.run": PUBLIC,
    "api.providers": PUBLIC,
    "api.provider": PUBLIC,
    "api.topics": PUBLIC,
    "api.suggest": PUBLIC,
    "api.eligibility": PUBLIC,
    "api.skills": PUBLIC,
    "api.occupations": PUBLIC,
    "api.put_offering": TOKEN,
}

ASKS_ONLY = {"api.eligibility"}
"""Questions that are posted because of their body. They change nothing, so programs may put them from anywhere; a
browser on another site sends no cookie with them (SameSite) and cannot read the answer."""


def init_access(app: Flask) -> None:
    app.url_defaults(same_desk)

    @app.before_request
    def _decide() -> ResponseReturnValue | None:
        if request.endpoint is None:  # no such address: the 404 page
            return None
        wanted = ACCESS.get(request.endpoint)
        if wanted is None:
            abort(403)
        return None if wanted is TOKEN else _ensure(wanted, str(request.endpoint))


def _ensure(wanted: Access, endpoint: str) -> ResponseReturnValue | None:
    known = bool(current_user.is_authenticated)
    if wanted is not PUBLIC and not known:
        return _ask_to_sign_in()
    if (wanted is ASSISTANT and not current_user.assists) or (wanted is OFFICE and not current_user.in_office):
        abort(403)
    if wanted in AT_DESK:
        _open_desk(AT_DESK[wanted])
    if endpoint not in ASKS_ONLY:
        ensure_own_form(signed_in=known)
    return None


def _open_desk(wanted: MemberRole) -> None:
    role = open_desk(current_user.account_id)
    if role is None:
        abort(404)
    if not may_act_as(role, wanted):
        abort(403)


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json() or request.method not in SAFE_METHODS:
        abort(403)
    return redirect(url_for("accounts.sign_in", next=here()), code=303)
