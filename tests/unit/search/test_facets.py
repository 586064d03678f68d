from __future__ import annotations

import pytest

from catalogue.search.facets import BOUNDS, BY_NAME, FACETS, SHOWN, kilometres, local_day
from catalogue.search.query import ATTRIBUTES
from tests.unit.search.builders import a_document, a_flexible_run, a_run, in_days

CONTRACT = """
q kind format topic city district mode level language gender audience age price price_max from until day time
provider credential access skill occupation open near km sort page
"""


def test_every_parameter_of_the_contract_is_declared_once() -> None:
    names = [facet.name for facet in FACETS] + list(ATTRIBUTES)
    assert len(names) == len(set(names))
    assert set(names) - {"per_page", "exact"} == set(CONTRACT.split())
    assert {bound.name for bound in BOUNDS} <= set(ATTRIBUTES)


def test_facets_are_shown_in_their_order() -> None:
    assert [facet.name for facet in SHOWN][:6] == ["kind", "format", "topic", "city", "district", "mode"]
    assert {facet.name for facet in FACETS} - {facet.name for facet in SHOWN} == {"skill", "occupation"}


@pytest.mark.parametrize(
    ("name", "said", "values"),
    [
        ("district", {"district": "c:lulu", "zone": "c:huwaylat"}, ("c:lulu", "c:huwaylat")),
        ("gender", {"gender_mode": None}, ()),
        ("price", {"price_halalas": 0}, ("free",)),
        ("price", {"price_halalas": 1}, ("paid",)),
        ("price", {"price_halalas": None}, ()),
        ("language", {"languages": ("ar", "en")}, ("ar", "en")),
    ],
)
def test_the_values_of_a_run(name: str, said: dict[str, object], values: tuple[str, ...]) -> None:
    assert BY_NAME[name].read(a_document(), a_run(**said)) == values


def test_an_offering_without_runs_has_no_values_of_runs() -> None:
    document = a_document()
    assert [facet.name for facet in FACETS if facet.of_run and facet.read(document, None)] == []


def test_the_day_of_a_run_is_that_of_its_city() -> None:
    late = a_run(starts_at=in_days(0).replace(hour=22))
    assert local_day(late) == in_days(1).toordinal()
    assert local_day(a_flexible_run()) is None


def test_the_distance_between_the_two_cities() -> None:
    assert kilometres((27.0, 49.6), (24.0, 38.2)) == pytest.approx(1177, abs=15)
    assert kilometres((27.0, 49.6), (27.0, 49.6)) == 0
