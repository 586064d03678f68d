"""Badges of an offering: its kind with colour and icon, and a word of caution where it may be out of date."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.core.messages import gettext as _
from catalogue.core.reader import reader
from catalogue.offerings.freshness import Freshness
from catalogue.offerings.models import Offering
from catalogue.taxonomy.vocabularies import KINDS, label

LOOKS = {"course": ("course", "book-open"), "workshop": ("workshop", "wrench"), "programme": ("reskill", "route")}
"""Kind → tone of its badge and icon."""


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str = ""
    icon: str = ""


def kind_badge(offering: Offering) -> Badge:
    """The kind in words, with colour and icon; a finer format stands for it where there is one."""
    tone, icon = LOOKS[offering.kind]
    text = label("offering_types", offering.format) if offering.format else KINDS[offering.kind][reader().lang]
    return Badge(text, tone, icon)


def unsure_badges(freshness: Freshness) -> list[Badge]:
    """A word of caution where the provider has said nothing for long."""
    return [Badge(_("Not confirmed lately"), "sun", "clock")] if freshness >= Freshness.DEMOTED else []
