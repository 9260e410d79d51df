"""The editors' pages: what the public asks, one such question, and every question with whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from web import clock
from web.accounts import roles
from web.asking import actions, moderation, queries, rules
from web.asking.forms import PublishForm, ReasonForm, RequestForm, RewordForm, TargetForm, named
from web.asking.models import Asked
from web.desk import for_desk, show
from web.experts import queries as experts
from web.questions.models import Question
from web.writing import actions as writing

for_editors = for_desk(rules.check_may_moderate)
both = require_http_methods(["GET", "HEAD", "POST"])

#: What a page says was just stored, by the word in its address.
DONE = {
    "reworded": _("The wording is stored."),
    "published": _("Published. Experts can answer it now, and nobody is told of it yet: ask one below."),
    "merged": _("Merged. Whoever asked is led to the other question."),
    "declined": _("Declined. Whoever asked reads why."),
    "opened": _("Open: experts can answer it. Nobody is told of it by that: ask one below."),
    "closed": _("Closed: nobody is asked any longer."),
    "asked": _("Asked. They are told."),
    "joined": _("Merged. The address of the first question leads here."),
}


@require_safe
@for_editors
def queue(request: HttpRequest) -> HttpResponse:
    page = moderation.queue_page(request.GET.get("state", ""), request.GET.get("page", ""), _done(request))
    return show(request, "desk/asking/queue.html", page)


@both
@for_editors
def asked(request: HttpRequest, number: int) -> HttpResponse:
    row = queries.one(number)
    return _asked(request, row)


@require_POST
@for_editors
def reword(request: HttpRequest, number: int) -> HttpResponse:
    row, form = queries.one(number), RewordForm(request.POST)
    return _act(
        request,
        form,
        lambda: actions.reword(asked=row, masked=form.cleaned_data["masked"], by=request.user, at=clock.now()),
        reverse("asked-question", args=[number]) + "?done=reworded",
        lambda: _asked(request, row, reword=form),
    )


@require_POST
@for_editors
def publish(request: HttpRequest, number: int) -> HttpResponse:
    row, form = queries.one(number), PublishForm(request.POST, topics=queries.topics())
    made: list[Question] = []

    def do() -> None:
        made.append(actions.publish(asked=row, by=request.user, at=clock.now(), **form.cleaned_data))

    done = _act(request, form, do, "", lambda: _asked(request, row, publish=form))
    return HttpResponseRedirect(_home(made[0].slug, "published"), status=303) if made else done


@require_POST
@for_editors
def merge(request: HttpRequest, number: int) -> HttpResponse:
    row, form = queries.one(number), TargetForm(request.POST)

    def do() -> None:
        target = named(queries.target(form.cleaned_data["question"]), form)
        if target is not None:
            actions.merge(asked=row, question=target, by=request.user, at=clock.now())

    return _act(
        request,
        form,
        do,
        reverse("asked") + "?done=merged",
        lambda: _asked(request, row, merge=form),
    )


@require_POST
@for_editors
def decline(request: HttpRequest, number: int) -> HttpResponse:
    row, form = queries.one(number), ReasonForm(request.POST)
    return _act(
        request,
        form,
        lambda: actions.decline(asked=row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()),
        reverse("asked") + "?done=declined",
        lambda: _asked(request, row, decline=form),
    )


@require_safe
@for_editors
def questions(request: HttpRequest) -> HttpResponse:
    page = moderation.list_page(request.GET.get("q", "")[:200], request.GET.get("page", ""))
    return show(request, "desk/asking/questions.html", page)


@require_safe
@for_editors
def question(request: HttpRequest, slug: str) -> HttpResponse:
    return _question(request, queries.question(slug))


@require_POST
@for_editors
def open_question(request: HttpRequest, slug: str) -> HttpResponse:
    row, wanted = queries.question(slug), request.POST.get("open") == "yes"
    form = forms.Form(request.POST)
    return _act(
        request,
        form,
        lambda: actions.set_open(question=row, open=wanted, by=request.user, at=clock.now()),
        _home(slug, "opened" if wanted else "closed"),
        lambda: _question(request, row, nothing=form),
    )


@require_POST
@for_editors
def ask_expert(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.question(slug)
    page = moderation.question_page(row, True, "")
    form = _request_form(page, request.POST)

    def do() -> None:
        typed = form.cleaned_data
        expert = experts.expert(typed["expert"]) if typed["expert"] else None
        writing.ask_expert(
            question=row,
            expert=expert,
            specialty=typed["specialty"],
            facet=typed["facet"],
            by=request.user,
            at=clock.now(),
        )

    return _act(request, form, do, _home(slug, "asked"), lambda: _question(request, row, request_form=form))


@require_POST
@for_editors
def merge_question(request: HttpRequest, slug: str) -> HttpResponse:
    row, form = queries.question(slug), TargetForm(request.POST)
    target: list[Question] = []

    def do() -> None:
        found = named(queries.target(form.cleaned_data["question"]), form)
        if found is not None:
            actions.merge_questions(question=row, into=found, by=request.user, at=clock.now())
            target.append(found)

    done = _act(request, form, do, "", lambda: _question(request, row, merge=form))
    return HttpResponseRedirect(_home(target[0].slug, "joined"), status=303) if target else done


def _act(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], object],
    back: str,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do it and go on; refused, show the page again with what was typed."""
    if form.is_valid():
        try:
            do()
        except ValidationError as error:
            told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
            for name, errors in told.items():
                only = next(iter(form.fields)) if len(form.fields) == 1 else None
                form.add_error(name if name in form.fields else only, errors)
        if not form.errors:
            return HttpResponseRedirect(back, status=303)
    return again()


def _asked(request: HttpRequest, row: Asked, **typed: forms.Form) -> HttpResponse:
    page = moderation.asked_page(row, _done(request))
    given: dict[str, Any] = {
        "reword": RewordForm(initial={"masked": row.masked}, auto_id="reword_%s"),
        "publish": PublishForm(initial={"wording": row.masked}, topics=queries.topics(), auto_id="publish_%s"),
        "merge": TargetForm(auto_id="merge_%s"),
        "decline": ReasonForm(auto_id="decline_%s"),
    }
    return _show(request, "desk/asking/asked.html", page, given, typed)


def _question(request: HttpRequest, row: Question, **typed: forms.Form) -> HttpResponse:
    page = moderation.question_page(row, roles.allowed(rules.check_may_edit, request.user, row), _done(request))
    given: dict[str, Any] = {
        "request_form": _request_form(page),
        "merge": TargetForm(auto_id="merge_%s"),
        "nothing": forms.Form(),
    }
    return _show(request, "desk/asking/question.html", page, given, typed)


def _show(
    request: HttpRequest, template: str, page: Any, given: dict[str, Any], typed: dict[str, forms.Form]
) -> HttpResponse:
    for name, form in typed.items():
        form.auto_id = given[name].auto_id
    failed = next((form for form in typed.values() if form.errors), forms.Form())
    return show(request, template, page, 400 if failed.errors else 200, form=failed, **given | typed)


def _request_form(page: moderation.QuestionPage, data: Any = None) -> RequestForm:
    return RequestForm(
        data,
        experts=[(each.slug, f"{each.name}, {each.specialty}".rstrip(", ")) for each in page.authors],
        specialties=page.specialties,
        facets=[(facet.value, facet.value) for facet in page.facets],
        auto_id="request_%s",
    )


def _home(slug: str, done: str) -> str:
    return reverse("desk-question", args=[slug]) + f"?done={done}"


def _done(request: HttpRequest) -> str:
    return str(DONE.get(request.GET.get("done", ""), ""))
