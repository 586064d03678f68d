"""What the search knows of the language, as data files: plurals, lemmas, endings, patterns; and `lemma`, which uses it.

Source: SEARCH, section 2.3.
"""
