"""Rows become page models. No HTML, no request; every fetch goes through the apps' queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from plurivox import facets, page, selection
from plurivox.errors import NotFound
from plurivox.model import ENGINE_VERSION, Comparison, Entry, Lists, Stance, State
from web import clock
from web.checking import queries as checking
from web.experts.badges import badge
from web.pages import method, model, tickets
from web.pages.ground import BESIDE, Ground, Known
from web.questions import queries as questions
from web.questions.models import Question, Topic
from web.review import lines
from web.review import queries as comparisons

#: Lines of a long list on one page; topics and questions on the first page.
PER_PAGE, HOME_TOPICS, HOME_QUESTIONS = 50, 12, 8

#: Characters of an answer that its expert's page shows.
EXCERPT = 240

#: Letters of a text's hash that name it in an address: 64 bits, so that no two texts of a site share them.
TEXT_LETTERS = 16


def question_page(ground: Ground) -> model.QuestionPage:
    """The page of one question, of this ground and of nothing else."""
    entry = ground.entry
    showing, comparison, release = ground.standing.shown(entry)
    comparison = comparison or _uncompared(entry)
    if ground.without:
        comparison = selection.only(comparison, {answer.id for answer in entry.answers} - ground.declaring)
    compared = page.build(comparison, facets.asked(entry.question))
    return model.QuestionPage(
        slug=ground.slug,
        topic=ground.topic,
        showing=showing,
        release=release,
        declared=_declared(ground, comparison, release.since if release else ()),
        compared=compared,
        counts=model.Counts(
            sum(len(section.rows) for section in compared.agreed),
            len(compared.differing) + len(compared.disputed),
            sum(len(section.rows) for section in compared.single),
            len(compared.unaddressed),
        ),
        answers=tuple(_shown_answer(full, ground.known[full.answer.id]) for full in compared.answers),
        tombstones=ground.tombstones,
        open=ground.open,
        asked=ground.asked,
        declaring=len(ground.declaring),
        without=ground.without,
        plain=bool(release and _plain(release, compared)),
        professional=ground.professional,
        related=ground.related,
        related_topics=ground.related_topics,
    )


def changes_page(slug: str) -> model.ChangesPage:
    """What has changed in one question. Raises NotFound."""
    row, at = questions.question(slug), clock.now()
    changed = [checking.history_of(answer, at) for answer in questions.answers(row)]
    return model.ChangesPage(
        row.slug,
        row.text,
        comparisons.history_of(row),
        tuple(found for found in changed if found is not None),
        checking.tombstones_of(row, at),
    )


def corrections_page(number: str) -> model.CorrectionsPage:
    """One page of all public corrections."""
    found, here, pages, total = checking.corrections_log(number)
    return model.CorrectionsPage(found, model.Paging(here, pages, total))


def text_page(sha256: str) -> tuple[str, str] | model.GonePage:
    """Where the text of this hash is shown, as the question's slug and the answer's key; or what became of it.

    Raises NotFound when readers never saw such a text.
    """
    found = checking.standing(sha256, clock.now())
    if found is None:
        raise NotFound(_("Nothing is published under that name. Try the search, or start from the topics."))
    if found.shown:
        return found.slug, found.answer
    return model.GonePage(found.slug, questions.question(found.slug).text, found.answer, found.replaced)


def report_page(slug: str, name: str, ticket: tickets.Ticket | None = None, refused: str = "") -> model.ReportPage:
    """The form about the line of this name; with a ticket that was issued before, also when the line is gone since.

    Raises NotFound.
    """
    row = questions.question(slug)
    entry, present = questions.entry(row), BESIDE.present(row.pk)
    fresh = comparisons.standing_of([(row, entry)], present)[row.pk].shown(entry).comparison
    line = lines.of_page(page.build(fresh)).get(name) if fresh else None
    if ticket is None:
        if fresh is None or line is None:
            raise NotFound(_("This line is no longer on the page. Go back to the question and look at it anew."))
        seen = lines.Seen(line.kind, line.point, line.statements, fresh.input_digest, fresh.engine)
        ticket = tickets.issue(slug, name, seen)
    return model.ReportPage(row.slug, row.text, name, line, ticket.seen.reasons, ticket.text, refused)


def reported_page(slug: str) -> model.ReportedPage:
    """The page after a report. Raises NotFound."""
    row = questions.question(slug)
    return model.ReportedPage(row.slug, row.text)


def method_page() -> model.MethodPage:
    """How the comparison is made and how often it errs."""
    measured, figures = method.measured()
    return model.MethodPage(ENGINE_VERSION, measured, figures)


def expert_page(slug: str, number: str) -> model.ExpertPage:
    """The page of one expert. Raises NotFound."""
    row = questions.expert(slug)
    rows, paging = _page(questions.of_expert(row), number)
    answers = []
    for answer in rows:
        excerpt = _excerpt(answer.live.body)
        cut = len(excerpt) < len(answer.live.body)
        answers.append(
            model.ExpertAnswer(answer.question.slug, answer.question.text, answer.key, answer.live.date, excerpt, cut)
        )
    known = badge([row], clock.now())[row.pk]
    topics = _topic_cards(questions.topics_of(row))
    return model.ExpertPage(row.slug, questions.as_expert(row), known, topics, tuple(answers), paging)


def topic_page(slug: str, number: str) -> model.TopicPage:
    """The page of one topic. Raises NotFound."""
    row = questions.topic(slug)
    rows, paging = _page(questions.of_topic(row), number)
    return model.TopicPage(row.slug, row.name, tuple(_card(found) for found in rows), paging)


def topics_page(number: str) -> model.TopicsPage:
    """All topics by name."""
    rows, paging = _page(questions.topics().order_by("name"), number)
    return model.TopicsPage(_topic_cards(rows), paging)


def home_page() -> model.HomePage:
    """The first page."""
    topics = list(questions.topics()[: HOME_TOPICS + 1])
    first = questions.shown_questions().select_related("topic")[:HOME_QUESTIONS]
    return model.HomePage(
        _topic_cards(topics[:HOME_TOPICS]), len(topics) > HOME_TOPICS, tuple(_card(found) for found in first)
    )


def _shown_answer(full: page.FullAnswer, known: Known) -> model.ShownAnswer:
    """One answer in full, with what is known of it and of its author."""
    return model.ShownAnswer(full, known.facts, known.badge, known.outside, full.answer.sha256[:TEXT_LETTERS])


def _plain(release: comparisons.ReleaseFacts, compared: page.QuestionPage) -> bool:
    """Whether a row on this page has a plain line; answers that are left out may take it along."""
    shown = (*compared.agreed, *compared.single) if compared.state is State.COMPARED else ()
    points = {row.point for section in shown for row in section.rows}
    return any(line.plain and line.point in points for line in release.lines)


def _declared(ground: Ground, comparison: Comparison, since: Iterable[Stance]) -> dict[str, model.Declared]:
    """What experts said of the statements of this comparison, by the statement's id."""
    counted, later = comparisons.by_statement(comparison.stances), comparisons.by_statement(since)
    found, replies, nothing = {}, ground.replies, comparisons.Stances()
    for statement in comparison.statements if counted or later or replies else ():
        said = replies.get((statement.answer, statement.quote.start, statement.quote.end), ())
        if said or statement.id in counted or statement.id in later:
            found[statement.id] = model.Declared(
                counted.get(statement.id, nothing), later.get(statement.id, nothing), said
            )
    return found


def _uncompared(entry: Entry) -> Comparison:
    """The answers alone: what a page shows while the comparison is being made anew."""
    nothing = Lists((), (), (), ())
    return Comparison(
        entry.question, entry.answers, State.NOT_ENOUGH_ANSWERS, (), (), (), (), nothing, (), (), "", ENGINE_VERSION, ""
    )


def _card(row: Question) -> model.Card:
    return model.Card(row.slug, row.text, "", row.voices)


def _topic_cards(rows: Iterable[Topic]) -> tuple[model.TopicCard, ...]:
    return tuple(model.TopicCard(row.slug, row.name, row.count) for row in rows)  # type: ignore[attr-defined]


def _excerpt(body: str) -> str:
    """How the body begins: its first paragraph, or less, cut between two words."""
    first = body.split("\n\n", 1)[0]
    return first if len(first) <= EXCERPT else first[:EXCERPT].rsplit(None, 1)[0]


def _page(rows: Sequence[Any] | Any, number: str) -> tuple[Any, model.Paging]:
    found = Paginator(rows, PER_PAGE).get_page(number)
    return found.object_list, model.Paging(found.number, found.paginator.num_pages, found.paginator.count)
