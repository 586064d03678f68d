"""Whether a listing is still right: when somebody last said so, what follows when nobody does."""

from catalogue.offerings.freshness.rules import Freshness
from catalogue.offerings.freshness.words import freshness_of, is_worth_confirming, last_word, silence_of, thresholds

__all__ = ["Freshness", "freshness_of", "is_worth_confirming", "last_word", "silence_of", "thresholds"]
