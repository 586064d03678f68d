"""The pipeline from a text to what is asked for; the order matters. Source: SEARCH, 2.5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from catalogue.search.asked import (
    Asked,
    Pieces,
    Unit,
    asked,
    pieces,
    placed_units,
    units_of,
    words_of,
)
from catalogue.search.text import ARABIC_RUN, Token, surface, tokens
from catalogue.search.understanding import elsewhere as elsewheres
from catalogue.search.understanding import keyboard, needs
from catalogue.search.understanding.asking import asked_outright
from catalogue.search.understanding.concepts import STANDARD, Concepts
from catalogue.search.understanding.edits import Edit, edited, without
from catalogue.search.understanding.meanings import Span
from catalogue.search.understanding.naming import (
    Subject,
    Together,
    Word,
    names_in,
    standing_together,
    stands_inside,
    subjects,
)
from catalogue.search.understanding.telling import Heard, Met
from catalogue.search.understanding.understood import Repair, Understood, Wish
from catalogue.search.understanding.vocabulary import Vocabulary
from catalogue.search.understanding.wishes import says_for, says_for_whom
from catalogue.search.understanding.words import Said, Words, of_provider

UNKNOWN_SHARE, BETRAYED = 0.5, 0.3
NAMING = STANDARD | {"jobs"}  # columns of the labels that surely name a subject
DECIDING = frozenset({"audience", "level"})  # filters whose words decide the order too
DECIDING_ALONE = DECIDING | {"language"}  # in English may be English, where nothing else is asked for
MOST_WORDS = 40  # of more, the rest is taken as it is


def understand(text: str, words: Words, *, literal: bool = False) -> Understood:
    """What a text asks for.

    :param literal: take it as it is typed: inflection, but no repairs, no filters in words, no concepts.
    """
    if literal:
        return Understood(text, text, asked(text), text)
    read = pieces(text)
    if other := _other_keyboard(text, read.wanted, words):
        return _understood(text, other, pieces(other), [Repair(text, other, "keyboard")], words)
    return _understood(text, text, read, [], words)


def _understood(
    text: str, searched: str, read: Pieces, repairs: list[Repair], known: Words, *, telling: bool = True
) -> Understood:
    """:param telling: whether the text may tell of a need."""
    every = [token for token in read.wanted if not token.joined]
    said = [known.said(token.text) for token in every]
    together = standing_together(read.wanted, every, said, known.concepts)
    found, said = every[:MOST_WORDS], said[:MOST_WORDS]
    provider = known.vocabulary.begins_provider([one.key for one in said])
    if provider:
        together = Together(together.named | {token.start for token in found}, together.jobs)
    readable = not read.phrases
    wished, told, elsewhere = _read_out_of(found, said, together, known, telling) if readable else ([], None, "")
    # Words of a concept (kids' coding) stay words, though they put a filter into words too.
    named = names_in(said, known.concepts) if wished else []
    in_names = [span for span in wished if not says_for(found[span.first]) and stands_inside(span, named)]
    wished = [span for span in wished if span not in in_names or says_for_whom(span.meaning)]
    in_wishes = [_place(span, found) for span in wished if span not in in_names]
    words = _words(read, in_wishes, together, known)
    if not words and wished and all(span.meaning.weak for span in wished):
        wished, words = [], _words(read, [], together, known)
    met = subjects(words, found, said, in_wishes, known.concepts)
    outright = asked_outright(met, found, said)
    if told and _is_another(told, outright, found):
        return _understood(text, searched, read, repairs, known, telling=False)
    unoffered = [] if told or read.phrases else [one for one in met if not known.offered(one.concepts, one.written)]
    for word in [word for one in unoffered for word in one.words]:
        word.offered = False
    naming: list[Word] = []  # all of what tells of a need decides the order
    if not told:
        story = not telling or any(one.heard.story for one in said)
        naming = _naming(words, outright) if story else _without_aspects(words, together, known)
    units = _units(naming or words, known)
    hints = [*_units([word for word in words if naming and word not in naming], known)]
    hints += [of_provider([token.text for token in found])] if provider else []
    hints += _said_of(wished, found, DECIDING if words else DECIDING_ALONE, known) if wished else []
    respelt = [Edit(word.start, word.end, surface(word.repair.used)) for word in words if word.repair]
    plain = Understood(
        typed=text,
        searched=edited(searched, respelt),
        without_wishes=without([_place(span, found) for span in wished], searched, respelt),
        asked=_asked(read, units, wished, tuple(hints), suggesting=bool(elsewhere or unoffered)),
        repairs=(*repairs, *(word.repair for word in words if word.repair)),
        wishes=tuple(_wish(span, wished, found, searched) for span in wished),
        concepts=_ids([*outright, *met]),
        unknown=tuple(unit.word for unit in units if not (unit.others or known.vocabulary.knows_by(unit.terms))),
        elsewhere=elsewhere,
        unoffered=_ids(unoffered),
    )
    return _answered(plain, told, words, found, known) if told else plain


def _read_out_of(
    found: Sequence[Token], said: Sequence[Said], together: Together, known: Words, telling: bool
) -> tuple[list[Span], Met | None, str]:
    """What is read out of the words of a text, beside subjects: filters, a need, and what is not to be learned."""
    wished = known.wishes(found, said)
    told = elsewhere = None
    begun = {name for one in said for name in one.heard.begins}
    heard = [one.heard for one in said] if begun else []
    if elsewheres.FILE in begun:
        elsewhere = _first_unnamed(elsewheres.asked_elsewhere(heard), said, known.concepts)
    if telling and needs.FILE in begun and not elsewhere:
        told = _first_unnamed(needs.needs_in(found, heard, known.vocabulary.is_written), said, known.concepts)
        if told and _says_for_whom(told, wished, found, said, known.concepts):
            told = None
    if (wished or told or elsewhere) and _is_name(found, known.vocabulary):
        return [], None, ""
    if wished and (told or together.jobs):
        wished = [span for span in wished if not _tells_otherwise(span, told, found, together.jobs)]
    return wished, told, elsewhere.row.about[0] if elsewhere else ""


def _is_another(told: Met, outright: Sequence[Subject], found: Sequence[Token]) -> bool:
    """Whether something else is asked for outright than what answers a need, and not by one of the need's own words."""
    tellers = {found[at].start for at in told.places}
    return any(
        (len(one.words) > 1 or one.words[0].start not in tellers)
        and not any(concept.id in told.row.about for concept in one.concepts)
        for one in outright
    )


