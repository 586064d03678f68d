"""It is NOON in every test of the search pages."""

from tests.builders_search import noon

__all__ = ["noon"]
