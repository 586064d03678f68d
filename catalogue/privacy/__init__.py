"""Everybody's rights over what is kept about them: to see, take along, correct and erase it; what is forgotten when."""