def _naming(words: Sequence[Word], outright: Sequence[Subject]) -> list[Word]:
    """The words of a story that name what it asks for: those of subjects asked for outright, else of all."""
    wanted = {word.start for subject in outright for word in subject.words}
    return [word for word in words if (word.start in wanted if wanted else word.named)]


def _without_aspects(words: Sequence[Word], together: Together, known: Words) -> list[Word]:
    """The words without those that ask for one side of a subject; none where there are none, or no subject beside."""
    rest = [word for word in words if word.start in together.named or not known.said(word.read.unit.word).aspect]
    return rest if len(rest) < len(words) and any(word.named for word in rest) else []


def _tells_otherwise(span: Span, told: Met | None, found: Sequence[Token], jobs: Set[int]) -> bool:
    """What tells of a need (my kids) is no filter, nor is the name of a job: a nanny of children."""
    needed = told is not None and any(span.first <= at <= span.last for at in told.places)
    named = all(token.start in jobs for token in found[span.first : span.last + 1])
    return needed or (named and not says_for(found[span.first]))


def _first_unnamed(among: Iterable[Met], said: Sequence[Said], known: Concepts) -> Met | None:
    """The first whose words are not but a name, of something else (a computer driving licence) or by itself."""
    keys = [one.key for one in said]
    return next((one for one in among if not _is_but_named(one, keys, known)), None)


