"""Understanding what was typed: other keyboard, Latin letters, misspelling, filters, needs, concepts.

Source: SEARCH, sections 2.5 and 3. Everything done to a query is said, and can be undone.
"""
