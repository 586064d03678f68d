"""One offering of a file, read and checked: what it says about each column, and nothing about what it leaves out.

A field that a file does not have stays as it is; a field that it has empty is emptied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange import values
from catalogue.offerings.exchange.fields import bilingual_of, columns_of, needed, note_unknown, read
from catalogue.offerings.exchange.places import read_place
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.runs import read_runs
from catalogue.offerings.exchange.shape import (
    BILINGUAL,
    OFFERING_COLUMNS,
    OFFERING_FIELDS,
    TEXT_MAX,
    TITLE_MAX,
    Column,
    Listing,
    Raw,
    SkillMention,
    StepMention,
)
from catalogue.offerings.exchange.structures import read_image
from catalogue.offerings.exchange.values import missing
from catalogue.offerings.rules import OfferingKind
from catalogue.providers.rules import ProviderKind
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import keys


def read_listing(raw: Raw, findings: Findings, *, provider: str | None) -> Listing | None:
    """Check an offering; what is wrong goes to the findings.

    :param provider: reference to use where the file names none.
    :returns: None where it is refused.
    """
    fields = raw.fields or {}
    note_unknown(fields, OFFERING_FIELDS, findings)
    reference = needed(fields, "reference", values.reference, findings)
    mentioned, about = _provider(fields.get("provider"), provider, findings)
    kind = needed(fields, "kind", values.one_of(tuple(OfferingKind)), findings)
    columns = {
        "kind": kind,
        **bilingual_of(fields, BILINGUAL, findings),
        **columns_of(fields, OFFERING_COLUMNS, findings),
    }
    if "image" in fields:
        columns["image"] = read_image(fields["image"], findings)
    listing = Listing(raw.row, mentioned or "", reference or "", about, columns, state=raw.state)
    _read_links(listing, fields, findings)
    refused = findings.refuses()
    listing.runs = read_runs(raw, findings)  # also of a refused one: every problem is told at once
    return None if refused or (findings.refuses() and not raw.flat) else listing


def _provider(value: Any, given: str | None, findings: Findings) -> tuple[str | None, dict[str, Any]]:
    """The provider's reference, and what the file says about the provider."""
    if missing(value):
        if given is None:
            findings.refuse("provider", _l("This is needed."))
        return given, {}
    if not isinstance(value, dict):
        return read("provider", value, values.reference, findings), {}
    deeper = findings.at("provider.")
    if missing(value.get("reference")) and given is not None:
        return given, read_provider(value, deeper)
    return needed(value, "reference", values.reference, deeper), read_provider(value, deeper)


PROVIDER_TEXTS = {"name": values.bilingual(TITLE_MAX), "about": values.bilingual(TEXT_MAX, lines=True)}
PROVIDER_COLUMNS: Mapping[str, Column] = {
    "kind": Column(values.one_of(tuple(ProviderKind)), empty=ProviderKind.OTHER),
    "languages": Column(values.many_of(lambda: keys("languages_of_instruction")), empty=[]),
    "email": Column(values.text(254)),
    "phone": Column(values.text(40)),
    "website": Column(values.link),
}


def read_provider(value: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """What a file says about a provider, by column."""
    known = frozenset({"reference", "city", "district", *PROVIDER_TEXTS, *PROVIDER_COLUMNS})
    note_unknown(value, known, findings)
    about = {**bilingual_of(value, PROVIDER_TEXTS, findings), **columns_of(value, PROVIDER_COLUMNS, findings)}
    about.update(read_place(value, findings))
    return about


def _read_links(listing: Listing, fields: Mapping[str, Any], findings: Findings) -> None:
    """Topics, skills, occupations and steps; what the file does not name stays None."""

    def list_of(name: str, reader: values.Reader) -> Any:
        return [] if missing(fields[name]) else read(name, fields[name], reader, findings)

    if "topics" in fields:
        listing.topics = list_of("topics", values.many_of(taxonomy.topics_by_code))
    if "occupations" in fields:
        listing.occupations = list_of("occupations", values.many_of(taxonomy.isco_codes))
    if "steps" in fields:
        listing.steps = list_of("steps", _steps)
    for role in ("taught", "required"):
        if f"skills_{role}" in fields:
            mentioned = list_of(f"skills_{role}", values.words)
            listing.skills[role] = [_skill(written, f"skills_{role}", findings) for written in mentioned or ()]


def _skill(written: str, name: str, findings: Findings) -> SkillMention:
    if key := (written if written in taxonomy.skills() else taxonomy.skill_names().get(taxonomy.plain_name(written))):
        return SkillMention(key, None)
    if written.isascii() and "-" in written and " " not in written:  # looks like a key: perhaps a slip
        findings.note(
            name, _l("“%(value)s” is not in the list of skills; it was kept in your words.", value=quoted(written))
        )
    return SkillMention(None, written)


def _steps(value: Any) -> list[StepMention]:
    found: list[StepMention] = []
    for item in values.entries(value):
        if isinstance(item, dict):
            mention = StepMention(
                values.reference(item.get("provider") or ""), values.reference(item.get("reference") or "")
            )
        else:
            mention = StepMention(None, values.reference(item))
        if mention not in found:
            found.append(mention)
    return found
