"""What a certificate says: frozen on the day it is issued, in both languages, and never the mode of learning."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from catalogue.accounts.models import Learner
from catalogue.core.formats import at_zone, listed
from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.core.texts import both
from catalogue.offerings.models import Offering, OfferingSkill, Run
from catalogue.offerings.rules import SessionState
from catalogue.taxonomy.vocabularies import label, served_cities

Words = dict[str, str]


def content_of(learner: Learner, run: Run, completed_on: date) -> dict[str, Any]:
    """Names, title, kind, dates and hours. No birth date, no address, no place, no mode, no mark.

    The kind of learning (in a room, online) must not stand on a certificate; see domain/policy.md, "E-learning
    licences".
    """
    offering = run.offering
    return {
        "learner": both(learner, "full_name"),
        "title": both(offering, "title"),
        "provider": {"id": offering.provider.public_id, **both(offering.provider, "name")},
        "offering": offering.public_id,
        "kind": {
            "key": offering.credential,
            **{lang: label("credential_types", offering.credential, lang) for lang in LANGUAGES},
        },
        "hours": offering.hours,
        "skills": [words for skill in offering.skills if skill.role == "taught" and (words := _skill(skill, offering))],
        "completed_on": completed_on.isoformat(),
        "issuer": issuer_names(),
        **_dates(run),
    }


def issuer_names() -> Words:
    """Who issues: the learning catalogue of these cities."""
    names: Words = {}
    for lang in LANGUAGES:
        with reading_as(Reader(lang=lang)):
            names[lang] = str(_("The Learning Catalogue of %(cities)s", cities=listed(served_cities())))
    return names


def _skill(skill: OfferingSkill, offering: Offering) -> Words:
    """A skill of the vocabulary has both languages; the provider's own words have the offering's first one."""
    if skill.skill:
        return both(skill.skill, "name")
    lang = next(iter(both(offering, "title")), LANGUAGES[0])
    return {lang: skill.words} if skill.words else {}


def _dates(run: Run) -> dict[str, str | None]:
    """First and last meeting, in the city's time; nothing where everybody learns when she likes."""
    days = [
        at_zone(session.starts_at, run.time_zone).date()
        for session in run.sessions
        if session.state != SessionState.CANCELLED
    ]
    return {
        "from": min(days).isoformat() if days else None,
        "until": max(days).isoformat() if days else None,
    }
