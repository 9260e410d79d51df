"""Filters of our templates: names from the catalogue, dates, anchors, paragraphs. They write no sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plurivox.model import Expert, Facet, RelationKind, Role, Stance, TermKind
from plurivox.page import Difference, Dispute, FullAnswer, QuestionPage, Segment, TermRow
from web.checking.queries.public import Signed
from web.facets import FACETS
from web.letters import letter
from web.pages import catalogue, model
from web.pages.model import Declared, Figure, ShownAnswer
from web.review import lines
from web.review.queries import ReleasedLine, ReleaseFacts
from web.review.states import Showing
from web.writing.content import HEADINGS

register = template.Library()

_UNSAFE_IN_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"[A-Z]|\w*[A-Z]\w*[A-Z0-9]\w*")
_ITEM = re.compile(r"\s*[-*•·–]\s")
_PARTS_OF_A_DATE = {4: "Y", 7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}


@register.filter
def facet_name(facet: Facet) -> Promise | str:
    return FACETS[facet][0]


@register.filter
def facet_meaning(facet: Facet) -> Promise | str:
    return FACETS[facet][1]


@register.filter
def relation_name(kind: RelationKind) -> Promise | str:
    return catalogue.RELATIONS[kind][0]


@register.filter
def reason(rule: str) -> Promise | str:
    """What the rule that decided a relation says to a reader; nothing for a rule we have no words for."""
    return catalogue.REASONS.get(rule, "")  # type: ignore[call-overload]


@register.filter
def table_name(kind: TermKind) -> Promise | str:
    return catalogue.TERMS[kind][0]


@register.filter
def column_name(kind: TermKind) -> Promise | str:
    return catalogue.TERMS[kind][1]


@register.filter
def anchor(name: str) -> str:
    """An id that HTML and a URL fragment both take, and that no two names share.

    >>> anchor("a1.3"), anchor("a 1")
    ('a1.3', 'a_20_1')
    """
    return _UNSAFE_IN_ANCHOR.sub(lambda found: f"_{ord(found[0]):x}_", name)


@register.filter
def day(text: str) -> str:
    """An ISO date of any precision in the reader's language; as it stands where it is none.

    >>> day("2023")
    '2023'
    """
    parts = [int(part) for part in text.split("-") if part.isdecimal()]
    try:
        found = date(*[*parts, 1, 1][:3])
        return formats.date_format(found, _PARTS_OF_A_DATE[len(text)])
    except (ValueError, TypeError, KeyError):
        return text


@register.filter
def web_address(url: str) -> str:
    """The address if a reader may be sent there: http or https, nothing else.

    >>> web_address("javascript:alert(1)")
    ''
    """
    return url if url.lower().startswith(("https://", "http://")) else ""


@register.filter
def own_disclaimer(full: FullAnswer) -> bool:
    """Whether the answer's disclaimer stands beside its text; one that is part of the text is read there."""
    return bool(full.answer.disclaimer) and full.answer.disclaimer not in full.answer.text


@dataclass(slots=True)
class Paragraph:
    """A stretch of an answer between line breaks; `near` when no empty line stands before it."""

    near: bool
    segments: list[Segment]

    @property
    def item(self) -> bool:
        return bool(_ITEM.match("".join(segment.text for segment in self.segments[:2])))

    @property
    def heading(self) -> bool:
        return all(segment.role is Role.HEADING or not segment.text.strip() for segment in self.segments)


@register.filter
def paragraphs(segments: Iterable[Segment]) -> Sequence[Paragraph]:
    """The segments of an answer by paragraphs. Line breaks between segments part them; no other character is lost."""
    found, gap = [Paragraph(False, [])], False
    for segment in segments:
        if segment.role is not None:
            found[-1].segments.append(segment)
            continue
        first, *lines = segment.text.split("\n")
        if first:
            found[-1].segments.append(Segment(first, "", None))
        for number, line in enumerate(lines, 1):
            if line.strip() or number == len(lines):
                found.append(Paragraph(not gap, [Segment(line, "", None)] if line else []))
                gap = False
            else:
                gap = True
    return [paragraph for paragraph in found if paragraph.segments]


