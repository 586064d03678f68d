"""An app at a public address, as a site that issues badges has one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.settings import Settings

SITE = "https://learning.example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url=SITE)


@pytest.fixture
def each_settings(each_settings: Settings) -> Settings:
    return replace(each_settings, base_url=SITE)
