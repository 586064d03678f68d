"""Understanding what was typed: wrong keyboard, Latin letters for Arabic, misspelling, filters in words, concepts.

Source: SEARCH, sections 2.5 and 3. Everything done to a query is said, and can be undone.
"""
