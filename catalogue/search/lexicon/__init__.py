"""What the search knows of the language: plurals, lemmas, endings, patterns, verbs; and `lemma`, which uses it.

Source: SEARCH, section 2.3.
"""
