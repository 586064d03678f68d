"""The full form, laid out: pairs of texts with how their languages stand, and the choices of its lists."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString

from catalogue.accounts.forms import Answers
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.texts import local
from catalogue.offerings.editing import choices, queries
from catalogue.offerings.editing.choices import Choice, Group
from catalogue.offerings.editing.hints import LEFT_OUT, TEXTS, TextField, hint_of
from catalogue.offerings.editing.models import OfferingTranslation
from catalogue.offerings.editing.offering_form import slots, step_choice
from catalogue.offerings.editing.rules import Side, side_of
from catalogue.offerings.editing.wording import SIDES
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingKind
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import FORMATS, read


@dataclass(frozen=True)
class Pair:
    """A text in its two languages. :ivar states: language → words and tone, where there is something to say."""

    text: TextField
    hint: LazyString | str
    states: dict[str, tuple[LazyString, str]]
    outdated: bool


@dataclass(frozen=True)
class Sheet:
    """The form of an offering: pairs, and lists to choose from."""

    pairs: list[Pair]
    topics: list[Group]
    topic_slots: list[str]
    occupations: list[Choice]
    occupation_slots: list[str]
    steps: list[Choice]
    step_slots: list[str]
    formats: list[Choice]
    features: list[Choice]
    skills: list[str]


def sheet_of(offering: Offering | None, form: Answers, kind: str) -> Sheet:
    known = queries.pairs_of(offering.id) if offering else {}
    return Sheet(
        pairs=[
            _pair(text, offering, known.get(text.name), kind)
            for text in TEXTS
            if text.name not in LEFT_OUT.get(kind, ())
            or any(form.typed.get(f"{text.name}_{lang}") for lang in LANGUAGES)
        ],
        topics=choices.topics(),
        topic_slots=slots(form, "topics"),
        occupations=_occupations(offering),
        occupation_slots=slots(form, "occupations"),
        steps=_steps(offering) if kind == OfferingKind.PROGRAMME else [],
        step_slots=slots(form, "steps"),
        formats=[one for one in choices.terms("offering_types") if one[0] in FORMATS],
        features=[(one["code"], one[reader().lang]) for one in read("learning_city_features")["features"]],
        skills=sorted(local(skill, "name").text for skill in taxonomy.skills().values()),
    )


def _pair(text: TextField, offering: Offering | None, row: OfferingTranslation | None, kind: str) -> Pair:
    sides: dict[str, Side | None] = {}
    if offering is not None:
        ar, en = (getattr(offering, f"{text.name}_{lang}") for lang in LANGUAGES)
        original = row.original if row else ("ar" if ar else "en")
        sides["ar"] = side_of(ar, en, original=original == "ar", beside=row.ar_beside if row else None)
        sides["en"] = side_of(en, ar, original=original == "en", beside=row.en_beside if row else None)
    states = {lang: SIDES[side] for lang, side in sides.items() if side is not None}
    return Pair(text, hint_of(kind, text), states, Side.OUTDATED in sides.values())


def _occupations(offering: Offering | None) -> list[Choice]:
    """Each code once: the occupations of the vocabulary, and the groups that a file named."""
    found: dict[str, str] = {}
    for one in taxonomy.occupations():
        name = local(one, "name").text
        found[one.isco_code] = f"{found[one.isco_code]} / {name}" if one.isco_code in found else name
    for link in offering.occupations if offering else ():
        found.setdefault(link.isco_code, link.isco_code)
    return sorted(found.items(), key=lambda choice: choice[1])


def _steps(offering: Offering | None) -> list[Choice]:
    """The other listings of the same provider, and what the programme consists of already, whoever offers it."""
    if offering is None:
        return []
    known = [*queries.others_of(offering), *(link.step for link in offering.steps)]
    return [
        (step_choice({"provider": one.provider.reference, "reference": one.reference}), local(one, "title").text)
        for one in dict.fromkeys(known)
    ]