def _says_for_whom(
    told: Met, wished: Sequence[Span], found: Sequence[Token], said: Sequence[Said], known: Concepts
) -> bool:
    """Whether the words of a need only say for whom something is: drawing for teens, a boy of ten years."""
    heard = [one.heard for one in said]
    beside = _is_said_for(told, wished, found, heard) and _names_another(told, said, known)
    return beside or _is_but_an_age(told, wished)


def _is_said_for(told: Met, wished: Sequence[Span], found: Sequence[Token], heard: Sequence[Heard]) -> bool:
    """Whether the words of a need may only say for whom: all are filters, or it is a single one that nobody tells."""
    telling = needs.has_a_teller(heard)
    spans = [span for span in wished if says_for(found[span.first]) or not telling]
    in_filters = {at for span in spans for at in range(span.first, span.last + 1)}
    return in_filters.issuperset(told.places) or (len(told.places) == 1 and not telling)


def _names_another(told: Met, said: Sequence[Said], known: Concepts) -> bool:
    """Whether a subject is named beside the words of a need."""
    keys = [one.key for one in said]
    for first, length in known.standing_in(keys):
        if not any(first <= at < first + length for at in told.places):
            named = known.named(tuple(keys[first : first + length]))
            if any(label.column in NAMING and concept.id not in told.row.about for concept, label in named):
                return True
    return False


def _is_but_an_age(told: Met, wished: Iterable[Span]) -> bool:
    """Whether the words of a need, but for one, only say how old somebody is (a boy of ten years)."""
    ages = {at for span in wished if span.meaning.name == "age" for at in range(span.first, span.last + 1)}
    return len(set(told.places) - ages) <= 1 and not ages.isdisjoint(told.places)


def _is_but_named(one: Met, keys: Sequence[str], known: Concepts) -> bool:
    for first, length in known.standing_in(keys, several=True):
        if first <= min(one.places) and max(one.places) < first + length:
            named = known.named(tuple(keys[first : first + length]))
            ids = {concept.id for concept, label in named if label.column in NAMING}
            if ids and (length == len(keys) or ids.isdisjoint(one.row.about)):
                return True
    return False


def _answered(plain: Understood, told: Met, words: Iterable[Word], found: Sequence[Token], known: Words) -> Understood:
    """What a sentence asks for that tells of a need: what answers it, and the subjects that it names beside. Its
    words, which tell the story, decide the order alone."""
    tellers = [found[at] for at in sorted(told.places)]
    answer = known.answering(told.row.about, [token.text for token in tellers])
    subject = known.subject(told.row.about[0], answer.word)
    places = {token.start for token in tellers}
    beside = [word for word in words if word.start not in places and _names_a_subject(word)]
    said = (subject, *(word.read.unit.word for word in beside), *(wish.words for wish in plain.wishes))
    return replace(
        plain,
        searched=" ".join(said),
        asked=replace(plain.asked, units=(answer, *_units(beside, known)), hints=plain.asked.units),
        repairs=(Repair(answer.word, subject, "need"),),
        concepts=tuple(dict.fromkeys((*told.row.about, *plain.concepts))),
        unknown=(),
    )


def _names_a_subject(word: Word) -> bool:
    """A word of a story may be another name of something (relax, yoga): only names of several words are meant."""
    return word.inside and any(label.column in NAMING for _, label in word.named)


def _units(words: Iterable[Word], known: Words) -> list[Unit]:
    found = [(word, known.finding(word.read, word.named, inside=word.inside)) for word in words]
    return [unit if word.offered else unit.approached for word, unit in found]


def _said_of(wished: Iterable[Span], found: Sequence[Token], deciding: Set[str], known: Words) -> tuple[Unit, ...]:
    """The words that name whom it is for, or how much one knows: what says them itself comes first."""
    words = [found[span.first : span.last + 1] for span in wished if span.meaning.name in deciding]
    placed = [one for of_one in words for one in placed_units(of_one) if not known.said(one[0].word).silent]
    return tuple(known.finding(known.read(unit), (), inside=False) for unit, _, _ in placed)


