"""axe on a page as it stands: its script is given to the page once, and only what it finds is gathered."""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHOLE: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": OF_COLOURS}}
ALL_BUT_COLOURS = {**WHOLE, "rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
_axe = Axe()


def violations(page: Page, rules: dict[str, Any] = WHOLE) -> list[str]:
    """What axe finds, a line each: the rule, and the beginnings of the first places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe.axe_script)
    options = json.dumps({**rules, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({options}).then(found => found.violations)")
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]
