"""Every table says what it holds about people and names each of its columns: one that says nothing fails here."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from catalogue.app import MODELS, SLICES
from catalogue.core.db import Model
from catalogue.core.holding import About, AtErasure, By, Nobody
from catalogue.settings import KEEPING, ROOT

for _name in (*MODELS, *SLICES):  # as the app does: afterwards every table is known
    import_module(_name)

LOOKS_PERSONAL = re.compile(
    r"email|phone|mobile|birth|full_name|passw|address|user_agent|(^|_)ip($|_)|account|learner|guardian|person|contact|"
    r"(^|_)by$|actor|diagnos|disab|national_id|iqama"
)
PEOPLE = {"account", "learner"}
HOW = "see catalogue/core/holding.py; the slice's holdings.py shows examples"


def models() -> list[type[Model]]:
    found = [mapper.class_ for mapper in Model.registry.mappers]
    assert len(found) > 20, "too few tables: check this test"
    return sorted(found, key=lambda model: model.__name__)


def where(model: type[Model]) -> str:
    return f"class {model.__name__} in {Path(inspect.getfile(model)).relative_to(ROOT)}"


def columns(model: type[Model]) -> list[str]:
    return [column.name for column in model.__table__.columns]


def declared(model: type[Model]) -> About | Nobody | None:
    found = model.__dict__.get("__privacy__")
    return found if isinstance(found, About | Nobody) else None


def about_people() -> list[tuple[type[Model], About]]:
    return [(model, about) for model in models() if isinstance(about := declared(model), About)]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_table_says_what_it_holds_about_people(model: type[Model]) -> None:
    assert declared(model) is not None, (
        f"{where(model)} says nothing: write `__privacy__ = NOBODY` under its __tablename__ if no row is about a "
        f"person, else `__privacy__ = About(…)` with whose its rows are and each column once; {HOW}"
    )


@pytest.mark.parametrize(("model", "about"), about_people(), ids=lambda one: getattr(one, "__name__", ""))
def test_every_column_of_a_table_about_people_is_named_once(model: type[Model], about: About) -> None:
    named, real = list(about.columns()), columns(model)
    untagged = [column for column in real if column not in named]
    assert not untagged, (
        f"{where(model)}: add {untagged} to its __privacy__: to `personal` if it says who somebody is or what she "
        f"wrote (gone at erasure), `secret` if showing it would open the account, `facts` if it says nothing without a "
        f"name, `others` if it is the account that acted, `plain` if it is an id or technical; {HOW}"
    )
    assert sorted(named) == sorted(set(named)), f"{where(model)}: a column is named twice"
    assert set(named) <= set(real), f"{where(model)}: its __privacy__ names columns that do not exist"


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_table_without_people_points_to_nobody_and_sounds_like_nobody(model: type[Model]) -> None:
    nobody = declared(model)
    if not isinstance(nobody, Nobody):
        return
    points = [
        column.name
        for column in model.__table__.columns
        if {link.column.table.name for link in column.foreign_keys} & PEOPLE
    ]
    sounds = [name for name in columns(model) if LOOKS_PERSONAL.search(name) and name not in nobody.seemingly]
    assert points + sounds == [], (
        f"{where(model)} says NOBODY, but {points + sounds} leads to a person: declare an About, or, where it is an "
        f"organisation's, `Nobody(seemingly=…)`; {HOW}"
    )


@pytest.mark.parametrize(("model", "about"), about_people(), ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_said_of_a_table_holds_together(model: type[Model], about: About) -> None:
    names = {one.__tablename__ for one, _about in about_people()}
    for owner in about.owners:
        assert owner.column in columns(model), where(model)
        assert (owner.table in names) == (owner.by is By.ROW), where(model)
    holds = {*about.personal, *about.secret}
    if about.at_erasure is AtErasure.KEEP:
        assert holds == set(), f"{where(model)}: what stays may hold nothing personal"
    if about.at_erasure is AtErasure.EMPTY:
        assert holds, f"{where(model)}: there is nothing to empty"
    assert bool(about.owners) == (about.at_erasure is not AtErasure.RUN_OUT), where(model)
    assert about.kept.setting in {"", *KEEPING}, where(model)


def test_the_models_are_all_imported() -> None:
    files = set((ROOT / "catalogue").rglob("models*.py"))
    seen = {Path(inspect.getfile(model)) for model in models()}
    assert files <= seen, f"{files - seen}: name it in MODELS of catalogue/app.py"
