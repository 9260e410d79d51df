"""The page of background work, for administrators."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from web import clock
from web.desk import administers, for_desk, show
from web.jobs import actions, queries

#: After so long without a job begun, no worker is there: the shortest job of the clock comes every five minutes.
SILENT = timedelta(minutes=15)


@require_safe
@for_desk(administers)
def jobs(request: HttpRequest) -> HttpResponse:
    return show(request, "desk/jobs.html", queries.jobs_page(timezone.now() - SILENT))


@require_POST
@for_desk(administers)
def run_again(request: HttpRequest, job: str) -> HttpResponse:
    with contextlib.suppress(ValidationError):  # somebody else was faster, and the list shows it
        actions.run_again(job=job, by=request.user, at=clock.now())
    return HttpResponseRedirect(reverse("jobs"), status=303)
