"""The reviewers' desk: one view a page. Whoever is no reviewer is sent to sign in, or finds nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plurivox.errors import NotFound
from web.headers import of_a_form
from web.origin import SAFE
from web.review import actions, queue, rules
from web.review.forms import DecisionForm
from web.review.states import Status


def for_reviewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for reviewers only. Who has not signed in may; for all others there is no such page."""

    @of_a_form
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method in SAFE else reverse("reports"))
        try:
            rules.check_may_judge(request.user)
        except PermissionDenied as error:
            raise NotFound("There is no page at this address.") from error
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The door: the cookies of the desk are not sent here, only below it."""
    return HttpResponseRedirect(reverse("reports"))


@require_safe
@for_reviewers
def reports(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = queue.queue_page(
        asked.get("status", ""), asked.get("reason", ""), asked.get("order", ""), asked.get("page", "")
    )
    return render(request, "desk/reports.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def reported_line(request: HttpRequest, line: str) -> HttpResponse:
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.decide_reports(
                line=line,
                before=Status(typed["before"]),
                after=Status(typed["after"]),
                reason=typed["reason"],
                upto=typed["upto"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("reason" if error.code in ("reason-missing", "too-long") else None, error)
        else:
            return HttpResponseRedirect(request.path, status=303)
    shown = {"page": queue.line_page(line), "form": form}
    return render(request, "desk/line.html", shown, status=400 if form.errors else 200)


@require_POST
@for_reviewers
def erase_note(request: HttpRequest, line: str, report: int) -> HttpResponse:
    actions.erase_note(report=report, by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("reported-line", args=[line]), status=303)
