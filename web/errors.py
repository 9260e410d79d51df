"""A refusal becomes a page, or JSON where JSON was asked for; the status comes from the engine's one table."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator

from django.db import Error as DatabaseError
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
        return refuse(request, error.code, error.sentence, status)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page."""
    return refuse(request, NotFound.code, _("There is no page at this address."), 404)


def failed(request: HttpRequest) -> HttpResponse:
    """The 500 page: no query, no context that could fail again."""
    return refuse(request, PlurivoxError.code, _("Something went wrong on our side. Please try again later."), 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form of the desk whose token does not fit."""
    return refuse(request, "form-outdated", _("This form is out of date. Open the page again and send it anew."), 403)


def refuse(request: HttpRequest, code: str, sentence: str, status: int) -> HttpResponse:
    """One sentence as a page, or as JSON where JSON was asked for."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": code, "message": sentence}, status=status)
    return render(request, "error.html", {"page": {"sentence": sentence, "status": status}}, status=status)


class Wordless(logging.Filter):
    """Keeps what readers typed out of the logs: the request, and with it the query, is dropped from the record.

    So is what a database says of a row that it refused, for it may quote the row (PostgreSQL does).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if record.exc_info and record.exc_info[1] is not None:
            chain = list(_chain(record.exc_info[1]))
            if any(_of_database(error) for error in chain):
                record.exc_text = "\n".join(_told(error) for error in reversed(chain))
        return True


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, as a traceback shows them."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _of_database(error: BaseException) -> bool:
    return isinstance(error, DatabaseError) or type(error).__module__.startswith(("psycopg", "sqlite3"))


def _told(error: BaseException) -> str:
    """Where and what kind; the message only of errors that are not a database's."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{where}{type(error).__name__}" + ("" if _of_database(error) else f": {error}")
