"""A provider's desk: what is to do first, and where everything else is."""
