from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.search.asked import asked
from catalogue.search.highlight import highlight, snippet
from catalogue.search.stems import keys_of
from catalogue.search.text import normalise, tokens

LETTERS = "ابةتءؤئيىوهلأإآگپ ًَُّْـ٠٣٫٬\u200c\u200f\u202eﻻﷺabcEé+#.'\"-« 019٪\n,؟\ud800"
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=LETTERS, max_size=60))


@settings(max_examples=50)
@given(TEXTS)
def test_a_second_normalisation_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(max_examples=50)
@given(TEXTS)
def test_words_stand_in_the_text_in_order_and_are_in_their_normal_form(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    alone = [token for token in found if not token.joined]
    assert [token.start for token in alone] == sorted(token.start for token in alone)
    assert all(normalise(token.text) == token.text for token in found)


@settings(max_examples=50)
@given(TEXTS, TEXTS)
def test_a_highlighted_text_joins_back_to_the_original(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in highlight(text, keys_of(query))) == text
    assert all(piece for piece, _ in highlight(text, keys_of(query)))


@settings(max_examples=50)
@given(TEXTS)
def test_a_text_highlighted_by_its_own_words_has_every_word_marked(text: str) -> None:
    marked = "".join(piece if wanted else " " * len(piece) for piece, wanted in highlight(text, keys_of(text)))
    for token in tokens(text):
        assert marked[token.start : token.end] == text[token.start : token.end]


@settings(max_examples=50)
@given(st.text(alphabet="ab اب,", max_size=200), st.integers(5, 60))
def test_a_snippet_is_a_part_of_the_text(text: str, width: int) -> None:
    pieces = [piece for piece, _ in snippet(text, keys_of("ab اب"), width)]
    assert "".join(pieces).strip("…") in text


@settings(max_examples=50)
@given(TEXTS)
def test_any_text_can_be_asked(text: str) -> None:
    understood = asked(text)
    assert all(unit.word for unit in (*understood.units, *understood.unwanted))
