"""Questions offered while somebody types in the search box, as a piece of a page. Keeps nothing of what is typed."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web import limits
from web.finding import offers
from web.headers import of_a_form

#: Suggestions that one sender may ask for: three a second for as long as one person types, or a ward together.
SUGGESTIONS = limits.Pace("suggestions", 600, 10 * 60)


@require_safe
@of_a_form
def suggest(request: HttpRequest) -> HttpResponse:
    seconds = limits.wait(SUGGESTIONS, limits.sender(request), time.time())
    if seconds:
        return limits.later(seconds)
    return render(request, "suggest.html", {"page": offers.suggest_page(request.GET.get("q", ""))})