def _asked(
    read: Pieces, units: Iterable[Unit], wished: Iterable[Span], hints: tuple[Unit, ...], *, suggesting: bool
) -> Asked:
    return Asked(
        units=tuple(units),
        phrases=read.phrases,
        unwanted=units_of(read.unwanted),
        unwanted_phrases=read.unwanted_phrases,
        title=words_of(read.wanted),
        wishes=tuple(dict.fromkeys((span.meaning.name, span.meaning.value) for span in wished)),
        hints=hints,
        suggesting=suggesting,
    )


def _ids(met: Iterable[Subject]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(concept.id for one in met for concept in one.concepts))


def _is_name(wanted: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether it is a whole title, or names a provider: then nothing in it is a filter, nor mistyped."""
    words = [token.text for token in wanted if not token.joined]
    return bool(words) and (vocabulary.has_title(" ".join(words)) or vocabulary.is_provider(words))


def _other_keyboard(text: str, wanted: Sequence[Token], words: Words) -> str | None:
    """The text in the other layout, where its words are known better so. Source: SEARCH, 2.5, step 2."""
    share = _known_share(wanted, words)
    if keyboard.betrays(text):
        share *= BETRAYED
    if share > UNKNOWN_SHARE or _is_name(wanted, words.vocabulary):
        return None
    arabic = any(ARABIC_RUN.search(token.text) for token in wanted)
    others = keyboard.latin_words(text) if arabic else [keyboard.to_arabic(text)]
    best = max(others, key=lambda other: _share_of_other(other, words), default=text)
    return best if best != text and _share_of_other(best, words) > share else None


def _share_of_other(other: str, words: Words) -> float:
    """Lone letters between signs are what a mistyped word leaves, not what anyone meant to write."""
    found = tokens(other)
    return _known_share(found, words) if any(len(token.text) > 1 for token in found) else 0.0


def _known_share(found: Sequence[Token], words: Words) -> float:
    said = [(len(token.text), words.said(token.text)) for token in found if not token.joined]
    telling = [(length, one.known) for length, one in said if not one.silent]
    known = [known for length, known in telling if length > 1] or [known for _, known in telling]
    return sum(known) / len(known) if known else 1.0


def _wish(span: Span, every: Iterable[Span], found: Sequence[Token], text: str) -> Wish:
    """What a filter was read out of; who takes it back takes it back wherever it was said."""
    words = text[slice(*_place(span, found))]
    same = [_place(one, found) for one in every if one.meaning == span.meaning]
    return Wish(span.meaning.name, span.meaning.value, words, without(same, text))


def _place(span: Span, found: Sequence[Token]) -> tuple[int, int]:
    """Where a filter stands in the text."""
    return found[span.first].start, found[span.last].end


def _words(read: Pieces, gone: Sequence[tuple[int, int]], together: Together, known: Words) -> list[Word]:
    """The words that say something, without those that put filters into words."""
    left: Sequence[Token] = read.wanted
    if gone:
        left = [token for token in left if not any(a <= token.start and token.end <= b for a, b in gone)]
    every = placed_units(left)
    placed = [one for one in every if not known.said(one[0].word).silent] or ([] if gone else every)
    if together.jobs:
        telling = {start for _, start, _ in placed} | together.jobs
        placed = [one for one in every if one[1] in telling]
    if len(placed) > 1:  # not new, where one looks for new volunteers
        named = together.named | together.jobs
        placed = [one for one in placed if one[1] in named or not known.said(one[0].word).modifying] or placed
    quoted = {word for phrase in read.phrases for word in phrase.split()}  # what stands in quotes is wanted so
    words = []
    for unit, start, end in placed:
        word = (known.as_typed if unit.word in quoted or start in together.named else known.read)(unit)
        words.append(Word(word, start, end, word.repair))
    return words
