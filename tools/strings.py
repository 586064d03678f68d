"""Bring the translation catalogues in step with the messages in code and templates, or say what is not.

The English catalogue is filled by itself: every translation equals its message, both plural forms. The Arabic one gets
new messages empty, for a person to fill. Nothing is guessed, nothing obsolete is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **parse_keywords(["_l", "_n:1,2", "lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2"]),
}
# In the order of CLDR: zero, one, two, few, many, other. Babel's own rule for Arabic swaps the last two.
ARABIC_PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
PLURALS = {"ar": ARABIC_PLURALS, "en": "nplurals=2; plural=(n != 1)"}
BORN = datetime(2026, 11, 24, tzinfo=UTC)


def catalogue_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every message that stands in code and templates."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    template = Catalog(project="learning-city-catalogue", charset="utf-8", creation_date=BORN)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True)
    for _file, _line, message, comments, context in found:
        template.add(message, None, auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    """The committed catalogue of a language; an empty one where there is none."""
    path = catalogue_path(language)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    header = f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS[language]};\\n"\n'
    return read_po(BytesIO(header.encode()), locale=language)


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with exactly the messages of the template; English filled."""
    catalogue = read(language)
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # it adopts the template's own messages
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    if language == "en":
        for message in messages(catalogue):
            message.string = message.id
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages without the header."""
    return (message for message in catalogue if message.id)


def written(catalogue: Catalog) -> bytes:
    """The file's content; without dates that change by themselves."""
    catalogue.project, catalogue.version = "learning-city-catalogue", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "learning-city-catalogue"
    catalogue.revision_date = catalogue.creation_date = BORN
    catalogue.header_comment = "# Messages of the Learning City Catalogue."
    file = BytesIO()
    write_po(file, catalogue, width=118, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def planned() -> dict[Path, bytes]:
    """What each file should hold."""
    template = extracted()
    plan = {catalogue_path(language): written(updated(language, template)) for language in PLURALS}
    return {TEMPLATE: written(template), **plan}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a file is not in step")
    check = parser.parse_args().check
    stale = {path: content for path, content in planned().items() if not path.exists() or path.read_bytes() != content}
    for path, content in stale.items():
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        print(f"{'not in step' if check else 'written'}: {path.relative_to(ROOT)}", file=sys.stderr)
    return 1 if stale and check else 0


if __name__ == "__main__":
    raise SystemExit(main())
