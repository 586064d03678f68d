"""A listing as the office judges it: everything that stands on its page, each thing by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.texts import LocalText, both, local
from catalogue.offerings.models import Offering, OfferingOccupation, OfferingSkill, Venue
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.offerings.presenting.places import Place, place_of
from catalogue.offerings.wording import age_words
from catalogue.taxonomy.vocabularies import label, labels, read


class Fact(NamedTuple):
    """:ivar texts: one below the other; empty where nothing is said, which is shown too. :ivar link: where it leads."""

    name: str
    texts: Sequence[LocalText]
    link: str = ""


TEXTS: tuple[tuple[str, LazyString], ...] = (
    ("title", _l("Title")),
    ("summary", _l("Summary")),
    ("description", _l("Description")),
    ("learn", _l("What you will learn")),
    ("who_for", _l("Who it is for")),
    ("bring", _l("What to bring")),
    ("assessed", _l("How it is assessed")),
    ("funding", _l("Funding")),
)


@dataclass(frozen=True)
class Spot:
    """A place in both languages, with what it is like for everybody."""

    names: Sequence[LocalText]
    addresses: Sequence[LocalText]
    area: str
    place: Place


def facts_of(offering: Offering) -> list[Fact]:
    """What is said of the offering as a whole, beside its texts."""
    return [
        _fact(_("Kind"), kind_badge(offering).text),
        Fact(_("Topics"), [local(link.topic, "name") for link in offering.topics]),
        _fact(_("Level"), label("difficulty", offering.level)),
        _fact(_("Age"), age_words(offering.age_min, offering.age_max)),
        _fact(_("Audiences"), _listed(labels("audiences", offering.audiences)) or _("Everybody")),
        _fact(_("Teaching language"), _listed(labels("languages_of_instruction", offering.languages))),
        _fact(_("Hours in all"), formats.number(offering.hours) if offering.hours else ""),
        _fact(_("Certificate"), label("credential_types", offering.credential)),
        *_optional(offering),
    ]


def _optional(offering: Offering) -> list[Fact]:
    """What few listings have: shown only where it is there."""
    taught, required = ([one for one in offering.skills if one.role == role] for role in ("taught", "required"))
    found = [
        Fact(_("Skills that people gain"), [_skill(one) for one in taught]),
        Fact(_("Skills that people need beforehand"), [_skill(one) for one in required]),
        Fact(_("Courses to have done before"), [plain(one) for one in offering.prerequisites]),
        Fact(_("Occupations to which it leads"), [_occupation(one) for one in offering.occupations]),
        Fact(_("Parts of the programme, in their order"), [local(link.step, "title") for link in offering.steps]),
        Fact(_("Key features of learning cities that it serves"), [plain(one) for one in _features(offering)]),
    ]
    return [one for one in found if one.texts]


def spot_of(venue: Venue) -> Spot:
    area = [local(one, "name").text for one in (venue.district, venue.city) if one]
    return Spot(texts_of(venue, "name"), texts_of(venue, "address"), " · ".join(area), place_of(venue))


def plain(text: str) -> LocalText:
    """Words of the reader's language."""
    return LocalText(text, reader().lang)


def texts_of(row: object, field: str) -> list[LocalText]:
    """A bilingual field in each language that it has."""
    return texts_in(both(row, field))


def texts_in(words: Mapping[str, str] | None) -> list[LocalText]:
    return [LocalText(words[lang], lang) for lang in LANGUAGES if words.get(lang)] if words else []


def _fact(name: str, text: str) -> Fact:
    return Fact(name, [plain(text)] if text else [])


def _listed(names: Sequence[str]) -> str:
    return formats.listed(names) if names else ""


def _skill(link: OfferingSkill) -> LocalText:
    return local(link.skill, "name") if link.skill else plain(link.words or "")


def _occupation(link: OfferingOccupation) -> LocalText:
    return local(link.occupations[0], "name") if link.occupations else plain(link.isco_code)


def _features(offering: Offering) -> Iterable[str]:
    known = {one["code"]: one[reader().lang] for one in read("learning_city_features")["features"]}
    return [known.get(code, code) for code in offering.features]
