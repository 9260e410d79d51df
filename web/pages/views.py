"""One view a page: read the request, ask for the page model, hand it to the template or write it as JSON."""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from plurivox.errors import NotFound
from web import kept, limits
from web.databases import check_durable
from web.headers import of_a_form, of_a_script
from web.pages import assembly, searching, tickets
from web.pages.forms import ReportForm
from web.pages.ground import ground_of
from web.pages.templatetags.words import anchor
from web.questions import queries as questions
from web.review import actions, lines

#: Reports that one sender may send: a careful reader of a long page stays far below, a ward behind one address too.
REPORTS = limits.Pace("reports", 20, 10 * 60)

#: Characters of a Link header: the address of a long search would not fit into what servers before this one take.
LONGEST_LINK = 1_000

#: Pages of questions as they were written, by all that they were made of; bytes that one process holds of them.
PAGES = kept.Kept(32_000_000)

#: How hard a page is packed, of 9: more takes longer and saves little.
PACKING = 6

_UNPACKS = re.compile(r"\bgzip\b")


@require_safe
@of_a_script
def home(request: HttpRequest, twin: bool = False) -> HttpResponse:
    return _show(request, "home.html", assembly.home_page(), twin, reverse("home.json"))


@require_safe
def question(request: HttpRequest, slug: str, twin: bool = False) -> HttpResponse:
    try:
        asked = request.GET
        ground = ground_of(slug, asked.get("conflicts") == "none", asked.get("for") == "professional")
    except NotFound:
        if there := questions.moved_to(slug):
            return HttpResponsePermanentRedirect(reverse("question.json" if twin else "question", args=[there]))
        raise
    address = reverse("question.json", args=[slug])
    made_of = kept.digest(ground.digest, twin, get_language(), request.build_absolute_uri())
    body = PAGES.of(
        made_of, lambda: _show(request, "question.html", assembly.question_page(ground), twin, address).content
    )
    return _packed(request, _written(request, body, twin, address), made_of)


@require_safe
def changes(request: HttpRequest, slug: str, twin: bool = False) -> HttpResponse:
    return _show(request, "changes.html", assembly.changes_page(slug), twin, reverse("changes.json", args=[slug]))


@require_safe
def corrections(request: HttpRequest, twin: bool = False) -> HttpResponse:
    page = assembly.corrections_page(request.GET.get("page", ""))
    return _show(request, "corrections.html", page, twin, reverse("corrections.json"))


@require_safe
def text(request: HttpRequest, sha256: str) -> HttpResponse:
    """The place of exactly these words; when they are shown no more, what became of them and no word of it."""
    found = assembly.text_page(sha256)
    if isinstance(found, tuple):
        slug, answer = found
        return HttpResponseRedirect(f"{reverse('question', args=[slug])}#answer-{anchor(answer)}")
    return render(request, "gone.html", {"page": found}, status=410)


@require_safe
def expert(request: HttpRequest, slug: str, twin: bool = False) -> HttpResponse:
    page = assembly.expert_page(slug, request.GET.get("page", ""))
    return _show(request, "expert.html", page, twin, reverse("expert.json", args=[slug]))


@require_safe
def topic(request: HttpRequest, slug: str, twin: bool = False) -> HttpResponse:
    page = assembly.topic_page(slug, request.GET.get("page", ""))
    return _show(request, "topic.html", page, twin, reverse("topic.json", args=[slug]))


@require_safe
def topics(request: HttpRequest, twin: bool = False) -> HttpResponse:
    page = assembly.topics_page(request.GET.get("page", ""))
    return _show(request, "topics.html", page, twin, reverse("topics.json"))


@require_safe
@of_a_script
def search(request: HttpRequest, twin: bool = False) -> HttpResponse:
    page = searching.search_page(request.GET, to_send=not twin)
    response = _show(request, "search.html", page, twin, reverse("search.json"))
    response.status_code = 400 if page.refused else 200
    response.headers["Cache-Control"] = "no-store"  # what was searched for stays with the reader
    response.headers["X-Robots-Tag"] = "noindex"
    if len(response.headers.get("Link", "")) > LONGEST_LINK:
        del response.headers["Link"]
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


@require_safe
def method(request: HttpRequest, twin: bool = False) -> HttpResponse:
    return _show(request, "method.html", assembly.method_page(), twin, reverse("method.json"))


@csrf_exempt  # readers get no cookie: the ticket in the form and web.origin stand in for it
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_form
def report(request: HttpRequest, slug: str) -> HttpResponse:
    name = request.GET.get("line", "")
    if request.method == "POST":
        return _take_report(request, slug, name)
    page = assembly.report_page(slug, name)
    return render(request, "report.html", {"page": page, "form": ReportForm(reasons=page.reasons)})


@require_safe
@of_a_form
def reported(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "reported.html", {"page": assembly.reported_page(slug)})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For the operator's monitor: the database answers, and keeps what it acknowledges."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        check_durable()
    except (DatabaseError, ImproperlyConfigured):
        return JsonResponse({"status": "failing"}, status=503)
    return JsonResponse({"status": "ok"})


def _take_report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Store what a reader sent, once; or show the form again with the reader's words in it, and say why."""
    seconds = limits.wait(REPORTS, limits.sender(request), time.time())
    ticket = tickets.read(request.POST.get("ticket", ""), slug, name)
    form = ReportForm(request.POST, reasons=ticket.seen.reasons if ticket else lines.Reason)
    refused, status = "", 400
    if seconds:
        refused, status = _("Many reports came from your network. Please send this one again later."), 429
    elif ticket is None:
        refused = _("This form was open for too long. Please send it again.")
    elif form.is_valid():
        actions.report_line(
            question=questions.question(slug),
            seen=ticket.seen,
            reason=lines.Reason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            submission=ticket.submission,
            at=timezone.now(),
        )
        return HttpResponseRedirect(reverse("reported", args=[slug]), status=303)
    page = assembly.report_page(slug, name, ticket, refused)
    response = render(request, "report.html", {"page": page, "form": form}, status=status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _show(request: HttpRequest, template: str, page: Any, twin: bool, address: str) -> HttpResponse:
    if twin:
        return JsonResponse(asdict(page), json_dumps_params={"ensure_ascii": False, "indent": 1})
    written = render_to_string(template, {"page": page, "twin": _asked(request, address)}, request)
    return _written(request, written.encode(), twin, address)


def _written(request: HttpRequest, body: bytes, twin: bool, address: str) -> HttpResponse:
    """A page, or its twin, that is written already."""
    if twin:
        return HttpResponse(body, content_type="application/json")
    link = f'<{_asked(request, address)}>; rel="alternate"; type="application/json"'
    return HttpResponse(body, headers={"Link": link})


def _packed(request: HttpRequest, response: HttpResponse, made_of: str) -> HttpResponse:
    """The same for a browser that unpacks, packed once for all: no secret is in it that a length could tell."""
    if _UNPACKS.search(request.headers.get("Accept-Encoding", "")):
        written = response.content
        response.content = PAGES.of(f"{made_of} packed", lambda: gzip.compress(written, PACKING, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _asked(request: HttpRequest, address: str) -> str:
    """The address with what this request asks of it."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
