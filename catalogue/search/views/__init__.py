"""The pages of the search: results, topics, calendar, providers."""

from catalogue.search.views import calendar, providers, results, topics, wishes
from catalogue.search.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "calendar", "providers", "results", "topics", "wishes"]
