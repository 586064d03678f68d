"""What an organisation says of itself: read, cleaned, checked; kept as typed when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.core.errors import DomainError
from catalogue.core.texts import clean
from catalogue.providers import rules
from catalogue.providers.models import Provider
from catalogue.providers.queries import district as district_of
from catalogue.providers.queries import district_belongs
from catalogue.providers.rules import OWN, VOUCHED, ProviderKind
from catalogue.providers.services import Application
from catalogue.taxonomy.queries import cities, city_by_slug

NAME_MAX, ABOUT_MAX, LINK_MAX = 160, 4000, 500
CALENDARS = (("greg", _l("Gregorian")), ("hijri", _l("Hijri")))


def read_application(form: Answers, today: date, known_expiry: date | None = None) -> Application:
    """The application; what is wrong with it stands in `form.errors`, at its field.

    :param known_expiry: a day that has been told already: it may have passed meanwhile.
    """
    names = {key: _name(form, key) for key in ("name_ar", "name_en")}
    if not any(names.values()) and not form.errors.keys() & names.keys():
        form.errors["name_ar"] = _l("Enter the name in at least one of the two languages")
    kind = form.text("kind")
    if kind not in tuple(ProviderKind):
        form.errors["kind"] = _l("Choose what kind of provider it is")
    city = city_by_slug(form.text("city"))
    if city is None:
        form.errors["city"] = _l("Choose the city")
    expires = form.any_day("licence_expires")
    if expires is not None and expires != known_expiry and expires < today:
        form.errors["licence_expires"] = _l("This date has passed")
    return Application(
        **names,
        about_ar=_about(form, "about_ar"),
        about_en=_about(form, "about_en"),
        kind=kind,
        city_id=city.id if city else None,
        district_id=None,
        licence_authority_ar=form.text("licence_authority_ar", NAME_MAX) or None,
        licence_authority_en=form.text("licence_authority_en", NAME_MAX) or None,
        licence_number=form.text("licence_number", NAME_MAX) or None,
        licence_expires_on=expires,
        email=form.email(),
        phone=_phone(form),
        website=_website(form),
    )


def read_details(form: Answers, today: date, provider: Provider) -> Application:
    """What an organisation that is here already says of itself: the same, and its district."""
    about = read_application(form, today, provider.licence_expires_on)
    district = form.district()
    if district is not None and about.city_id is not None and not district_belongs(district, about.city_id):
        form.errors["district"] = _l("This district belongs to another city")
    return replace(about, district_id=district)


def answers_of(provider: Provider, changed: Mapping[str, Any]) -> Answers:
    """The form as it is filled in with what is known, and with what waits for the office in its place."""
    known = {name: changed.get(name, getattr(provider, name)) for name in (*VOUCHED, *OWN)}
    city_id = known.pop("city_id")
    city = next((one.slug for one in cities() if one.id == city_id), "")
    expires: date | None = known.pop("licence_expires_on")
    district_id = known.pop("district_id")
    typed = {name: value or "" for name, value in known.items()}
    typed |= {"city": city, "district": district_of(district_id).key if district_id else ""}
    if expires:
        typed |= {f"licence_expires_{part}": str(getattr(expires, part)) for part in ("day", "month", "year")}
    return Answers(typed)


def _name(form: Answers, key: str) -> str | None:
    found = form.text(key)
    if found and not any(sign.isalpha() for sign in found):
        form.errors[key] = _l("Enter the organisation’s name")
    if len(found) > NAME_MAX:
        form.errors[key] = _l("The name can have at most %(most)s characters", most=NAME_MAX)
    return found or None


def _about(form: Answers, key: str) -> str | None:
    found = clean(form.raw_text(key), lines=True)
    if len(found) > ABOUT_MAX:
        form.errors[key] = _l("This can have at most %(most)s characters", most=ABOUT_MAX)
    return found or None


def _phone(form: Answers) -> str | None:
    typed = form.text("phone")
    if not typed:
        return None
    try:
        return rules.normal_phone(typed)
    except DomainError as refused:
        form.errors["phone"] = refused.message
        return typed


def _website(form: Answers) -> str | None:
    """An address of the web; who leaves `https://` out gets it."""
    typed = form.text("website", LINK_MAX + 1)
    if not typed:
        return None
    whole = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(whole)
        good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in whole
    except ValueError:
        good = False
    if not good or len(whole) > LINK_MAX:
        form.errors["website"] = _l("This must be an address of the web, such as https://example.org")
    return whole
