"""The log, for administrators: page by page, and as lines of JSON."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from web import clock
from web.audit import queries
from web.audit.actions import record
from web.audit.forms import LogForm
from web.desk import administers, for_desk, show


@require_safe
@for_desk(administers)
def log(request: HttpRequest) -> HttpResponse:
    form = LogForm(request.GET)
    page = queries.log_page(form.wanted(), request.GET.get("page", ""))
    return show(request, "desk/log.html", page, form=form)


@require_safe
@for_desk(administers)
def export(request: HttpRequest) -> HttpResponse:
    """The same entries as a file, each with its hash. That it was taken away is an entry too."""
    wanted = LogForm(request.GET).wanted()
    if request.method == "GET":
        with transaction.atomic():
            record("exported", "log", "all" if wanted == queries.Wanted() else "part", by=request.user, at=clock.now())
    response = StreamingHttpResponse(queries.lines(wanted), content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="log.jsonl"'
    return response  # type: ignore[return-value]
