"""What writes must come from a page of this site: the browser says so, and no script of another site can forge it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from web.errors import refuse

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_own(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this: by Sec-Fetch-Site, or by Origin where that is absent.

    Browsers leave Sec-Fetch-Site out over plain HTTP, older ones always; a request with neither is nobody's form.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def own_pages_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: refuses, before anything is read, whatever could write and does not come from our own pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or is_own(request):
            return get_response(request)
        sentence = _("This form was not sent from a page of this site. Open the page here and send it again.")
        return refuse(request, "not-our-page", sentence, 403)

    return middleware
