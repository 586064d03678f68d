"""How good the search is, on judged queries over the demonstration catalogue."""
