"""Which analysis wrote an index: another one looks for other terms, so its index has to be made anew."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

# What decides which terms a document is found by.
WHOLE_FOLDERS = ("lexicon",)
SINGLE_FILES = (
    *("language_files.py", "text.py", "stems.py", "asked.py", "facets.py", "documents.py", "gather.py"),
    "engines/entries.py",
    *("engines/codec.py", "engines/lists.py", "engines/postings.py", "engines/tabled.py", "engines/texts.py"),
)


@cache
def fingerprint() -> str:
    """Changes with every file that takes part in making the terms of a document."""
    home = files("catalogue.search")
    every = [home.joinpath(name) for name in SINGLE_FILES]
    every += sorted((one for name in WHOLE_FOLDERS for one in home.joinpath(name).iterdir()), key=_name)
    digest = sha256()
    for one in every:
        if one.is_file() and not one.name.endswith(".pyc"):
            digest.update(one.read_bytes())
    return digest.hexdigest()


def _name(one: Traversable) -> str:
    return one.name
