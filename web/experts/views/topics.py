"""Topics at the desk: how risky each is, and new ones."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from web import clock
from web.desk import for_desk, show
from web.experts import actions, queries, rules
from web.experts.forms import RiskForm, TopicForm, add_errors
from web.questions.models import Risk

#: Topics on one page.
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One topic."""

    slug: str
    name: str
    risk: Risk
    questions: int


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """Topics by name, and what was searched for."""

    rows: tuple[Row, ...]
    risks: tuple[Risk, ...]
    words: str
    query: str
    number: int
    pages: int
    total: int


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk(rules.check_may_care)
def topics(request: HttpRequest) -> HttpResponse:
    form = TopicForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_topic(**form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _to(made.name)
    page = _page(request.GET.get("q", ""), request.GET.get("page", ""))
    return show(request, "desk/experts/topics.html", page, 400 if form.errors else 200, form=form)


@require_POST
@for_desk(rules.check_may_care)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = queries.topic(slug), RiskForm(request.POST)
    if form.is_valid():
        actions.set_risk(topic=found, risk=form.cleaned_data["risk"], by=request.user, at=clock.now())
    return _to(found.name)


def _to(name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk-topics')}?{urlencode({'q': name})}", status=303)


def _page(words: str, number: str) -> TopicsPage:
    found = Paginator(queries.found_topics(words), PER_PAGE).get_page(number)
    rows = tuple(Row(row.slug, row.name, Risk(row.risk), row.count) for row in found.object_list)
    query = urlencode({"q": words})
    return TopicsPage(rows, tuple(Risk), words, query, found.number, found.paginator.num_pages, found.paginator.count)
