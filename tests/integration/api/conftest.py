"""It is NOON in every test of the API."""

from tests.builders_search import noon

__all__ = ["noon"]
