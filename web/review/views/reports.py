"""The reviewers' desk: one view a page. Whoever is no reviewer is sent to sign in, or finds nothing here."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from web.desk import for_desk, show
from web.review import actions, queue, rules
from web.review.forms import DecisionForm
from web.review.states import Status

for_reviewers = for_desk(rules.check_may_judge)


@require_safe
@for_reviewers
def reports(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = queue.queue_page(
        asked.get("status", ""), asked.get("reason", ""), asked.get("order", ""), asked.get("page", "")
    )
    return show(request, "desk/reports.html", page)


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
    return show(request, "desk/line.html", queue.line_page(line), 400 if form.errors else 200, form=form)


@require_POST
@for_reviewers
def erase_note(request: HttpRequest, line: str, report: int) -> HttpResponse:
    actions.erase_note(report=report, by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("reported-line", args=[line]), status=303)
