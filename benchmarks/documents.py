"""The synthetic catalogue as documents of the index, made without a database: for benchmarks of the engine alone.

Words, shares and sizes are those of `catalogue.offerings.generate`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import count
from random import Random
from typing import Any

from catalogue.search.documents import Document, FieldText, RunFacts
from catalogue.search.gather import DAYS, time_of_day
from catalogue.taxonomy.vocabularies import keys, read

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
BATCH = 500
RIYADH = timedelta(hours=3)
Json = dict[str, Any]


def batches(offerings: int, seed: int = 1) -> Iterator[list[Document]]:
    """So many documents; the same seed gives the same ones."""
    made = _Maker(seed)
    for start in range(1, offerings + 1, BATCH):
        yield [made.document(number) for number in range(start, min(start + BATCH, offerings + 1))]


def places() -> dict[str, tuple[float, float]]:
    return {f"{city}:{one['slug']}": (one["lat"], one["lon"]) for city, one in _districts() if one["lat"]}


def _districts() -> list[tuple[str, Json]]:
    return [(city, one) for city, districts in read("districts")["cities"].items() for one in districts]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.words: Json = json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))
        self.districts = _districts()
        self.zones: Json = read("districts")["zones"]
        self.skills: list[Json] = read("skills")["skills"]
        self.run_ids = count(1)

    def document(self, number: int) -> Document:
        random = self.random
        provider = (number - 1) // 50 + 1
        city, district = self.districts[provider % len(self.districts)]
        subject, form = random.choice(self.words["subjects"]), random.choice(self.words["forms"])
        topic = subject["topic"]
        languages = random.choices((("ar",), ("en",), ("ar", "en")), (6, 3, 1))[0]
        skills = random.sample(self.skills, random.randint(0, 3))
        kind = random.choices(("course", "workshop", "programme"), (6, 3, 1))[0]
        audience, credential = random.choice(keys("audiences")), random.choice(keys("credential_types"))
        return Document(
            id=number,
            version=1,
            texts=tuple(self._texts(subject, form, skills, provider, district)),
            kind=kind,
            format=None,
            topics=(topic[:2], topic[:3], topic),
            level=form["level"],
            audiences=(audience,),
            provider=f"P{provider:06d}",
            credential=credential,
            skills=tuple(skill["id"] for skill in skills),
            occupations=(),
            age_min=random.choice((None, None, 6, 12, 16, 18)),
            age_max=None,
            published_at=NOW - timedelta(minutes=random.randint(0, 500_000)),
            runs=tuple(self._run(city, district, languages) for _ in range(random.choice((1, 1, 2, 2, 3)))),
        )

    def _texts(
        self, subject: Json, form: Json, skills: list[Json], provider: int, district: Json
    ) -> Iterator[FieldText]:
        random = self.random
        langs = ["ar", "en"] if random.random() > 0.25 else [random.choice(["ar", "en"])]
        context = random.choice(self.words["contexts"])
        sentences = random.sample(self.words["sentences"], 3)
        for lang in ("ar", "en"):
            if lang in langs:
                title = f"{form[lang].format(subject=subject[lang])} {context[lang]}"
                yield FieldText("title", lang, title[0].upper() + title[1:])
                yield FieldText("summary", lang, sentences[0][lang])
                yield FieldText("body", lang, " ".join(sentence[lang] for sentence in sentences))
            if skills:
                yield FieldText("body", lang, "\n".join(skill[lang] for skill in skills))
            yield FieldText("provider", lang, self.words["provider"][lang].format(number=provider))
            yield FieldText("place", lang, district[lang])
            if district["zone"]:
                yield FieldText("place", lang, self.zones[district["zone"]][lang])

    def _run(self, city: str, district: Json, languages: tuple[str, ...]) -> RunFacts:
        random = self.random
        mode = random.choices(keys("delivery_modes"), (60, 15, 5, 10, 5, 5))[0]
        starts_at = NOW.replace(hour=0) + timedelta(
            days=random.randint(-10, 180), hours=random.choice((5, 6, 12, 13, 14, 15, 16))
        )
        flexible, online = mode == "online_self_paced", mode.startswith("online")
        capacity, weeks = random.randint(8, 40), random.choice((1, 1, 2, 4))
        zone = district["zone"]
        return RunFacts(
            run_id=next(self.run_ids),
            city=None if online else city,
            district=None if online else f"{city}:{district['slug']}",
            zone=None if online or not zone else f"{city}:{zone.lower()}",
            mode=mode,
            gender_mode=random.choices(keys("attendance_groups"), (55, 20, 10, 6, 3, 3, 3))[0],
            languages=languages,
            price_halalas=0 if random.random() < 0.5 else random.randint(2, 180) * 1000,
            currency="SAR",
            opens_at=starts_at - timedelta(days=60),
            closes_at=starts_at - timedelta(days=1),
            starts_at=None if flexible else starts_at,
            ends_at=None if flexible else starts_at + timedelta(weeks=weeks - 1, hours=2),
            days=() if flexible else (DAYS[(starts_at + RIYADH).weekday()],),
            times=() if flexible else (time_of_day((starts_at + RIYADH).time()),),
            state="scheduled",
            capacity=capacity,
            seats_taken=random.choice((0, 0, random.randint(0, capacity))),
            waiting_open=random.random() < 0.5,
            flexible=flexible,
            lat=None,
            lon=None,
            access=(),
        )
