"""The exchange format, read and written: JSON Lines and CSV (docs/exchange.md)."""
