"""The least that a Django with SQLite does: read a row and fill a template, or write a row that survives a power loss.

The yardstick of bench/load.py: its settings, its server and its database file are like the site's.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from web.databases import database

SECRET_KEY = "none that guards anything"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = __name__
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # says how long an answer is
DATABASES = {"default": database(f"sqlite:///{os.environ.get('BARE_DATABASE', '/nowhere')}")}
TEMPLATES: list[dict[str, Any]] = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: Rows to read, and what is written around each.
ROWS = 20
_PAGE = "<!doctype html><title>{{ text }}</title>{% for line in lines %}<p>{{ line }}</p>{% endfor %}"


def make() -> None:
    """The tables and the rows."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        cursor.executemany(
            "INSERT INTO row (text) VALUES (%s)", [(f"Rest helps, they say {n}. " * 40,) for n in range(ROWS)]
        )


def read(request: HttpRequest, number: int) -> HttpResponse:
    """A row in a template."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM row WHERE id = %s", [number])
        text = cursor.fetchone()[0]
    return HttpResponse(engines["django"].from_string(_PAGE).render({"text": text[:20], "lines": text.split(". ")}))


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    """A row that is on the disk before the answer."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO note (text) VALUES (%s)", [request.POST["note"]])
    return HttpResponse(status=303)


urlpatterns = [path("<int:number>", read), path("", write)]


@cache
def _site() -> Any:
    return get_wsgi_application()


def application(environ: Any, start_response: Any) -> Any:
    """What the server runs; made at the first request, when these settings have been read to their end."""
    return _site()(environ, start_response)