@dataclass(frozen=True, slots=True)
class PartOfAnswer:
    """A structured part of an answer with its heading, or a whole answer without one."""

    name: Promise | str
    paragraphs: Sequence[Paragraph]


@register.filter
def in_parts(shown: ShownAnswer) -> Sequence[PartOfAnswer]:
    """The paragraphs of an answer under the headings of its parts; all together where it has none."""
    groups: list[tuple[Promise | str, list[Segment]]] = [("", [])]
    starts = {part.start: HEADINGS.get(part.name, "") for part in shown.facts.parts}
    at = 0
    for segment in shown.full.segments:
        cuts = [start - at for start in sorted(starts) if at < start < at + len(segment.text)]
        for begin, end in zip([0, *cuts], [*cuts, len(segment.text)], strict=True):
            if at + begin in starts:
                groups.append((starts[at + begin], []))
            groups[-1][1].append(replace(segment, text=segment.text[begin:end]))
        at += len(segment.text)
    return [PartOfAnswer(name, paragraphs(segments)) for name, segments in groups if segments]


@register.filter
def as_written(row: TermRow) -> str:
    """A term as most of the quotes that name it write its abbreviations: "SGLT2 inhibitor" for "sglt2 inhibitor"."""
    quotes = [line.exact for line in row.cells if line and not line.exact.isupper()]

    def capitals(word: re.Match[str]) -> str:
        spelled = re.compile(rf"\b{re.escape(word[0])}(?=s?\b)", re.IGNORECASE)
        forms = Counter(found[0] for quote in quotes for found in spelled.finditer(quote))
        form = forms.most_common(1)[0][0] if forms else ""
        return form if _ABBREVIATION.fullmatch(form) else word[0]

    return _WORD.sub(capitals, row.term)


@register.filter
def verified_what(words: Iterable[str]) -> str:
    """What was verified, as it is listed in a sentence."""
    return ", ".join(str(catalogue.VERIFIED[word]) for word in words)


@register.filter
def move_name(move: str) -> Promise | str:
    return catalogue.MOVES[move]


@register.filter
def list_name(name: str) -> Promise | str:
    return catalogue.LISTS[name]


@register.filter
def taken_back(state: str) -> Promise | str:
    return catalogue.TAKEN_BACK[state]


@register.filter
def of_point(release: ReleaseFacts | None, point: str) -> ReleasedLine | None:
    """What stands beside the row of this point in a release; None where there is none."""
    return release.of_point(point) if release else None


@register.filter
def of_difference(release: ReleaseFacts | None, difference: Difference) -> ReleasedLine | None:
    """What stands beside this difference in a release; None where there is none."""
    return release.of_difference(difference.a.statement, difference.b.statement) if release else None


@register.filter
def of_statement(declared: Mapping[str, Declared] | str, statement: str) -> Declared | None:
    """What experts said of this statement; None where nobody did, or where a page does not show it."""
    return declared.get(statement) if isinstance(declared, Mapping) else None


@dataclass(frozen=True, slots=True)
class OfKind:
    """What differs in one way: what the program found, then what peers declared."""

    kind: RelationKind
    differences: tuple[Difference, ...]
    disputes: tuple[Dispute, ...]


@register.filter
def lead(group: OfKind, showing: Showing) -> Promise | str:
    """What these differences mean. Before a release it claims no more than what the program found; what peers alone
    declared was not found by the program."""
    found = group.differences and showing != Showing.RELEASED
    return catalogue.UNREVIEWED_RELATIONS[group.kind] if found else catalogue.RELATIONS[group.kind][1]


@register.filter
def by_kind(compared: QuestionPage) -> Sequence[OfKind]:
    """What differs, by how; ways in which nothing differs are left out."""
    found = (
        OfKind(
            kind,
            tuple(each for each in compared.differing if each.kind is kind),
            tuple(each for each in compared.disputed if each.kind is kind),
        )
        for kind in catalogue.RELATIONS
    )
    return [group for group in found if group.differences or group.disputes]


