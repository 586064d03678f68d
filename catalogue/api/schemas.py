"""The shapes of the public API as JSON Schema, as OpenAPI 3.1 takes them. The tests hold the answers to them."""

from __future__ import annotations

from typing import Any

from catalogue.accounts.models import GENDERS
from catalogue.core.reader import LANGUAGES
from catalogue.enrolment.rules import EVERY_REASON, Weight
from catalogue.offerings.rules import Availability, OfferingKind
from catalogue.providers.rules import ProviderKind
from catalogue.search.suggest import KINDS as KINDS_OF_SUGGESTION
from catalogue.taxonomy.vocabularies import FORMATS, keys

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MONEY: Schema = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
ANY: Schema = {"type": "object"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """Null where it is not known."""
    return {"oneOf": [schema, {"type": "null"}]}


def one_of(values: Any) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def thing(**fields: Schema) -> Schema:
    """An object with exactly these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def listing(item: Schema) -> Schema:
    return thing(total=NUMBER, items=many(item))


MODE, GENDER = one_of(keys("delivery_modes")), one_of(keys("attendance_groups"))
KIND, FORMAT = one_of(OfferingKind), one_of(FORMATS)
AVAILABILITY = one_of(Availability)
URLS = {"type": "object", "properties": {"ar": ADDRESS, "en": ADDRESS}, "required": ["ar", "en"]}
NAMES: Schema = {
    "type": "object",
    "description": "A text by language; a language in which there is none is missing.",
    "properties": {"ar": TEXT, "en": TEXT},
    "additionalProperties": False,
}
BECAUSE = (
    *("exact", "inflection", "spelling", "keyboard", "transliteration", "translation", "concept", "filter"),
)  # fmt: skip

RUN: dict[str, Schema] = {
    "id": TEXT,
    "reference": TEXT,
    "availability": AVAILABILITY,
    "mode": MODE,
    "city": maybe(TEXT),
    "district": maybe(TEXT),
    "venue": maybe(ref("Names")),
    "gender_mode": maybe(GENDER),
    "languages": many(TEXT),
    "starts_at": maybe(MOMENT),
    "ends_at": maybe(MOMENT),
    "flexible_start": FLAG,
    "enrol_opens_at": maybe(MOMENT),
    "enrol_closes_at": maybe(MOMENT),
    "price": maybe(MONEY),
    "currency": TEXT,
    "capacity": maybe(NUMBER),
    "seats_free": maybe(NUMBER),
}
PROVIDER: dict[str, Schema] = {"id": TEXT, "reference": TEXT, "name": ref("Names")}
SHORT: dict[str, Schema] = {"id": TEXT, "reference": TEXT, "title": ref("Names"), "provider": ref("ProviderName")}

SCHEMAS: dict[str, Schema] = {
    "Names": NAMES,
    "Urls": URLS,
    "ProviderName": thing(**PROVIDER),
    "RunSummary": thing(**RUN),
    "Match": thing(field=TEXT, term=TEXT, because=one_of(BECAUSE)),
    "Item": thing(
        **SHORT,
        kind=KIND,
        format=maybe(FORMAT),
        summary=ref("Names"),
        availability=maybe(AVAILABILITY),
        next_run=maybe(ref("RunSummary")),
        matched=many(ref("Match")),
        url=ref("Urls"),
    ),
    "FacetValue": thing(value=TEXT, label=ref("Names"), count=NUMBER),
    "Suggestion": thing(
        kind=one_of(KINDS_OF_SUGGESTION), text=TEXT, lang=one_of(LANGUAGES), count=maybe(NUMBER), url=TEXT
    ),
    "Suggestions": thing(
        total=NUMBER,
        items=many(
            thing(kind=one_of(KINDS_OF_SUGGESTION), text=TEXT, lang=one_of(LANGUAGES), count=maybe(NUMBER), url=TEXT)
        ),
    ),
    "Results": thing(
        total=NUMBER,
        page=NUMBER,
        per_page=NUMBER,
        items=many(ref("Item")),
        facets={"type": "object", "additionalProperties": many(ref("FacetValue"))},
        understood=thing(corrected=maybe(TEXT), filters=ANY, concepts=many(TEXT)),
        fallback={
            **FLAG,
            "description": "True where nothing has all the words: then the items are only suggestions.",
        },
        degraded={
            **FLAG,
            "description": "True while the search index is being renewed: then facets, word forms and most filters "
            "are missing; please ask again in a minute.",
        },
    ),
    "OfferingRun": {
        "type": "object",
        "description": "A run in the fields of the exchange format; what is unknown is missing.",
        "properties": {
            "id": TEXT,
            "reference": TEXT,
            "availability": AVAILABILITY,
            "mode": MODE,
            "gender_mode": GENDER,
            "price": MONEY,
            "currency": TEXT,
            "starts_at": maybe(MOMENT),
            "ends_at": maybe(MOMENT),
            "seats_free": maybe(NUMBER),
            "sessions": many(
                {
                    "type": "object",
                    "properties": {"starts_at": MOMENT, "ends_at": MOMENT, "state": TEXT},
                    "required": ["starts_at", "ends_at"],
                }
            ),
        },
        "required": ["id", "reference", "availability", "mode", "starts_at", "ends_at", "seats_free"],
    },
    "Offering": {
        "type": "object",
        "description": "An offering in the fields of the exchange format; what is unknown is missing.",
        "properties": {
            "id": TEXT,
            "reference": TEXT,
            "kind": KIND,
            "format": FORMAT,
            "title": ref("Names"),
            "summary": ref("Names"),
            "description": ref("Names"),
            "provider": {
                "type": "object",
                "properties": {"id": TEXT, "reference": TEXT, "name": ref("Names")},
                "required": ["id", "reference"],
            },
            "topics": many(TEXT),
            "audiences": many(TEXT),
            "languages": many(TEXT),
            "age_min": NUMBER,
            "age_max": NUMBER,
            "availability": maybe(AVAILABILITY),
            "runs": many(ref("OfferingRun")),
            "published_at": MOMENT,
            "changed_at": MOMENT,
            "url": ref("Urls"),
        },
        "required": [
            *("id", "reference", "kind", "title", "provider", "availability", "runs"),
            *("published_at", "changed_at", "url"),
        ],
    },
    "Run": thing(
        **RUN,
        offering=thing(**SHORT, url=ref("Urls")),
        room=ref("Names"),
        waiting_list=NUMBER,
        cancel_until=maybe(MOMENT),
        sessions=many(thing(starts_at=MOMENT, ends_at=MOMENT, cancelled=FLAG)),
    ),
    "Provider": thing(
        **PROVIDER,
        about=ref("Names"),
        kind=one_of(ProviderKind),
        city=maybe(TEXT),
        district=maybe(TEXT),
        languages=many(TEXT),
        email=maybe(TEXT),
        phone=maybe(TEXT),
        website=maybe(TEXT),
        verified_at=maybe(MOMENT),
        offerings=NUMBER,
        url=ref("Urls"),
    ),
    "Providers": thing(total=NUMBER, page=NUMBER, per_page=NUMBER, items=many(ref("Provider"))),
    "Topics": listing(
        thing(
            code=TEXT,
            level=one_of(("broad", "narrow", "detailed")),
            parent=maybe(TEXT),
            label=ref("Names"),
            offerings=NUMBER,
        )
    ),
    "Skills": listing(thing(key=TEXT, label=ref("Names"), kind=TEXT, group=TEXT)),
    "Occupations": listing(
        thing(
            key=TEXT,
            code={**TEXT, "description": "ISCO-08"},
            label=ref("Names"),
            essential_skills=many(TEXT),
            optional_skills=many(TEXT),
        )
    ),
    "Asked": {
        "type": "object",
        "description": "Somebody in words, or (signed in, on this site) one of one's own household by id.",
        "properties": {
            "run": TEXT,
            "learner": TEXT,
            "birth_date": {"type": "string", "format": "date"},
            "gender": one_of(GENDERS),
        },
        "required": ["run"],
    },
    "Reason": thing(
        code=one_of(one.code for one in EVERY_REASON),
        weight=one_of(one.value for one in Weight),
        message=TEXT,
        details=many(TEXT),
        remedy=TEXT,
    ),
    "Verdict": thing(
        run=TEXT, may_enrol=FLAG, may_wait=FLAG, ready=FLAG, reasons=many(ref("Reason")), nearest_run=maybe(TEXT)
    ),
    "AtField": thing(field=TEXT, message=TEXT),
    "Put": thing(id=TEXT, reference=TEXT, state=TEXT, url=ref("Urls"), outcome=TEXT, notes=many(ref("AtField"))),
    "Problem": {
        "type": "object",
        "description": "RFC 9457; `code` is stable.",
        "properties": {
            "type": TEXT,
            "status": NUMBER,
            "title": TEXT,
            "code": TEXT,
            "parameter": TEXT,
            "errors": many(ref("AtField")),
        },
        "required": ["type", "status", "title", "code"],
    },
}
