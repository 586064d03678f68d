"""Style sheets: no left and right, colours as tokens, few exceptions, and contrast by computation."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from catalogue.settings import ROOT
from tests.source.tree import named, own_files

SHEETS = own_files(".css", folders=("static",))
TOKENS = ROOT / "static" / "css" / "tokens.css"
PHYSICAL = re.compile(
    r"(margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right)|text-align:\s*(left|right)|float:|"
    r"[\s;{](left|right):|border-(top|bottom)-(left|right)-radius|clear:\s*(left|right)"
)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch|lab|lch)\(|:\s*(white|black|red|green|blue|grey|gray|silver)\b", re.I
)
IMPORTANT_MAY_STAND_IN = re.compile(r"@layer modes \{.*|\.filters__close \{[^}]*\}", re.DOTALL)


def rules_of(path: Path) -> str:
    """The sheet without comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_styles_know_no_left_and_right(path: Path) -> None:
    assert not PHYSICAL.findall(rules_of(path))


@pytest.mark.parametrize("path", [path for path in SHEETS if path != TOKENS], ids=named)
def test_colours_are_tokens(path: Path) -> None:
    assert not [line.strip() for line in rules_of(path).splitlines() if COLOUR.search(line)]


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_important_stands_only_in_the_layer_of_modes_and_at_the_filters_button(path: Path) -> None:
    assert "!important" not in IMPORTANT_MAY_STAND_IN.sub("", rules_of(path))


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_no_selector_uses_an_id(path: Path) -> None:
    selectors = re.findall(r"(?:^|[{};])\s*([^{};@]+)\{", rules_of(path))
    assert [selector.strip() for selector in selectors if re.search(r"#[a-z]", selector)] == []


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_type_is_not_sized_in_pixels(path: Path) -> None:
    assert not re.findall(r"font(?:-size)?:[^;}]*\dpx", rules_of(path))


def block(selector: str) -> dict[str, str]:
    """The colours that one rule of the tokens' sheet sets."""
    found = re.search(re.escape(selector) + r" \{([^}]*)\}", rules_of(TOKENS))
    assert found, f"no rule {selector}: check this test"
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", found.group(1)))


LIGHT = block(":root")
DARK = block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}, "contrast": {**LIGHT, **block(':root[data-theme="contrast"]')}}
GROUNDS = ("paper", "surface", "sunken")
TEXT_PAIRS = [
    *product(("ink", "ink-2", "ink-3"), GROUNDS),
    *product(("link", "danger", "ok", "info"), ("paper", "surface")),
    *((tone, f"{tone}-soft") for tone in ("brand", "course", "workshop", "reskill", "danger", "info", "ok")),
    ("brand-strong", "brand-soft"), ("sun-ink", "sun-soft"), ("on-brand", "brand"), ("on-brand", "brand-strong"),
    ("on-band", "band"), ("ink", "mark"),
]  # fmt: skip
SHAPE_PAIRS = [*product(("line-strong", "focus"), GROUNDS), ("brand", "surface")]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), f"{colour} is no plain colour"
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS, ids=" on ".join)
def test_text_stands_out_from_its_ground(theme: str, front: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[front], tokens[ground]) >= (7 if theme == "contrast" else 4.5)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground"), SHAPE_PAIRS, ids=" on ".join)
def test_borders_of_controls_and_the_focus_ring_stand_out(theme: str, front: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[front], tokens[ground]) >= 3


def test_the_dark_theme_is_the_same_by_choice_and_by_system() -> None:
    assert block(':root:not([data-theme="light"], [data-theme="contrast"])') == DARK
