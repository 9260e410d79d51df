"""A refusal becomes a page, or JSON where JSON was asked for; the status comes from the engine's one table."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plurivox.errors import STATUS, NotFound, PlurivoxError


class Refusals:
    """Middleware: what the engine or an action refuses is told in a sentence, not in a traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PlurivoxError):
            return None
        status = STATUS[error.code][1]
        if status >= 500:
            return None  # our own fault: Django logs it and shows the 500 page
        return _refuse(request, error.code, error.sentence, status)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page."""
    return _refuse(request, NotFound.code, _("There is no page at this address."), 404)


def failed(request: HttpRequest) -> HttpResponse:
    """The 500 page: no query, no context that could fail again."""
    return _refuse(request, PlurivoxError.code, _("Something went wrong on our side. Please try again later."), 500)


def _refuse(request: HttpRequest, code: str, sentence: str, status: int) -> HttpResponse:
    if request.path.endswith(".json"):
        return JsonResponse({"error": code, "message": sentence}, status=status)
    return render(request, "error.html", {"page": {"sentence": sentence, "status": status}}, status=status)


class Wordless(logging.Filter):
    """Keeps what readers typed out of the logs: the request, and with it the query, is dropped from the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        return True
