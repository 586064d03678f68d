"""A synthetic bilingual catalogue of any size, for benchmarks: the same seed and day give the same offerings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from catalogue.offerings.exchange.sources import read_lines
from catalogue.offerings.services.importing import Options, Report, import_lines
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import keys

PER_PROVIDER = 50
ONE_LANGUAGE_SHARE = 0.25
FREE_SHARE = 0.5
HALLS = 3
Texts = dict[str, str]


def generate(offerings: int, seed: int, now: datetime, progress: Callable[[int], None] | None = None) -> Report:
    """Bring so many synthetic offerings in, published, through the import."""
    lines = synthetic(offerings, seed, now)
    return import_lines(read_lines(lines), Options(publish=True), now, progress)


def synthetic(offerings: int, seed: int, now: datetime) -> Iterator[dict[str, Any]]:
    """The offerings as lines of the exchange format; runs begin within half a year of the day of `now`."""
    random = Random(seed)  # noqa: S311 - to be repeatable is the point
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    places = [
        (district.key.split(":")[0], district.slug) for city in taxonomy.cities() for district in _inside(city.slug)
    ]
    for number in range(1, offerings + 1):
        yield _offering(number, random, places, today)


def _inside(city: str) -> list[taxonomy.DistrictFacts]:
    return [district for district in taxonomy.districts(city) if not district.is_zone]


@cache
def _words() -> Any:
    return json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))


def _numbered(pattern: Texts, number: int) -> Texts:
    return {lang: text.format(number=number) for lang, text in pattern.items()}


def _offering(number: int, random: Random, places: Sequence[tuple[str, str]], today: datetime) -> dict[str, Any]:
    words = _words()
    subject, form = random.choice(words["subjects"]), random.choice(words["forms"])
    langs = ["ar", "en"] if random.random() > ONE_LANGUAGE_SHARE else [random.choice(["ar", "en"])]
    title, description = _texts(random, subject, form, langs)
    provider = (number - 1) // PER_PROVIDER + 1
    reference = f"g{number:06d}"
    runs = random.choice((1, 1, 2, 2, 3))
    return {
        "reference": reference,
        "provider": {"reference": f"synthetic-{provider:04d}", "name": _numbered(words["provider"], provider)},
        "kind": random.choices(("course", "workshop", "programme"), (6, 3, 1))[0],
        "title": title,
        "description": description,
        "topics": [subject["topic"]],
        "level": form["level"],
        "age_min": random.choice((None, None, 6, 12, 16, 18)),
        "audiences": [random.choice(keys("audiences"))],
        "languages": [random.choices(("ar", "en", "ar-en"), (6, 3, 1))[0]],
        "credential": random.choice(keys("credential_types")),
        "hours": random.randint(2, 60),
        "skills_taught": random.sample(sorted(taxonomy.skills()), random.randint(0, 3)),
        "runs": [_run(f"{reference}-{part}", random, places[provider % len(places)], today) for part in range(runs)],
    }


def _texts(random: Random, subject: Texts, form: Texts, langs: Sequence[str]) -> tuple[Texts, Texts]:
    words = _words()
    context = random.choice(words["contexts"])
    sentences = random.sample(words["sentences"], 3)
    title: Texts = {}
    for lang in langs:
        written = f"{form[lang].format(subject=subject[lang])} {context[lang]}"
        title[lang] = written[0].upper() + written[1:]
    return title, {lang: " ".join(sentence[lang] for sentence in sentences) for lang in langs}


def _run(reference: str, random: Random, place: tuple[str, str], today: datetime) -> dict[str, Any]:
    mode = random.choices(keys("delivery_modes"), (60, 15, 5, 10, 5, 5))[0]
    starts_at = today + timedelta(days=random.randint(-10, 180), hours=random.choice((5, 6, 12, 13, 14, 15, 16)))
    fields: dict[str, Any] = {
        "reference": reference,
        "mode": mode,
        "gender_mode": random.choices(keys("attendance_groups"), (55, 20, 10, 6, 3, 3, 3))[0],
        "price": "0.00" if random.random() < FREE_SHARE else f"{random.randint(2, 180) * 10}.00",
        "capacity": random.randint(8, 40),
        "waiting_list": random.choice((0, 0, 5, 10)),
        "enrol_opens_at": _written(starts_at - timedelta(days=60)),
        "enrol_closes_at": _written(starts_at - timedelta(days=1)),
    }
    if mode == "online_self_paced":
        return fields | {"flexible_start": True}
    length = timedelta(minutes=random.choice((60, 90, 120, 180)))
    meetings = [starts_at + timedelta(weeks=week) for week in range(random.choice((1, 1, 2, 4)))]
    fields["sessions"] = [{"starts_at": _written(at), "ends_at": _written(at + length)} for at in meetings]
    if not mode.startswith("online"):
        hall = _numbered(_words()["venue"], random.randint(1, HALLS))
        fields |= {"city": place[0], "district": place[1], "venue": {"name": hall}}
    return fields


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
