"""The small structures of a listing: a run's questions and sections, an offering's image.

They are stored as they are written, so their shape is settled here: what enrolment asks and pages show can rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange import values
from catalogue.offerings.exchange.fields import needed, note_unknown, read
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.values import missing
from catalogue.offerings.images.addresses import own_path
from catalogue.offerings.rules import QuestionKind
from catalogue.taxonomy.vocabularies import keys

QUESTIONS_MAX, OPTIONS_MAX, SECTIONS_MAX = 30, 60, 10
LABEL_MAX, OPTION_MAX, ALT_MAX = 300, 100, 500
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
Fields = Mapping[str, Any]


def read_questions(value: Any, findings: Findings) -> list[dict[str, Any]]:
    found = _each("questions", value, QUESTIONS_MAX, _question, findings)
    _ensure_once("questions", "key", found, findings)
    return found


def read_sections(value: Any, findings: Findings) -> list[dict[str, Any]]:
    found = _each("sections", value, SECTIONS_MAX, _section, findings)
    _ensure_once("sections", "key", [section for section in found if "key" in section], findings)
    _ensure_once("sections", "gender_mode", [section for section in found if "gender_mode" in section], findings)
    return found


def read_image(value: Any, findings: Findings) -> dict[str, Any]:
    if missing(value):
        return {}
    if not isinstance(value, dict):
        findings.refuse("image", _l("This must be an object."))
        return {}
    deeper = findings.at("image.")
    note_unknown(value, frozenset({"url", "alt", "credit", "decorative", "consent"}), deeper)
    found = {"url": needed(value, "url", _picture, deeper)}
    if not missing(value.get("alt")):
        found["alt"] = read("alt", value["alt"], _label(ALT_MAX), deeper)
    if not missing(value.get("credit")):
        found["credit"] = read("credit", value["credit"], values.text(LABEL_MAX), deeper)
    for name in ("decorative", "consent"):
        if value.get(name) is not None and read(name, value[name], _yes_or_no, deeper):
            found[name] = True
    return found


def _picture(value: Any) -> str:
    """A picture of ours by its path, so that it stays ours under another public address; any other by its address."""
    return (own_path(value) if isinstance(value, str) else None) or values.link(value)


def _each(
    name: str, value: Any, most: int, reader: Callable[[Fields, Findings], dict[str, Any]], findings: Findings
) -> list[dict[str, Any]]:
    if missing(value):
        return []
    if not isinstance(value, list):
        findings.refuse(name, _l("This must be a list."))
        return []
    if len(value) > most:
        findings.refuse(name, _l("This list can have at most %(most)s entries.", most=most))
        return []
    found = []
    for number, fields in enumerate(value):
        if isinstance(fields, dict):
            found.append(reader(fields, findings.at(f"{name}[{number}].")))
        else:
            findings.refuse(f"{name}[{number}]", _l("This must be an object."))
    return found


def _question(fields: Fields, findings: Findings) -> dict[str, Any]:
    """Only what the file says: an export that is read in again changes nothing."""
    note_unknown(fields, frozenset({"key", "label", "kind", "required", "options"}), findings)
    found = {
        "key": needed(fields, "key", _key, findings),
        "label": needed(fields, "label", _label(LABEL_MAX), findings),
    }
    if not missing(fields.get("kind")):
        found["kind"] = read("kind", fields["kind"], values.one_of(tuple(QuestionKind)), findings)
    if fields.get("required") is not None:
        found["required"] = read("required", fields["required"], _yes_or_no, findings)
    options = _each("options", fields.get("options"), OPTIONS_MAX, _option, findings)
    _ensure_once("options", "value", options, findings)
    if found.get("kind") == QuestionKind.CHOICE:
        if missing(fields.get("options")):
            findings.refuse("options", _l("This is needed."))
    elif options:
        findings.refuse("options", _l("Only a question of the kind “choice” has options."))
    return {**found, "options": options} if options else found


def _option(fields: Fields, findings: Findings) -> dict[str, Any]:
    note_unknown(fields, frozenset({"value", "label"}), findings)
    return {
        "value": needed(fields, "value", _short, findings),
        "label": needed(fields, "label", _label(LABEL_MAX), findings),
    }


def _section(fields: Fields, findings: Findings) -> dict[str, Any]:
    """A group of its own within a run, with its seats."""
    note_unknown(fields, frozenset({"key", "label", "gender_mode", "capacity"}), findings)
    readers: Mapping[str, values.Reader] = {
        "key": _key,
        "label": _label(LABEL_MAX),
        "gender_mode": values.one_of(keys("attendance_groups")),
        "capacity": values.whole(1),
    }
    found = {
        name: read(name, fields[name], reader, findings)
        for name, reader in readers.items()
        if not missing(fields.get(name))
    }
    if missing(fields.get("gender_mode")):
        findings.refuse("gender_mode", _l("This is needed."))
    return found


def _ensure_once(name: str, key: str, entries: list[dict[str, Any]], findings: Findings) -> None:
    seen = set()
    for number, entry in enumerate(entries):
        if entry[key] is not None and entry[key] in seen:
            findings.refuse(f"{name}[{number}].{key}", _l("This is in the list twice."))
        seen.add(entry[key])


def _key(value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise NotTaken(_l("A key has at most 40 characters: Latin letters, digits, “-” and “_”."))
    return value


def _short(value: Any) -> str:
    if isinstance(value, str) and len(value) > OPTION_MAX:
        raise NotTaken(_l("This can have at most %(most)s characters.", most=OPTION_MAX))
    found = values.word(value)
    if not found:
        raise NotTaken(_l("This is needed."))
    return found


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotTaken(_l("This must be true or false."))
    return value


def _label(most: int) -> values.Reader:
    """Words in at least one language."""

    def label(value: Any) -> dict[str, str]:
        texts = values.bilingual(most)(value)
        found = {lang: written for lang, written in texts.items() if written}
        if not found:
            raise NotTaken(_l("This is needed."))
        return found

    return label
