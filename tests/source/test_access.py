"""The access list and the routes are the same set; what is open to everybody is said, not forgotten."""

from __future__ import annotations

from flask import Flask

from catalogue.access import ACCESS, PUBLIC
from catalogue.core.security import SAFE_METHODS

# What somebody without an account may send. Each is checked by origin and, where it matters, by a limit.
UNSAFE_AND_PUBLIC = {
    "search.wish",
    "reports.send",
    "still_right.confirm",
    "accounts.ask_to_join",
    "accounts.ask_to_sign_in",
    "accounts.enter_code",
    "api.eligibility",
    "accounts.use_link",
    "accounts.ask_to_reset",
    "accounts.set_passphrase",
    "accounts.save_display",
    "enrolment.answer_offer",
}


def test_every_route_is_on_the_access_list(bare_app: Flask) -> None:
    assert {rule.endpoint for rule in bare_app.url_map.iter_rules()} - ACCESS.keys() == set()


def test_every_entry_of_the_access_list_is_a_route(bare_app: Flask) -> None:
    assert ACCESS.keys() - {rule.endpoint for rule in bare_app.url_map.iter_rules()} == set()


def test_no_unsafe_route_is_public_unless_it_is_listed_here(bare_app: Flask) -> None:
    unsafe = {
        rule.endpoint
        for rule in bare_app.url_map.iter_rules()
        if (rule.methods or set()) - SAFE_METHODS and ACCESS.get(rule.endpoint) is PUBLIC
    }
    assert unsafe == UNSAFE_AND_PUBLIC
