"""What somebody was told, at the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from web import clock
from web.desk import anybody, for_desk, show
from web.letters import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk(anybody)
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of whoever is here; a POST says that they were read, up to the one that was shown as the newest."""
    if request.method == "POST":
        upto = request.POST.get("upto", "")
        if upto.isascii() and upto.isdigit():
            actions.mark_read(account=request.user, upto=int(upto[:18]), at=clock.now())
        return HttpResponseRedirect(request.path, status=303)
    return show(request, "desk/notices.html", queries.notices_page(request.user, request.GET.get("page", "")))
