"""Arabic and English text made comparable: one normal form, and words with their place in the original text.

The one module that may hold Arabic letters. Source: SEARCH, sections 2.1 and 2.2, and the tables of 2.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple
from unicodedata import combining, decimal, normalize

MARKS = "\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # tatweel, harakat, Quranic marks
FORMAT = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"  # they join, they never separate
ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u08a0-\u08c9"
)

INDIC = "\u0900-\u0963\u0971-\u0dff"  # letters and the vowel signs that belong into a word

CHUNK = re.compile(r"\S+")
DELETED = re.compile(f"[{MARKS}{FORMAT}]+")
SPACED_MARK = re.compile(f" (?=[{MARKS}])")  # what the presentation form of a lone mark decomposes into
ACCENTS = re.compile("[\u0300-\u036f]+")
SEAT_BEFORE_WAW = re.compile("[ؤئ](?=و)")
# Its seat is often mistaken in reading, of his sons, beginners: the first two lose it, the last has always that of yeh.
SEAT_BEFORE_LAST_HEH = re.compile(rf"(?<=ا)[ؤئ](?=[ةه][امن]?(?![{ARABIC}]))")
SEATLESS_BEFORE_PLURAL = re.compile(rf"(?<=[{ARABIC}])ء(?=ين(?![{ARABIC}]))")
THOUSANDS = re.compile("(?<=[0-9])٬(?=[0-9])")
REPEATED = re.compile(rf"([{ARABIC}])\1\1+")
ARABIC_RUN = re.compile(f"[{ARABIC}]+")
LETTERS = str.maketrans("أإآٱٲٳىیېۍئؤةہھەۀۃکڪگپچژڤڨ٫٪", "اااااايييييوههههههكككبجزفق.%")
HAMZA = "ء"

WORD = re.compile(
    r"(?P<possessive>(?<=[a-z])['\u2019]s(?![a-z0-9]))"
    r"|(?P<named>c\+\+|[a-z]\#(?![a-z0-9])|\.net(?![a-z0-9])|[a-z]+\.js(?![a-z0-9]))"
    rf"|(?P<latin>[a-z]+)|(?P<digits>[0-9]+)|(?P<arabic>[{ARABIC}]+)|(?:[^\W\d_a-z{ARABIC}]|[{INDIC}])+"
)
CLITICS = frozenset(("و", "ف", "ب", "ك", "ل", "س", "ال", "وال", "بال", "كال", "فال", "لل", "وب", "ول"))

# For the light stem (2.3): the article with what may stand before it, longest first, and endings in their order.
ARTICLE = "ال"
ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "بال", "كال", "فال", "لل", "ال")
ENDINGS = (("تين", "تان"), ("ات", "ين", "ون", "ان"), ("يه",), ("ها",), ("ه",), ("ي",))

LONGEST_WORD = 64
CACHED_CHUNK = 40


class Token(NamedTuple):
    """A word in its normal form, and where it stands in the original text.

    `joined` ones join parts (`iso9001`) that are tokens of their own beside it.
    """

    text: str
    start: int
    end: int
    joined: bool = False


class Aligned(NamedTuple):
    """A normal form, and for each of its letters the span of the original that it stands for."""

    text: str
    spans: list[tuple[int, int]]
    length: int  # of the original

    def without(self, pattern: re.Pattern[str], keep: int = 0) -> Aligned:
        """Leave out what the pattern finds, but for its first letters."""
        return self.leaving_out(
            {at for found in pattern.finditer(self.text) for at in range(found.start() + keep, found.end())}
        )

    def leaving_out(self, gone: set[int]) -> Aligned:
        if not gone:
            return self
        kept = [at for at in range(len(self.text)) if at not in gone]
        return Aligned("".join(self.text[at] for at in kept), [self.spans[at] for at in kept], self.length)


def normalise(text: str) -> str:
    """The form in which texts are compared: in the index, in queries, in suggestions, for duplicates.

    Source: SEARCH, 2.1. Marks go before letters are looked at, and letters that only the mapping made alike
    (three yeh from a seat of hamza) keep two, so that a second pass changes nothing.
    """
    return CHUNK.sub(lambda chunk: aligned(chunk[0]).text, text)


def tokens(text: str) -> list[Token]:
    """The words of a text, with offsets into the text as it was given. Source: SEARCH, 2.2."""
    found: list[Token] = []
    for chunk in CHUNK.finditer(text):
        at = chunk.start()
        words = (_cached_words if chunk.end() - at <= CACHED_CHUNK else _words)(chunk[0])
        found += [Token(word, at + start, at + end, joined) for word, start, end, joined in words] if at else words
    return found


def words_in(text: str) -> list[str]:
    """The words of a text in normal form, in their order; joined ones (`iso9001`) as their parts."""
    return [token.text for token in tokens(text) if not token.joined]


def surface(text: str) -> str:
    """A word as people write it, without vowels and marks, to be shown in a suggestion."""
    return DELETED.sub("", normalize("NFKC", text)).casefold().strip()


def digits(text: str) -> str:
    """The text with every decimal digit as 0-9 and the Arabic decimal point as a point."""
    return "".join(str(decimal(c)) if c.isdecimal() else c for c in text).replace("٫", ".").replace("٬", "")


def aligned(chunk: str) -> Aligned:
    """The normal form of a text without white space, each letter with its origin."""
    if chunk.isascii():
        return Aligned(chunk.lower(), [(at, at + 1) for at in range(len(chunk))], len(chunk))
    letters, spans = [], []
    for start, end in _clusters(chunk):
        folded = _fold(chunk[start:end])
        letters.append(folded)
        spans += [(start, end)] * len(folded)
    form = (
        Aligned("".join(letters), spans, len(chunk))
        .without(SEAT_BEFORE_WAW)
        .without(SEAT_BEFORE_LAST_HEH)
        .without(THOUSANDS)
        .without(REPEATED, keep=1)
    )
    seated = SEATLESS_BEFORE_PLURAL.sub("ئ", form.text)
    form = _without_hamza(form._replace(text=seated.translate(LETTERS)))
    return form.without(REPEATED, keep=2)


def _clusters(chunk: str) -> Iterator[tuple[int, int]]:
    """Each letter with the marks that follow it."""
    start = 0
    for at in range(1, len(chunk)):
        if not combining(chunk[at]) and not DELETED.match(chunk[at]):
            yield start, at
            start = at
    yield start, len(chunk)


@lru_cache(maxsize=20_000)
def _fold(cluster: str) -> str:
    text = SPACED_MARK.sub("", normalize("NFKC", DELETED.sub("", cluster)))
    text = normalize("NFKC", DELETED.sub("", text).casefold())
    text = normalize("NFC", ACCENTS.sub("", normalize("NFD", text)))
    return "".join(str(decimal(c)) if c.isdecimal() else c for c in text)


def _without_hamza(form: Aligned) -> Aligned:
    """Leave out the hamza that stands alone where the word keeps three letters."""
    if HAMZA not in form.text:
        return form
    gone: set[int] = set()
    for run in ARABIC_RUN.finditer(form.text):
        found = [at for at in range(*run.span()) if form.text[at] == HAMZA]
        if len(run[0]) - len(found) >= 3:
            gone.update(found)
    return form.leaving_out(gone)


def _words(chunk: str) -> tuple[Token, ...]:
    form = aligned(chunk)
    found = [word for word in WORD.finditer(form.text) if word.lastgroup != "possessive"]
    words: list[Token] = []
    for word, after in zip_longest(found, found[1:]):
        touches = after is not None and after.start() == word.end()
        if not (touches and word[0] in CLITICS):
            words.append(_placed(form, word[0], word.start(), word.end()))
    return (*words, *_joined(form, found))


_cached_words = lru_cache(maxsize=100_000)(_words)


def forget_chunks() -> None:
    """Let go of what is kept of the words that were read."""
    _cached_words.cache_clear()


def _joined(form: Aligned, found: list[re.Match[str]]) -> Iterator[Token]:
    """Letters and digits that stand together, or with one hyphen between them, as one word more."""
    run: list[re.Match[str]] = []
    for word in [*found, None]:
        if run and not (word and _continues(form.text, run[-1], word)):
            if len(run) > 1:
                word_of_all = "".join(part[0] for part in run)
                yield _placed(form, word_of_all, run[0].start(), run[-1].end())._replace(joined=True)
            run = []
        if word and word.lastgroup in {"latin", "digits"}:
            run.append(word)


def _continues(text: str, last: re.Match[str], word: re.Match[str]) -> bool:
    between = text[last.end() : word.start()]
    return between in {"", "-"} and {last.lastgroup, word.lastgroup} == {"latin", "digits"}


def _placed(form: Aligned, word: str, start: int, end: int) -> Token:
    """A word with its span, which takes in what was left out after it, up to the next letter that was kept."""
    after = form.spans[end][0] if end < len(form.spans) else form.length
    return Token(word[:LONGEST_WORD], form.spans[start][0], max(after, form.spans[end - 1][1]))
