"""What a search finds: the engine's ids joined with the database as it is at this moment.

The index may lag behind: what it names and readers may not see is left out, what no longer fits a filter too, and a
statement of a question that has changed since is not quoted (I9). A fixed number of database queries for each page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator

from plurivox import model, page
from plurivox.search import Answered, Because, Found, Query, Results, Why, reading
from plurivox.terms.words import read as read_words
from web.finding import listings, readings
from web.finding.engine import engine
from web.finding.found import AGREEMENT, Filters, Named, Option, Result, Searched
from web.questions import queries as questions
from web.questions.models import Change, Question
from web.review import queries as comparisons

#: Questions listed at most, on so many pages that nobody reads further; and those on one page.
DEPTH, PER_PAGE = 50, 10

#: Asked of the engine beyond that: some may have been taken back since. With a year, which it does not know, far more.
SPARE, WITH_A_YEAR = 10, 300

#: Questions named as near where nothing answers.
NEAREST = 5

#: A question for which only a statement speaks is listed from these shares of the best score: one that holds a word of
#: the message, and one that is merely alike.
BY_A_WORD, ALIKE = 0.2, 0.5

#: Reasons that say nothing of what a question is about.
_NO_GROUND = frozenset({Why.SIDE, Why.STATEMENT})

#: Values offered of one filter; topics and experts named above the results.
OFFERED, NAMES = 8, 3

#: Words of a message among which names are looked for, and of one name.
LOOKED_AT, LONGEST_NAME = 60, 6


def typed(text: str) -> str:
    """What somebody typed, as it is read: without what no text may hold, and each stretch of space as one.

    >>> typed(" my  head\0 hurts \ud800")
    'my head hurts ?'
    """
    return " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode().split())


def search(text: str, filters: Filters, number: str) -> Searched:
    """One page of what is found for a message that was `typed`, narrowed by these filters."""
    finds = engine()
    if finds is None:
        return Searched(False, Answered.NOT_YET)
    most = WITH_A_YEAR if filters.since else DEPTH + SPARE
    results = finds.search(text, most=most, tags=filters.tags)
    kept = _kept(results, filters)
    answered = _answered(results, kept)
    every = kept[:DEPTH]
    if answered is Answered.NOT_YET:
        every = [one for one in kept if one.shares_words][:NEAREST]
    there = Paginator(every, PER_PAGE).get_page(number)
    shown = tuple(_result(one, results.query, filters) for one in there.object_list)
    texts = readings.Texts(_texts(shown))
    topics, experts = _named(text, results.query)
    return Searched(
        True,
        answered,
        answered is Answered.YES and not every[0].experts,
        readings.told(results.query, texts),
        readings.counted(results.query, text),
        shown,
        len(every),
        there.number,
        there.paginator.num_pages,
        len(every) == DEPTH and (len(kept) > DEPTH or len(results.found) == most),
        topics,
        experts,
        tuple(_chosen(every, filters)),
        tuple(_options(every, filters)) if answered is not Answered.NOT_YET else (),
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question that the engine found, as it stands in the database now."""

    found: Found
    row: Question
    entry: model.Entry
    standing: comparisons.Standing
    lists: frozenset[str]
    """Those of AGREEMENT in which something stands."""
    changed: bool
    """Whether the index has still to take in what has changed: its statement may be gone, or another."""

    @property
    def stands(self) -> bool:
        """Whether it would be there without a statement that may be gone."""
        return not self.changed or any(because.why not in _NO_GROUND for because in self.found.because)

    def says_so(self, query: Query) -> bool:
        """Whether, where a statement alone speaks for it, an answer has one of the words that decided."""
        words = [because.words for because in self.found.because if because.why is Why.STATEMENT]
        if not words or any(because.why not in _NO_GROUND for because in self.found.because):
            return True
        named = [*words[0].lower().split(", ")]
        named += [one.read_as.lower() for one in query.made if one.words.lower() in named]
        return any(word in answer.text.lower() for answer in self.entry.answers for word in named)

    @property
    def shares_words(self) -> bool:
        """Whether more than likeness speaks for it."""
        return any(because.words and because.why is not Why.SIDE for because in self.found.because)

    @property
    def experts(self) -> dict[str, model.Expert]:
        return {answer.expert.id: answer.expert for answer in self.entry.answers if answer.expert}

    @property
    def last_year(self) -> str:
        return max((answer.date[:4] for answer in self.entry.answers if answer.date[:4].isdigit()), default="")

    def values(self) -> dict[str, dict[str, str]]:
        """By what it can be narrowed: for each filter the values that it has, with their names."""
        experts = self.experts.values()
        of_kind = {
            kind: {one.id: one.name for one in experts if (one.kind is model.ExpertKind.ORGANISATION) is organised}
            for kind, organised in (("organisation", True), ("expert", False))
        }
        return {
            "topic": {self.row.topic.slug: self.row.topic.name} if self.row.topic else {},
            "specialty": {model.slug(one.specialty): one.specialty for one in experts if one.specialty},
            **of_kind,
            "agreement": dict.fromkeys(sorted(self.lists), ""),
        }

    def fits(self, filters: Filters) -> bool:
        """Whether it still is what the search is narrowed to."""
        values = self.values()
        return all(
            self.last_year >= value if kind == "since" else value in values[kind]
            for kind, value in filters.chosen.items()
        )


