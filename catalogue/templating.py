"""What templates can call: addresses of static files, formats, the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from wsgiref.headers import Headers

from babel import Locale
from flask import Flask
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from whitenoise import WhiteNoise

from catalogue.accounts import household
from catalogue.accounts.visitor import visitor
from catalogue.core import formats, i18n, texts
from catalogue.core.clock import now
from catalogue.core.fragments import in_language, kept
from catalogue.core.http import signed_in
from catalogue.core.pieces import icons, own
from catalogue.core.reader import CHOICES, reader
from catalogue.core.security import headers_of_files
from catalogue.core.static_files import STATIC, served_folder, tree_hash
from catalogue.core.texts import LocalText
from catalogue.enrolment.completion.proof import proof_of, without_certificate
from catalogue.enrolment.completion.queries import rating_figures
from catalogue.enrolment.mine.saved import is_saved
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import live_enrolments_in
from catalogue.offerings import wording
from catalogue.offerings.editing.elsewhere import count_elsewhere
from catalogue.offerings.queries import run_by_public_id
from catalogue.office.scope import scope_of
from catalogue.providers.desk import Desk, desks_of
from catalogue.search.presenting.suggesting import suggest_words
from catalogue.settings import Settings
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy import vocabularies

ENROLLING = re.compile(r"/(?:ar|en)/enrol/([0-9A-Za-z]{1,12})(?:[/?]|$)")
AT_A_DESK = re.compile(r"/(?:ar|en)/provide/.")


def init_templating(app: Flask, settings: Settings) -> None:
    version = tree_hash(STATIC)
    protection = headers_of_files(settings)

    def protect(headers: Headers, _path: str, _url: str) -> None:
        for name, value in protection.items():
            headers[name] = value

    files = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=r"^/static/v-[0-9a-f]{10}/",
        charset="utf-8",
        allow_all_origins=False,
        add_headers_function=protect,
    )
    files.add_files(str(served_folder(settings.home, version)), prefix=f"static/v-{version}/")
    app.wsgi_app = files  # type: ignore[method-assign]

    def asset(path: str) -> str:
        return f"/static/v-{version}/{path}"

    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        asset=asset,
        icon_of_sprite=icons(asset("icons.svg")),
        own_text=own,
        settings=settings,
        reader=reader,
        choices=CHOICES,
        direction=texts.direction,
        other_language=texts.other_language,
        local=texts.local,
        alternates=i18n.alternates,
        twin_url=i18n.twin_url,
        here=i18n.here,
        signed_in=signed_in,
        assists=assists,
        in_office=in_office,
        looks_after=looks_after,
        desks=desks,
        works=works,
        dates_elsewhere=dates_elsewhere,
        members=household.members,
        choosing_for=household.choosing_for,
        called=household.called,
        kept=kept,
        in_language=in_language,
        enrolments_in=enrolments_in,
        proof_of=proof_of,
        without_certificate=without_certificate,
        rating_figures=rating_figures,
        is_saved=is_saved,
        course_wanted=course_wanted,
        desk_wanted=desk_wanted,
        csrf_field=csrf_field,
        label=vocabularies.label,
        labels=vocabularies.labels,
        language_name=language_name,
        served_cities=vocabularies.served_cities,
        places_by_city=taxonomy.places_by_city,
        age_words=wording.age_words,
        reduced_words=wording.reduced_words,
        offering_url=wording.offering_url,
        suggest_words=suggest_words,
    )
    app.jinja_env.filters.update(
        digits=formats.digits,
        number=formats.number,
        percent=formats.percent,
        days=formats.days,
        money=formats.money,
        hijri=formats.hijri,
        hijri_day=formats.hijri_day,
        day_full=formats.day_full,
        day_long=formats.day_long,
        day_short=formats.day_short,
        day_month=formats.day_month,
        day_year=formats.day_year,
        clock_time=formats.clock_time,
        weekday=formats.weekday,
        listed=formats.listed,
        in_zone=formats.at_zone,
        both_dates=formats.first_and_second,
        until=formats.time_range,
        moment=formats.moment,
        month_title=formats.month_title,
        weekday_name=formats.weekday_of,
        month_name=formats.month_of,
        slug=texts.slug,
        isolated=formats.isolated,
        apart=formats.apart,
    )


@cache
def language_name(lang: str) -> str:
    """A language's name in itself, as it stands on the switch."""
    name = Locale.parse(lang).get_display_name(lang) or lang
    return name[:1].upper() + name[1:]


def assists() -> bool:
    """Whether the visitor may enrol people at a counter."""
    return signed_in() and visitor().assists


def in_office() -> bool:
    """Whether the visitor works in the learning-city office."""
    return signed_in() and visitor().in_office


def looks_after(city_id: int | None) -> bool:
    """Whether the visitor works in the office for what belongs to this city."""
    return in_office() and scope_of(visitor().account_id).has(city_id)


def desks() -> list[Desk]:
    """The providers' desks at which the visitor has a place."""
    return desks_of(visitor().account_id) if signed_in() else []


def works() -> bool:
    """Whether the visitor works somewhere: in the office, or at a provider's desk."""
    return signed_in() and (visitor().in_office or visitor().at_desk)


def dates_elsewhere(provider_id: int) -> int:
    """How many dates ahead of a provider are held in another city than its own."""
    return count_elsewhere(provider_id, now())


def enrolments_in(offering_id: int) -> Sequence[Enrolment]:
    """The visitor's own enrolments in an offering that still count; none for who is not signed in."""
    return live_enrolments_in(offering_id, visitor().account_id) if signed_in() else ()


def course_wanted(target: str | None) -> LocalText | None:
    """The title of the course whose enrolment an address leads to: said to those who have to sign in for it."""
    found = ENROLLING.match(target or "")
    run = run_by_public_id(found[1]) if found else None
    return texts.local(run.offering, "title") if run else None


def desk_wanted(target: str | None) -> bool:
    """Whether an address leads to a provider's desk, or to becoming one: who has to sign in for it is told so."""
    return bool(AT_A_DESK.match(target or ""))


def csrf_field() -> Markup:
    """The hidden token of a form; nothing for visitors without a session, whose forms are checked by origin."""
    if not signed_in():
        return Markup("")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