@register.filter
def peers(stances: Iterable[Stance]) -> str:
    """The names of those who took these stances, each once, as they are listed in a sentence."""
    return listed(list(dict.fromkeys(stance.peer.name for stance in stances)))


@register.simple_tag
def mails() -> bool:
    """Whether this site sends letters, so that a page may promise one."""
    return letter.goes_out()


@register.simple_tag
def seen_as(page: model.QuestionPage, without: bool, professional: bool) -> str:
    """The address of this question with answers left `without` or not, and for professionals or not."""
    asked = {"conflicts": "none"} if without else {}
    asked |= {"for": "professional"} if professional else {}
    return reverse("question", args=[page.slug]) + (f"?{urlencode(asked)}" if asked else "")


@register.filter
def signed(people: Iterable[Signed]) -> str:
    """Names with credentials, as they are listed in a sentence."""
    said = [f"{one.name}, {one.credentials}" if one.credentials else one.name for one in people]
    *first, last = said or [""]
    return _("%(first)s and %(last)s") % {"first": "; ".join(first), "last": last} if first else last


@register.filter
def marked(paragraph: Paragraph) -> SafeString:
    """The paragraph as HTML, every character escaped, each statement a span with an id. Built here and not in a
    template, for white space that a template adds would stand inside the expert's words."""
    kind = "heading" if paragraph.heading else "item" if paragraph.item else "near" if paragraph.near else ""
    inner = format_html_join("", "{}", ((_marked(segment),) for segment in paragraph.segments))
    return format_html('<p class="{}">{}</p>', kind, inner) if kind else format_html("<p>{}</p>", inner)


def _marked(segment: Segment) -> SafeString | str:
    if segment.statement:
        return format_html('<span class="s" id="s-{}">{}</span>', anchor(segment.statement), segment.text)
    if segment.role in (Role.LINKS, Role.DISCLAIMER, Role.BOILERPLATE):
        return format_html('<span class="aside">{}</span>', segment.text)
    return segment.text


@register.filter
def emphasised(exact: str, words: str) -> SafeString | str:
    """The quote, every character escaped, with these words of it, where they first stand, in a <mark>.

    >>> emphasised("at 65 & over", "65")
    'at <mark>65</mark> &amp; over'
    """
    before, found, after = exact.partition(words) if words else (exact, "", "")
    return format_html("{}<mark>{}</mark>{}", before, found, after) if found else exact


@register.filter
def marks(count: int) -> range:
    """To draw `count` marks."""
    return range(count)


@register.filter
def names(experts: Sequence[Expert]) -> str:
    """The names of these experts, as they are listed in a sentence."""
    return listed([expert.name for expert in experts])


@register.filter
def listed(words: Sequence[str]) -> str:
    """These names, as they are listed in a sentence."""
    *first, last = words
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


@register.simple_tag
def report_address(slug: str, kind: str, *ids: str) -> str:
    """Where a reader says what is wrong with the line of this kind over this point or these statements."""
    return f"{reverse('report', args=[slug])}?{urlencode({'line': lines.name(kind, *ids)})}"


@register.filter
def figure_name(figure: Figure) -> Promise | str:
    return catalogue.FIGURES[figure.id].name


@register.filter
def data_name(figure: Figure) -> Promise | str:
    """What it was measured on, in the reader's language; nothing for data that we have no words for."""
    return catalogue.DATA.get(figure.data, "")


@register.filter
def figure_sentences(figure: Figure) -> Sequence[str]:
    """What the figures mean, in words: of a hundred, how many."""
    shares = {
        "precision": round(100 * figure.precision) if figure.precision is not None else "",
        "recall": round(100 * figure.recall) if figure.recall is not None else "",
        "found": figure.found,
        "of": figure.of,
    }
    return [str(sentence) % shares for sentence in catalogue.FIGURES[figure.id].sentences]
