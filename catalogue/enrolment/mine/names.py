"""What learners are called among their own family: the short name, as long as it tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from catalogue.accounts.models import Learner
from catalogue.accounts.rules import short_name
from catalogue.core.texts import LocalText, local


def short_names(learners: Iterable[Learner], lang: str | None = None) -> dict[int, LocalText]:
    """Learner's id → what to call her; those who share a short name keep their full ones."""
    full = {learner.id: local(learner, "full_name", lang) for learner in learners}
    short = {number: short_name(name.text) for number, name in full.items()}
    shared = Counter(short.values())
    return {
        number: name if shared[short[number]] > 1 else LocalText(short[number], name.lang)
        for number, name in full.items()
    }
