"""The editor of a provider's desk: listings written in people's words, stored through the exchange format."""
