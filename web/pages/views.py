"""One view a page: read the request, ask for the page model, hand it to the template or write it as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from web.databases import check_durable
from web.pages import assembly


@require_safe
def home(request: HttpRequest, twin: bool = False) -> HttpResponse:
    return _show(request, "home.html", assembly.home_page(), twin, reverse("home.json"))


@require_safe
def question(request: HttpRequest, slug: str, twin: bool = False) -> HttpResponse:
    return _show(request, "question.html", assembly.question_page(slug), twin, reverse("question.json", args=[slug]))


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
def search(request: HttpRequest, twin: bool = False) -> HttpResponse:
    page = assembly.search_page(request.GET.get("q", "")[: assembly.LONGEST_SEARCH], request.GET.get("page", ""))
    response = _show(request, "search.html", page, twin, reverse("search.json"))
    response.headers["Cache-Control"] = "no-store"  # what was searched for stays with the reader
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


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


def _show(request: HttpRequest, template: str, page: Any, twin: bool, address: str) -> HttpResponse:
    if twin:
        return JsonResponse(asdict(page), json_dumps_params={"ensure_ascii": False, "indent": 1})
    query = request.META.get("QUERY_STRING", "")
    address += f"?{query}" if query else ""
    response = render(request, template, {"page": page, "twin": address})
    response.headers["Link"] = f'<{address}>; rel="alternate"; type="application/json"'
    return response
