"""Which occupations an offering opens the way to. Pure: no database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from catalogue.taxonomy.queries import OccupationFacts


def occupations_opened(
    codes: Collection[str], skill_ids: Collection[int], known: Iterable[OccupationFacts]
) -> list[OccupationFacts]:
    """The occupations that an offering leads towards.

    A listing names groups (ISCO-08 codes), and one group may hold unlike occupations: of those that share a code,
    the ones count whose essential skills the offering teaches; all of them where it teaches none.

    :param skill_ids: the skills that the offering teaches.
    """
    found: list[OccupationFacts] = []
    candidates = [occupation for occupation in known if occupation.isco_code in codes]
    for code in dict.fromkeys(codes):
        group = [occupation for occupation in candidates if occupation.isco_code == code]
        taught = [occupation for occupation in group if set(occupation.essential) & set(skill_ids)]
        found.extend(taught or group)
    return found
