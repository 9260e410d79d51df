"""Headers that every response carries, errors and static files too (promise R43)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

#: What the browser's devices and features are to us: nothing.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
        "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip

#: For a page that carries a script of ours: our own files may run and ask this site, and nothing else may. All other
#: pages run none.
of_a_script = csp_replace({"script-src": ["'self'"], "connect-src": ["'self'"]})


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: sets what is not set already."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A withdrawn answer must be gone from the next request on, so copies are asked for again each time.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def of_a_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for a page on which somebody types: kept by no cache and no search engine.

    A browser that may tell no address of the page that sent a form tells no Origin either (it says "null"); the page
    itself may be named to this site alone.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guarded
