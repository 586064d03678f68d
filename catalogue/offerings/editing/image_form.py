"""The picture of an offering in its form: the file, the words for who does not see it, whether those shown agreed.

The form names the picture that was taken in already (`image_url`): a file is sent once, also where something else in
the form is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from catalogue.accounts.forms import Answers
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.images.drawing import Drawn, bytes_of, drawn
from catalogue.offerings.images.rules import key_of

Typed = MultiDict[str, str]
NAMES = frozenset({"image", "image_alt_ar", "image_alt_en", "image_credit", "image_consent", "image_decorative"})
JUST_NOW = "now"
"""Ticked for whatever picture is in the form; a tick from before names the picture that it is about."""


def typed_image(said: Mapping[str, Any]) -> dict[str, str]:
    """A picture, as the exchange format writes it, in the fields of the form."""
    alt = said.get("alt") or {}
    typed = {f"image_alt_{lang}": alt.get(lang) or "" for lang in LANGUAGES}
    typed |= {"image_url": said.get("url") or "", "image_credit": said.get("credit") or ""}
    if said.get("decorative"):
        typed["image_decorative"] = "1"
    if said.get("consent"):
        typed["image_consent"] = consent_to(said.get("url") or "")
    return typed


def read_image(form: Answers) -> dict[str, Any]:
    """What the form says of the picture; nothing, where there is none and nobody has written about one."""
    url, credit = form.text("image_url", 2000), form.text("image_credit", 400)
    alt = {lang: form.text(f"image_alt_{lang}", 600) for lang in LANGUAGES}
    if form.text("image_remove") or not (url or credit or any(alt.values())):
        return {}
    agreed = form.text("image_consent") in (JUST_NOW, consent_to(url))
    decorative = bool(form.text("image_decorative"))
    said = {"url": url, "alt": alt, "credit": credit, "decorative": decorative, "consent": agreed}
    return {name: value for name, value in said.items() if value and (name != "alt" or any(alt.values()))}


def consent_to(url: str) -> str:
    """The value of the tick that is about this picture: another one needs another tick."""
    return key_of(url) or url


def picture_sent(file: FileStorage | None) -> Drawn | None:
    """The picture that came with the form, drawn anew; None where no file was chosen.

    :raises DomainError: it is none that can be shown.
    """
    return drawn(bytes_of(file.stream)) if file is not None and file.filename else None
