"""The town with everybody who could try a door: whose things there are, and who may do what with them, as one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from catalogue.access import ACCESS, ASSISTANT, AT_DESK, EDITOR, INSTRUCTOR, OFFICE, OWNER, PUBLIC, TOKEN
from catalogue.accounts.models import Consent, Guardianship, Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Offering
from tests.builders import NOON, a_dependant, a_learner, a_provider, saved
from tests.builders_assisting import an_assistant
from tests.builders_proof import a_certificate, an_office_member
from tests.builders_providers import a_member
from tests.integration.frame.town import AT_COUNTERS, OWNED, Town, a_town
from tests.people import browser_of

FORMS = {name: {"answer": "decline"} for name in ("enrolment.answer_own_offer", "enrolment.answer_offer")}
"""Without these words there is nothing to do."""
OPEN, SIGN_IN, FORBIDDEN, MISSING = "open", "sign-in", "403", "404"
TABLE = """
address of      nobody   learner stranger guardian former assistant colleague member editor instructor rival office
public          open     open    open     open     open   open      open      open   open   open       open  open
signed-in       sign-in  open    open     open     open   open      open      open   open   open       open  open
learner's       sign-in  open    404      404      404    404       404       404    404    404        404   404
child's         sign-in  404     404      open     404    404       404       404    404    404        404   404
newcomer's      sign-in  404     404      404      404    404       404       404    404    404        404   404
counter         sign-in  403     403      403      403    open      open      403    403    403        403   403
at-counter      sign-in  403     403      403      403    open      404       403    403    403        403   403
not-at-counter  sign-in  403     403      403      403    404       404       403    403    403        403   403
owner's-desk    sign-in  404     404      404      404    404       404       open   403    403        404   404
editor's-desk   sign-in  404     404      404      404    404       404       open   open   403        404   404
at-desk         sign-in  404     404      404      404    404       404       open   open   open       404   404
other-desk      sign-in  404     404      404      404    404       404       404    404    404        404   404
by-token        401      401     401      401      401    401       401       401    401    401        401   401
in-office       sign-in  403     403      403      403    403       403       403    403    403        403   open
"""
"""learner: has an enrolment and a certificate. guardian: looks after the child, who has them too; former: no longer.
assistant: added the newcomer, whom only the pages of the counter open; colleague: another assistant. member: owner of
the provider of the run, with an editor and an instructor; rival: owner of another one. not-at-counter: the child's
number at the counter. other-desk: things of the run's provider, asked for at the rival's desk."""
DESKS = {OWNER: "owner's-desk", EDITOR: "editor's-desk", INSTRUCTOR: "at-desk"}
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
VISITORS = _HEAD[2:]
EXPECTED = {(row[0], visitor): word for row in _ROWS for visitor, word in zip(VISITORS, row[1:], strict=True)}


@dataclass
class Cell:
    """One address of one kind, with the form to be sent where a thing is named in there."""

    endpoint: str
    kind: str
    address: str
    form: dict[str, str]


@dataclass
class Cast:
    """Every visitor's browser, and the town once for each owner of its things."""

    town: Town
    browsers: dict[str, FlaskClient]
    child: Town
    newcomer: Town
    consent_id: int
    rivals: Town
    own_number: str
    """The learner's own."""

    def cells(self, rule: Rule) -> list[Cell]:
        """The addresses of a rule: one where it is about nobody's thing, one for each owner else."""
        if rule.endpoint in OWNED:
            towns = {"learner's": self.town, "child's": self.child, "newcomer's": self.newcomer}
        elif rule.endpoint in AT_COUNTERS:
            towns = {"at-counter": self.newcomer, "not-at-counter": self.child}
        elif ACCESS[rule.endpoint] in AT_DESK:
            towns = {DESKS[ACCESS[rule.endpoint]]: self.town}
            if len(rule.arguments - {"lang", "provider_id", "form"}):
                towns["other-desk"] = self.rivals
        else:
            kinds = {PUBLIC: "public", ASSISTANT: "counter", OFFICE: "in-office", TOKEN: "by-token"}
            towns = {kinds.get(ACCESS[rule.endpoint], "signed-in"): self.town}
        return [
            Cell(rule.endpoint, kind, self._address(town, rule), FORMS.get(rule.endpoint, {}))
            for kind, town in towns.items()
        ]

    def named_in_forms(self) -> list[Cell]:
        """Things that stand in what is sent, not in the address."""
        run = f"/en/enrol/{self.town.parts['run_id']}"
        somebody = {
            "learner's": self.town.parts["learner_id"],
            "child's": self.child.parts["learner_id"],
            "newcomer's": self.newcomer.parts["learner_id"],
        }
        cells = [Cell("privacy.withdraw", "learner's", "/en/me/data/consents", {"consent": str(self.consent_id)})]
        for kind, number in somebody.items():
            cells.append(Cell("accounts.choose", kind, "/en/me/for", {"who": number}))
            cells += [Cell("enrolment", kind, run + step, {"for": number}) for step in ("", "/check", "/send")]
            cells.append(Cell("enrolment", kind, f"{run}/wait?for={number}", {}))
        counter = f"/en/assist/runs/{self.town.parts['run_id']}"
        for step in ("", "/send"):
            cells.append(Cell("assisting", "at-counter", counter + step, {"person": somebody["newcomer's"]}))
            cells.append(Cell("assisting", "not-at-counter", counter + step, {"person": somebody["child's"]}))
        return cells

    def named_in_questions(self) -> list[Cell]:
        """Pages that are asked about somebody whose number stands behind the question mark."""
        run, cells = f"/en/enrol/{self.town.parts['run_id']}", []
        towns = {"learner's": self.town.parts, "child's": self.child.parts, "newcomer's": self.newcomer.parts}
        for kind, parts in towns.items():
            number = self.own_number if kind == "learner's" else parts["learner_id"]
            asked = [f"{run}{step}?for={number}" for step in ("", "/questions", "/check", "/wait")]
            asked += [f"/en/me/record{form}?learner={number}" for form in ("", "/pdf", "/json")]
            cells += [Cell("asked", kind, address, {}) for address in asked]
        return cells

    @staticmethod
    def _address(town: Town, rule: Rule) -> str:
        return town.address(rule, "en")


