"""Who may decide about the people and the seats of a run, whatever the pages ask before."""

from __future__ import annotations

import pytest
from flask import Flask

from catalogue.accounts.models import Account, AccountRole
from catalogue.core.errors import NotFound
from catalogue.enrolment.authority import OPERATOR, ensure_may_conduct, ensure_may_run
from catalogue.offerings.models import Run
from catalogue.providers.models import ProviderMember
from tests.builders import NOON, a_provider, a_run, an_account, an_offering, saved
from tests.builders_office import a_city

CITIES = ("jubail-industrial-city", "yanbu-industrial-city")


def a_member_of(run: Run, role: str, *, provider: int, state: str = "active") -> int:
    account = an_account(state=state)
    saved(ProviderMember(provider_id=provider, account_id=account.id, role=role, since=NOON))
    return account.id


def with_role(role: str, city_id: int | None = None, **about: str) -> Account:
    account = an_account(**about)
    saved(AccountRole(account_id=account.id, role=role, city_id=city_id, granted_at=NOON))
    return account


@pytest.mark.parametrize(("role", "decides"), [("owner", True), ("editor", True), ("instructor", False)])
@pytest.mark.parametrize(("provider_state", "works"), [("verified", True), ("suspended", True), ("closed", False)])
def test_a_member_decides_by_its_role_while_its_provider_is_there(
    app: Flask, role: str, decides: bool, provider_state: str, works: bool
) -> None:
    provider = a_provider(state=provider_state)
    run = a_run(offering=an_offering(provider=provider))
    account_id = a_member_of(run, role, provider=provider.id)
    _allowed(run, account_id, decides=decides and works, conducts=works)


def test_who_closed_the_account_decides_nothing(app: Flask) -> None:
    provider = a_provider()
    run = a_run(offering=an_offering(provider=provider))
    _allowed(run, a_member_of(run, "owner", provider=provider.id, state="closed"), decides=False, conducts=False)
    _allowed(run, with_role("office", state="closed").id, decides=False, conducts=False)


@pytest.mark.parametrize("role", ["office", "administrator"])
def test_the_office_decides_in_its_own_cities(app: Flask, role: str) -> None:
    here, elsewhere = map(a_city, CITIES)
    run = a_run(city_id=here.id)
    for city_id, may in ((None, True), (here.id, True), (elsewhere.id, False)):
        _allowed(run, with_role(role, city_id).id, decides=may, conducts=may)


def test_an_assistant_decides_nothing_and_the_machines_operator_everything(app: Flask) -> None:
    run = a_run()
    _allowed(run, with_role("assistant").id, decides=False, conducts=False)
    ensure_may_run(run.id, OPERATOR)


def _allowed(run: Run, account_id: int, *, decides: bool, conducts: bool) -> None:
    for ask, may in ((ensure_may_run, decides), (ensure_may_conduct, conducts)):
        if may:
            ask(run.id, account_id)
        else:
            with pytest.raises(NotFound):
                ask(run.id, account_id)
