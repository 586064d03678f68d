"""The Learning City Catalogue: the learning of a city, found and taken up, in Arabic and English."""
