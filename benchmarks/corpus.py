"""A synthetic bilingual catalogue made straight into documents, without the database: as large as one likes, seeded.

Words are drawn as a real catalogue has them: few subjects and sentences stand everywhere, most names and codes once.
Sentences come from the demonstration catalogue; its tail of rare words from names (of syllables) and course codes.
Each document depends on its number and the size alone, so any of them can be made again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from catalogue.search.documents import Document, FieldText, RunFacts
from catalogue.taxonomy.vocabularies import FORMATS, access_features, keys

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
BATCH = 1_000
SEED = 1
LANGS = ("ar", "en")
ONE_LANGUAGE_SHARE, FORMAT_SHARE, SECOND_TOPIC_SHARE, FREE_SHARE = 0.25, 0.3, 0.2, 0.5
PER_PROVIDER = 50
CITIES = {"jubail-industrial-city": 14, "yanbu-industrial-city": 10}  # → districts
CODE_NUMBERS = 900
EVEN = 20  # so many of the sentences are about as common as the first: none stands in every offering
SENTENCE = re.compile(r"(?<=[.!?\u061f])\s+|\n+")
DAYS, TIMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat"), ("morning", "afternoon", "evening")

Texts = dict[str, str]


def batches(offerings: int, seed: int = SEED) -> Iterator[list[Document]]:
    """All documents of a catalogue of this size, numbered from 1."""
    for start in range(1, offerings + 1, BATCH):
        yield [document(number, offerings, seed) for number in range(start, min(start + BATCH, offerings + 1))]


def document(number: int, offerings: int, seed: int = SEED) -> Document:
    """One document of a catalogue of this size."""
    random = Random(seed << 32 | number)
    words = _words()
    subject, form = _common(random, words["subjects"]), random.choice(words["forms"])
    langs = LANGS if random.random() > ONE_LANGUAGE_SHARE else (random.choice(LANGS),)
    provider = int(max(1, offerings // PER_PROVIDER) * random.random() ** 2)  # few large ones, many small
    runs = tuple(_run(random, number * 4 + at) for at in range(random.choice((1, 1, 2, 2, 3))))
    topic, others = subject["topic"], [_common(random, words["subjects"])["topic"]]
    codes = [topic, *(others if random.random() < SECOND_TOPIC_SHARE else [])]
    return Document(
        id=number,
        version=1,
        texts=tuple(_texts(random, subject, form, langs, provider, runs, names_of(offerings))),
        kind=random.choices(("course", "workshop", "programme"), (6, 3, 1))[0],
        format=_common(random, FORMATS) if random.random() < FORMAT_SHARE else None,
        topics=tuple(dict.fromkeys(code[:digits] for code in codes for digits in (2, 3, 4))),
        level=form["level"],
        audiences=tuple(dict.fromkeys(_common(random, keys("audiences")) for _ in range(random.choice((1, 1, 2))))),
        provider=f"P{provider:05}",
        credential=_common(random, keys("credential_types")),
        skills=tuple({f"skill-{_zipf(random, 400)}" for _ in range(random.randint(0, 3))}),
        occupations=(str(2000 + _zipf(random, 300)),) if random.random() < 0.3 else (),
        age_min=random.choice((None, None, 6, 12, 16, 18)),
        age_max=random.choice((None, None, None, 15, 30)),
        published_at=NOW - timedelta(days=random.randint(1, 400)),
        runs=runs,
    )


def names_of(offerings: int) -> int:
    """How many different names a catalogue of this size holds: a vocabulary grows slower than its texts."""
    return int(6 * offerings**0.7)


def name(rank: int) -> Texts:
    """The name of this rank in both scripts; the most common ones are the shortest."""
    syllables = _words()["syllables"]
    parts, rest = [], rank + len(syllables)
    while rest:
        rest, at = divmod(rest, len(syllables))
        parts.append(syllables[at])
    return {"ar": "".join(part["ar"] for part in parts), "en": "".join(part["en"] for part in parts).capitalize()}


def _zipf(random: Random, many: int) -> int:
    """A rank below `many`, the n-th one n times as rare as the first."""
    return int(many ** random.random()) - 1 if many > 1 else 0


def _common(random: Random, among: Any) -> Any:
    return among[_zipf(random, len(among))]


@cache
def _words() -> Any:
    synthetic = json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))
    return synthetic | json.loads((Path(__file__).parent / "corpus_words.json").read_text("utf-8"))


@cache
def _sentences(lang: str) -> list[str]:
    """The sentences of the demonstration catalogue, in an order that means nothing."""
    found: dict[str, None] = {}
    folder = Path(str(files("catalogue.offerings").joinpath("demo")))
    for path in sorted(folder.glob("*.json")):
        for offering in json.loads(path.read_text("utf-8")):
            for field in ("summary", "description", "learn"):
                texts = offering.get(field) or {}
                found.update(dict.fromkeys(filter(None, SENTENCE.split(texts.get(lang) or ""))))
    sentences = list(found)
    Random(SEED).shuffle(sentences)
    return sentences


def _texts(
    random: Random,
    subject: Any,
    form: Any,
    langs: tuple[str, ...],
    provider: int,
    runs: tuple[RunFacts, ...],
    names: int,
) -> Iterator[FieldText]:
    words = _words()
    field, context = _common(random, words["fields"]), _common(random, words["contexts"])
    house = words["houses"][provider % len(words["houses"])]
    details = [(_common(random, words["details"]), *_detail(random, names)) for _ in range(random.randint(1, 3))]
    lines = [random.random() for _ in range(random.randint(4, 7))]
    for lang in langs:
        title = f"{form[lang].format(subject=f'{subject[lang]} {field[lang]}')} {context[lang]}"
        yield FieldText("title", lang, title[0].upper() + title[1:])
        sentences = _sentences(lang)
        body = [sentences[int(EVEN * (len(sentences) / EVEN + 1) ** line - EVEN)] for line in lines]
        body += [
            pattern[lang].format(name=one[lang], other=other[lang], code=code, number=number)
            for pattern, one, other, code, number in details
        ]
        yield FieldText("summary", lang, body[0])
        yield FieldText("body", lang, "\n".join(body[1:]))
        yield FieldText("provider", lang, house[lang].format(name=name(provider)[lang]))
        for place in dict.fromkeys(run.district for run in runs if run.district):
            at = int(place.rpartition("-")[2])
            yield FieldText("place", lang, words["district"][lang].format(name=name(at)[lang]))


def _detail(random: Random, names: int) -> tuple[Texts, Texts, str, int]:
    code = f"{_common(random, _words()['codes'])}-{100 + _zipf(random, CODE_NUMBERS)}"
    return name(_zipf(random, names)), name(_zipf(random, names)), code, random.randint(1, 40)


def _run(random: Random, run_id: int) -> RunFacts:
    mode = random.choices(keys("delivery_modes"), (60, 15, 5, 10, 5, 5))[0]
    city = random.choices(tuple(CITIES), (6, 4))[0]
    at = _zipf(random, CITIES[city])
    online = mode.startswith("online")
    flexible = mode == "online_self_paced"
    starts_at = NOW.replace(hour=random.choice((5, 6, 12, 13, 14, 15, 16))) + timedelta(days=random.randint(-10, 180))
    capacity = random.randint(8, 40)
    return RunFacts(
        run_id=run_id,
        city=None if online else city,
        district=None if online else f"{city}:district-{at}",
        zone=None if online else f"{city}:zone-{at // 4}",
        mode=mode,
        gender_mode=random.choices(keys("attendance_groups"), (55, 20, 10, 6, 3, 3, 3))[0],
        languages=random.choices((("ar",), ("en",), ("ar", "en"), ("ur",)), (6, 2, 1, 1))[0],
        price_halalas=0 if random.random() < FREE_SHARE else random.randint(2, 180) * 1000,
        currency="SAR",
        opens_at=starts_at - timedelta(days=60),
        closes_at=None if flexible else starts_at - timedelta(days=1),
        starts_at=None if flexible else starts_at,
        ends_at=None if flexible else starts_at + timedelta(days=random.randint(1, 28)),
        days=() if flexible else tuple(random.sample(DAYS, random.choice((1, 1, 2)))),
        times=() if flexible else (random.choice(TIMES),),
        state="scheduled",
        capacity=capacity,
        seats_taken=min(capacity, int(capacity * random.random() * 1.1)),
        waiting_open=random.random() < 0.5,
        flexible=flexible,
        lat=None,
        lon=None,
        access=() if online else tuple(random.sample(sorted(access_features()), random.randint(0, 3))),
    )
