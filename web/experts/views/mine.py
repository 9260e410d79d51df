"""One's own profile, for who writes for an expert: what is stated, verified and declared, and who else writes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from web import clock
from web.desk import for_desk, has_seat, show
from web.experts import queries, register, rules
from web.experts.views.acts import DONE

for_seated = for_desk(has_seat)


@require_safe
@for_seated
def seats(request: HttpRequest) -> HttpResponse:
    experts = queries.experts_of(request.user)
    if len(experts) == 1:
        return HttpResponseRedirect(reverse("my-expert", args=[experts[0].slug]))
    return show(request, "desk/experts/seats.html", register.seats_page(experts, clock.now()))


@require_safe
@for_seated
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_write(request.user, expert)
    done = str(DONE.get(request.GET.get("done", ""), ""))
    page = register.expert_page(expert, request.user, clock.now(), done)
    return show(request, "desk/experts/profile.html", page)
