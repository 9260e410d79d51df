"""The queue of what is to be checked, one submission, what is due, and what is noted of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from web import clock
from web.accounts.models import Role
from web.checking import actions, forms, noted, overview, proposal, queue, rules
from web.checking.models import Mark, Verdict
from web.desk import anybody, for_desk, has, show

#: Codes of refusals that stand at the field in which the reason is typed.
OF_REASON = ("reason-missing", "too-long", "corrected-already")


@require_safe
@for_desk(rules.check_may_check)
def to_check(request: HttpRequest) -> HttpResponse:
    page = queue.queue_page(request.user, request.GET.get("list", ""), request.GET.get("page", ""))
    return show(request, "desk/checking/queue.html", page)


@require_safe
@for_desk(anybody)
def submission(request: HttpRequest, number: int) -> HttpResponse:
    return _proposal(request, number, forms.JudgementForm())


@require_POST
@for_desk(anybody)
def check_facts(request: HttpRequest, number: int) -> HttpResponse:
    return _judge(request, number, "facts", actions.check_facts)


@require_POST
@for_desk(anybody)
def vote(request: HttpRequest, number: int) -> HttpResponse:
    return _judge(request, number, "vote", actions.vote)


@require_safe
@for_desk(has(Role.EDITOR, Role.REVIEWER))
def due(request: HttpRequest) -> HttpResponse:
    return show(request, "desk/checking/overview.html", overview.overview_page(request.user, clock.now()))


@require_safe
@for_desk(has(Role.EDITOR, Role.REVIEWER))
def due_csv(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    lines = overview.as_csv(request.user, name, clock.now(), f"{request.scheme}://{request.get_host()}")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="plurivox-{name}.csv"'
    return response


@require_safe
@for_desk(rules.check_may_note)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    return _noted(request, number)


@require_POST
@for_desk(rules.check_may_note)
def mark(request: HttpRequest, number: int) -> HttpResponse:
    form = forms.MarkForm(request.POST)

    def act(typed: dict[str, Any]) -> None:
        actions.mark(
            answer=noted.answer(number),
            kind=Mark.Kind(typed["kind"]),
            reason=typed["reason"],
            expert=_expert(request, typed["expert"]),
            by=request.user,
            at=clock.now(),
        )

    return _note(request, number, "mark", form, "reason", act)


@require_POST
@for_desk(rules.check_may_note)
def end_mark(request: HttpRequest, number: int, mark: int) -> HttpResponse:
    found = noted.mark(number, mark)
    form = forms.NoteForm(request.POST)

    def act(typed: dict[str, Any]) -> None:
        actions.end_mark(mark=found, reason=typed["text"], by=request.user, at=clock.now())

    return _note(request, number, f"end-{mark}", form, "text", act)


@require_POST
@for_desk(rules.check_may_note)
def correct(request: HttpRequest, number: int) -> HttpResponse:
    form = forms.NoteForm(request.POST)

    def act(typed: dict[str, Any]) -> None:
        actions.correct(answer=noted.answer(number), text=typed["text"], by=request.user, at=clock.now())

    return _note(request, number, "correct", form, "text", act)


@require_POST
@for_desk(rules.check_may_note)
def endorse(request: HttpRequest, number: int) -> HttpResponse:
    form = forms.VoiceForm(request.POST)

    def act(typed: dict[str, Any]) -> None:
        expert = _expert(request, typed["expert"])
        if expert is None:
            raise PermissionDenied
        actions.endorse(answer=noted.answer(number), expert=expert, by=request.user, at=clock.now())

    return _note(request, number, "endorse", form, None, act)


@require_POST
@for_desk(rules.check_may_note)
def end_endorsement(request: HttpRequest, number: int, endorsement: int) -> HttpResponse:
    found = noted.endorsement(number, endorsement)
    actions.end_endorsement(endorsement=found, by=request.user, at=clock.now())
    return HttpResponseRedirect(reverse("noted", args=[number]), status=303)


def _judge(request: HttpRequest, number: int, step: str, action: Callable[..., Any]) -> HttpResponse:
    """Store a check or a vote, or show the page again with what was typed. Who may not is refused, and that is kept."""
    row = proposal.submission(number)
    form = forms.JudgementForm(request.POST)
    check = rules.check_may_check_facts if step == "facts" else rules.check_may_vote
    try:
        check(request.user, row)
        if form.is_valid():
            typed = form.cleaned_data
            verdict = Verdict(typed["verdict"])
            action(submission=row, verdict=verdict, reason=typed["reason"], by=request.user, at=clock.now())
            return HttpResponseRedirect(reverse("submission", args=[number]), status=303)
    except PermissionDenied:
        actions.refused(submission=row, step=step, by=request.user, at=clock.now())
        raise
    except ValidationError as error:
        form.add_error("reason" if error.code in OF_REASON else None, error)
    return _proposal(request, number, form, 400)


def _proposal(request: HttpRequest, number: int, form: Form, status: int = 200) -> HttpResponse:
    page = proposal.proposal_page(proposal.submission(number), request.user, request.GET.get("against", ""))
    return show(request, "desk/checking/submission.html", page, status, form=form)


def _note(
    request: HttpRequest,
    number: int,
    name: str,
    form: Form,
    field: str | None,
    act: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """Store a note, or show the page again with what was typed in the form of this name."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return HttpResponseRedirect(reverse("noted", args=[number]), status=303)
        except ValidationError as error:
            form.add_error(field if error.code in OF_REASON else None, error)
    return _noted(request, number, {name: form}, 400)


def _noted(request: HttpRequest, number: int, typed: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    filled, form = next(iter(typed.items())) if typed else ("", forms.NoteForm())
    page = noted.noted_page(noted.answer(number), request.user, clock.now(), filled)
    return show(request, "desk/checking/noted.html", page, status, form=form)


def _expert(request: HttpRequest, slug: str):  # type: ignore[no-untyped-def]
    """The expert in whose name it is done; None for no name. Refused for one for whom the account does not write."""
    if not slug:
        return None
    found = noted.expert(request.user, slug)
    if found is None:
        raise PermissionDenied
    return found
