"""The texts and facts of an offering as a form: from the exchange format into fields, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from catalogue.accounts.forms import Answers
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import local
from catalogue.offerings.editing import image_form
from catalogue.offerings.exchange.shape import BILINGUAL, DESCRIPTION_MAX
from catalogue.offerings.rules import OfferingKind
from catalogue.taxonomy import queries as taxonomy

Typed = MultiDict[str, str]
Fields = dict[str, Any]
SINGLE = ("format", "level", "age_min", "age_max", "credential", "hours")
CHECKED = ("audiences", "languages", "features")
"""Lists of which some entries are ticked."""
CHOSEN = ("topics", "occupations", "steps")
"""Lists that are built from one choice after the other: `topics`, `topics_2`, …"""
LINES = ("skills_taught", "skills_required", "prerequisites")
"""Lists that are written, one entry a line."""
CHOICES_LEAST, CHOICES_MOST = 2, 60
TEXT_NAMES = frozenset(f"{name}_{lang}" for name in BILINGUAL for lang in LANGUAGES)
NAMES = frozenset({*SINGLE, *CHECKED, *CHOSEN, *LINES} | TEXT_NAMES | image_form.NAMES)
STARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    OfferingKind.COURSE: {"level": ("beginner",), "credential": ("attendance",), "audiences": ("adults",)},
    OfferingKind.WORKSHOP: {"level": ("all",), "credential": ("none",)},
    OfferingKind.PROGRAMME: {
        "format": ("reskilling",),
        "credential": ("professional",),
        "audiences": ("job_seekers",),
    },
}
"""Kind → what a new one of it is likely to be; the reader of the form decides."""


def start_of(kind: str, lang: str) -> Typed:
    typed: Typed = MultiDict({"languages": lang})
    for name, values in STARTS[kind].items():
        typed.setlist(name, list(values))
    return typed


def typed_of(fields: Fields) -> Typed:
    """An offering, as the exchange format writes it, in the fields of the form."""
    typed: Typed = MultiDict()
    for name in BILINGUAL:
        for lang in LANGUAGES:
            typed[f"{name}_{lang}"] = fields.get(name, {}).get(lang) or ""
    for name in SINGLE:
        typed[name] = "" if fields.get(name) is None else str(fields[name])
    for name in CHECKED:
        typed.setlist(name, list(fields.get(name, ())))
    for name in CHOSEN:
        for number, one in enumerate(fields.get(name, ()), 1):
            typed[numbered(name, number)] = step_choice(one) if isinstance(one, dict) else str(one)
    typed.update(image_form.typed_image(fields.get("image", {})))
    for name in LINES:
        typed[name] = "\n".join(_skill_words(one) for one in fields.get(name, ()))
    return typed


def numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def slots(form: Answers, name: str) -> list[str]:
    """The fields of a list that is chosen entry by entry: those filled, and one more."""
    filled = max((n for n in range(1, CHOICES_MOST + 1) if form.text(numbered(name, n))), default=0)
    return [numbered(name, n) for n in range(1, max(CHOICES_LEAST, filled + 1) + 1)]


def read_offering(form: Answers, typed: Typed, kind: str) -> Fields:
    """The fields of the exchange format, all of the form's: what is empty is emptied."""
    fields: Fields = {
        name: {lang: form.raw_text(f"{name}_{lang}", DESCRIPTION_MAX + 1) for lang in LANGUAGES} for name in BILINGUAL
    }
    fields |= {name: form.text(name) for name in SINGLE}
    fields["image"] = image_form.read_image(form)
    fields |= {name: typed.getlist(name) for name in CHECKED}
    fields |= {name: [line for line in form.raw_text(name).splitlines() if line.strip()] for name in LINES}
    for name in CHOSEN:
        if name != "steps" or kind == OfferingKind.PROGRAMME:
            given = (form.text(numbered(name, n)) for n in range(1, CHOICES_MOST + 1))
            fields[name] = list(dict.fromkeys(one for one in given if one))
    if "steps" in fields:
        fields["steps"] = [_step(one) for one in fields["steps"]]
    return fields


def step_choice(step: Mapping[str, str]) -> str:
    """A part of a programme as the form chooses it: others may offer it, so the reference alone is not enough."""
    return f"{step['provider']}|{step['reference']}"


def _step(chosen: str) -> Mapping[str, str] | str:
    provider, bar, reference = chosen.partition("|")
    return {"provider": provider, "reference": reference} if bar else chosen


def _skill_words(written: str) -> str:
    """A skill of the vocabulary by its name; anything else as it is."""
    skill = taxonomy.skill_by_key(written)
    return local(skill, "name").text if skill else written