def _kept(results: Results, filters: Filters) -> list[_Candidate]:
    """What was found and readers may see, in the engine's order; a few more than are listed."""
    found = list(_speaking(results.found))
    rows = _rows([one.question for one in found], filters)
    found = [one for one in found if one.question in rows][: DEPTH + SPARE]
    entries = list(questions.entries([rows[one.question] for one in found]))
    standing = comparisons.standing_of(entries)
    changed = set(Change.objects.filter(question__in=[row for row, _ in entries]).values_list("question", flat=True))
    every = [
        _Candidate(one, row, entry, standing[row.pk], _lists(standing[row.pk], entry), row.pk in changed)
        for one, (row, entry) in zip(found, entries, strict=True)
        if entry.answers or row.open
    ]
    best = found[0].score if found else 0.0
    return [
        one
        for one in every
        if one.stands and one.fits(filters) and (one.found.score >= ALIKE * best or one.says_so(results.query))
    ]


def _speaking(found: Sequence[Found]) -> Iterable[Found]:
    """Those for which more speaks than that they ask for the same side or hold a statement that is faintly alike."""
    for one in found:
        whys = {because.why: because.words for because in one.because}
        share = one.score / found[0].score
        enough = BY_A_WORD if whys.get(Why.STATEMENT) else ALIKE
        if whys.keys() - _NO_GROUND or (Why.STATEMENT in whys and share >= enough):
            yield one


def _rows(keys: Sequence[str], filters: Filters) -> dict[str, Question]:
    rows = questions.shown_questions().filter(key__in=keys).select_related("topic")
    if filters.since:
        rows = questions.answered_since(rows, filters.since)
    return {row.key: row for row in rows}


def _lists(standing: comparisons.Standing, entry: model.Entry) -> frozenset[str]:
    """Those of AGREEMENT in which something stands, also what peers declared; without any no word is cut."""
    if standing.held and (shown := standing.shown(entry).comparison):
        return frozenset(listings.stands_in(shown))
    lists = json.loads(standing.stored)["lists"] if standing.stored else {}
    return frozenset(name for name in AGREEMENT if lists.get(name))


def _answered(results: Results, kept: Sequence[_Candidate]) -> Answered:
    """As the engine says, of what can be seen: where its first question is not there, the others are near at best."""
    if not kept:
        return Answered.NOT_YET
    if kept[0].found.question != results.found[0].question and results.answered is Answered.YES:
        return Answered.NEARBY
    return results.answered


def _result(one: _Candidate, query: Query, filters: Filters) -> Result:
    row, topic = one.row, one.row.topic
    quote, because = _quote(one, query, filters)
    title = f"{row.text} {row.subject} {topic.name if topic else ''}"
    return Result(
        row.slug,
        row.text,
        Named(topic.slug, topic.name) if topic else None,
        len(one.experts),
        quote,
        "agreed" in one.lists,
        "differing" in one.lists,
        readings.reasons(because, query, title, f"{quote.heading} {quote.exact}" if quote else ""),
    )


