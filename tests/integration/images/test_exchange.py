"""Pictures in files and programs: ours stay ours, and an export read in again changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from catalogue.core.db import db
from catalogue.offerings.exchange.pictures import comparable, filled, picture_of
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.structures import read_image
from catalogue.offerings.exchange.writing import line_of
from catalogue.offerings.services.exporting import export_file
from catalogue.offerings.uploads.files import listings
from tests.builders import NOON, an_offering
from tests.builders_images import WORDS, with_picture
from tests.builders_listings import a_complete_listing
from tests.builders_offerings import counts, taken, told

BASE = "http://127.0.0.1:8000"


def read(value: Any) -> tuple[dict[str, Any], list[str]]:
    findings = Findings(1)
    return read_image(value, findings), [one.field for one in findings.problems]


def test_an_export_names_a_picture_by_its_public_address_and_changes_nothing_when_read(
    app: Flask, tmp_path: Path
) -> None:
    offering = a_complete_listing(state="published", published_at=NOON)
    path = with_picture(offering)
    key, file = offering.image_key, tmp_path / "out.jsonl"
    export_file(file)
    taken(file)  # which settles what the builder leaves open
    assert export_file(file) == 1
    assert json.loads(file.read_text())["image"] == {"url": BASE + path, **WORDS}

    report = taken(file)

    assert (counts(report), told(report)) == ((0, 0, 1, 0), [])
    db.session.refresh(offering)
    assert (offering.image["url"], offering.image_key) == (path, key)


def test_what_a_provider_takes_along_names_it_so_too(app: Flask) -> None:
    offering = an_offering()
    path = with_picture(offering)
    (line,) = listings("jsonl", offering.provider_id).read().decode().splitlines()
    assert json.loads(line)["image"]["url"] == BASE + path


def test_a_listing_as_it_was_is_written_without_the_address_of_the_house(app: Flask) -> None:
    """So that an import can be taken back under another public address."""
    offering = an_offering()
    path = with_picture(offering)
    before = picture_of(offering)
    assert before["image"]["url"] == path
    assert filled(comparable(before))["image"] == before["image"]
    assert json.loads(line_of(offering))["image"]["url"] != path


@pytest.mark.parametrize("key", ["0" * 32, "0123456789abcdef" * 2])
def test_ours_is_recognised_by_either_way_of_writing_it(app: Flask, key: str) -> None:
    path = f"/pictures/{key}.webp"
    assert read({"url": BASE + path}) == ({"url": path}, [])
    assert read({"url": path}) == ({"url": path}, [])
    assert read({"url": f"https://elsewhere.example{path}"}) == ({"url": f"https://elsewhere.example{path}"}, [])


@pytest.mark.parametrize("url", ["/pictures/x.webp", "/pictures/../secret", "//elsewhere.example/pictures/a.webp", 5])
def test_other_paths_are_no_addresses(app: Flask, url: Any) -> None:
    assert read({"url": url})[1] == ["image.url"]


def test_consent_and_decoration_are_said_with_true(app: Flask) -> None:
    image = {"url": "https://example.org/a.jpg", "consent": True, "decorative": True}
    assert read(image) == (image, [])
    assert read({**image, "consent": False, "decorative": None}) == ({"url": image["url"]}, [])
    assert read({**image, "consent": "yes"})[1] == ["image.consent"]


def test_the_api_names_a_picture_by_its_public_address(app: Flask) -> None:
    offering = an_offering()
    path = with_picture(offering)
    found = app.test_client().get(f"/api/v1/offerings/{offering.public_id}").get_json()
    assert found["image"]["url"] == BASE + path
