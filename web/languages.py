"""In which language a page is: by its address in public, at the desk by the account, and by nothing that is kept.

A public page has one address for each language, so that a cache, a search engine and a link all mean the same words.
The experts' words are never translated here: what stands in their language is marked as such for screen readers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import formats, translation
from django.utils.cache import patch_vary_headers
from django.views.generic import RedirectView

#: The language in which experts answer here, until an answer says its own.
EXPERTS = "en"

#: Where the desk's addresses begin, and its cookies end.
DESK = "desk/"


def at_desk(request: HttpRequest) -> bool:
    """Whether this address belongs to the desk."""
    return request.path_info.startswith(f"/{DESK}")


def of_the_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: a public page is in the language that its address names, whatever the browser prefers.

    At the desk it is the browser's, until `of_the_account` knows better.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if at_desk(request):
            language = translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        response = _in(language, request, get_response)
        if at_desk(request):
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return middleware


def of_the_account(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware, once it is known who is here: the desk speaks the language that they chose, if they did."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if at_desk(request) and request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            return _in(request.user.language, request, get_response)
        return get_response(request)

    return middleware


def public(*patterns: URLPattern | URLResolver) -> list[URLPattern | URLResolver]:
    """These addresses in every language: as they stand in English, below /es/ in Spanish.

    Addresses of the desk among them stay as they are: it has one address whatever it speaks.
    """
    doors = [
        path(code, RedirectView.as_view(pattern_name="home"), name=f"home-{code}")
        for code, _name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    ]
    flat = [each for pattern in patterns for each in _opened(pattern)]
    private = [pattern for pattern in flat if str(pattern.pattern).startswith(DESK)]
    shown = [pattern for pattern in flat if pattern not in private]
    return [*i18n_patterns(*shown, prefix_default_language=False), *doors, *private]


def count(number: int) -> str:
    """A whole number as it is written in the language of the page: 1,000 in English, 1 000 in Spanish."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)


def _opened(pattern: URLPattern | URLResolver) -> list[Any]:
    """What an include without a prefix of its own holds, or the pattern itself."""
    return pattern.url_patterns if isinstance(pattern, URLResolver) and not str(pattern.pattern) else [pattern]


def _in(language: str, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    with translation.override(language):
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = get_response(request)
    response.headers.setdefault("Content-Language", language)
    return response