def a_cast(app: Flask) -> Cast:
    town = a_town(app)
    with app.app_context():
        guardian, former, colleague = a_learner(), a_learner(), an_assistant()
        child = a_dependant(guardian, birth_date=now().date().replace(day=1, year=now().year - 30))
        care = {"account_id": former.account_id, "learner_id": child.id, "kind": "parent", "since": NOON}
        saved(Guardianship(**care, state="ended", ended_at=NOON))
        offering = db.session.scalars(select(Offering).where(Offering.public_id == town.parts["offering_id"])).one()
        office, rivals_provider = a_learner(account=an_office_member()), a_provider()
        member, editor, instructor = (a_member(offering.provider, role) for role in ("owner", "editor", "instructor"))
        rival = a_member(rivals_provider, "owner")
        rivals = {"provider_id": rivals_provider.public_id}
        owned = select(Enrolment).where(Enrolment.public_id == town.parts["enrolment_id"])
        run = db.session.scalars(owned).one().run
        made = enrolment.enrol(run.id, child.id, acted_by=guardian.account_id or 0, now=now())
        childs = {"learner_id": child.public_id, "enrolment_id": made.public_id, "code": a_certificate(learner=child)}
        newcomer = {name: town.parts[f"assisting.slip:{name}"] for name in ("learner_id", "enrolment_id")}
        hidden = db.session.scalars(select(Learner).where(Learner.public_id == newcomer["learner_id"])).one()
        newcomer["code"] = a_certificate(learner=hidden)
        owner = db.session.scalars(
            select(Learner).join(Enrolment).where(Enrolment.public_id == town.parts["enrolment_id"])
        ).one()
        consent = saved(Consent(account_id=owner.account_id, purpose="news", text_version="1", language="en",
                                given_at=NOON))  # fmt: skip
        consent_id, own_number = consent.id, owner.public_id
        accounts = {
            "guardian": guardian.account_id, "former": former.account_id, "colleague": colleague.account_id,
            "member": member.account_id, "editor": editor.account_id, "instructor": instructor.account_id,
            "rival": rival.account_id, "office": office.account_id,
        }  # fmt: skip
    browsers = {"nobody": town.nobody, "learner": town.learner, "stranger": town.stranger, "assistant": town.assistant}
    browsers |= {name: browser_of(app, number or 0) for name, number in accounts.items()}
    return Cast(
        town, browsers, _town_of(town, childs), _town_of(town, newcomer), consent_id, _town_of(town, rivals), own_number
    )


def _town_of(town: Town, parts: dict[str, str]) -> Town:
    """The same town with other things in its addresses, also where a page has names of its own for them."""
    special = {key: parts[key.partition(":")[2]] for key in town.parts if key.partition(":")[2] in parts}
    return replace(town, parts={**town.parts, **special, **parts})