def _quote(one: _Candidate, query: Query, filters: Filters) -> tuple[page.Line | None, Sequence[Because]]:
    """The statement that matched, cut from the answer as it is published, and the reasons; None rather than another.

    Where the results are narrowed to an expert or a specialty it is one of theirs, the one with most of the words.
    """
    because = one.found.because
    comparison = None if one.changed else one.standing.shown(one.entry).comparison
    if comparison is None or not one.found.statement:
        return None, because
    lines = page.lines_of(comparison)
    line = lines.get(one.found.statement.removeprefix(f"{one.row.key}/"))
    if line is None or line.expert.id != one.found.voice:
        return None, because
    if _says(line.expert, filters):
        return line, because
    held = {line.statement: _held(line, query) for line in lines.values() if _says(line.expert, filters)}
    best = max(held, key=lambda name: sum(query.words[word] for word in held[name]), default="")
    if not held.get(best):
        return None, because
    words = ", ".join(dict.fromkeys(query.forms.get(word, word) for word in held[best]))
    others = [reason for reason in because if reason.why is not Why.STATEMENT]
    return lines[best], [*others, Because(Why.STATEMENT, words)]


def _says(expert: model.Expert, filters: Filters) -> bool:
    """Whether the results are narrowed to nobody else."""
    named = filters.expert or filters.organisation
    return (not named or expert.id in (filters.expert, filters.organisation)) and (
        not filters.specialty or model.slug(expert.specialty) == filters.specialty
    )


def _held(line: page.Line, query: Query) -> list[str]:
    """The words of a message that a statement holds."""
    tokens = {reading.token(stem) for stem in read_words(f"{line.heading} {line.exact}").stems}
    return [word for word in query.words if word in tokens]


def _texts(shown: Iterable[Result]) -> Iterable[str]:
    for one in shown:
        yield one.question
        yield one.topic.name if one.topic else ""
        yield one.quote.exact if one.quote else ""


def _named(text: str, query: Query) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Topics and experts whose names stand in the message, or hold all that it says."""
    slugs: set[str] = set()
    for words in (text, query.whole):
        forms = read_words(words).forms[:LOOKED_AT]
        slugs |= {
            model.slug(" ".join(forms[first : first + length]))
            for first in range(len(forms))
            for length in range(1, LONGEST_NAME + 1)
        }
    stop = reading.manners().stop
    said = [stem for stem in dict.fromkeys(read_words(query.whole).stems) if stem not in stop]
    said = said if len(said) <= LONGEST_NAME else []
    topics = questions.named(questions.topics(), slugs, said)[:NAMES]
    experts = questions.named(questions.experts(), slugs, said)[:NAMES]
    return (
        tuple(Named(row.slug, row.name, count=row.count) for row in topics),
        tuple(Named(row.slug, row.name, row.credentials or row.specialty) for row in experts),
    )


def _chosen(every: Sequence[_Candidate], filters: Filters) -> Iterable[Option]:
    for kind, value in filters.chosen.items():
        names = (one.values()[kind].get(value, "") for one in every) if kind != "since" else ()
        yield Option(kind, value, next(filter(None, names), value), len(every))


def _options(every: Sequence[_Candidate], filters: Filters) -> Iterable[Option]:
    """What would narrow these further, the values of most results first."""
    for kind, counts, names in _counted(every):
        if kind not in filters.chosen:
            fewer = [value for value in counts if counts[value] < len(every)]
            best = sorted(fewer, key=lambda value: (-counts[value], names.get(value, value)))[:OFFERED]
            yield from (Option(kind, value, names.get(value) or value, counts[value]) for value in best)


def _counted(every: Sequence[_Candidate]) -> Iterable[tuple[str, Mapping[str, int], Mapping[str, str]]]:
    """For each filter how many of these have a value, and the names of the values."""
    held = [one.values() for one in every]
    for kind in held[0] if held else ():
        names = {value: name for values in held for value, name in values[kind].items()}
        yield kind, Counter(value for values in held for value in values[kind]), names
    years = sorted({one.last_year for one in every} - {""})
    yield "since", {year: sum(one.last_year >= year for one in every) for year in years}, {}
