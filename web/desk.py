"""What every page of the desk shares: who gets in, and the way around. Each app's views use `for_desk` and `show`.

Whoever has not signed in may; whoever has signed in without a second factor sets one up first; for all others there is
no such page, whether it exists or not (promise R39).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from plurivox.errors import NotFound
from web.accounts import queries as accounts
from web.accounts import roles, rules
from web.accounts.models import Role
from web.experts import queries as experts
from web.headers import of_a_form
from web.letters import queries as letters
from web.origin import SAFE


@dataclass(frozen=True, slots=True)
class Entrance:
    """One entry of the desk's menu: its name, its words, and who sees it: these roles, or who writes for an expert."""

    name: str
    words: Promise | str
    roles: tuple[Role, ...] = ()
    seat: bool = False


#: The menu, in the order of the work.
ENTRANCES = (
    Entrance("my-answers", _("My answers"), seat=True),
    Entrance("my-profile", _("My profile"), seat=True),
    Entrance("stances-index", _("Stances"), seat=True),
    Entrance("asked", _("Questions from readers"), (Role.EDITOR,)),
    Entrance("desk-questions", _("All questions"), (Role.EDITOR,)),
    Entrance("applications", _("Applications"), (Role.EDITOR, Role.ADMINISTRATOR)),
    Entrance("experts", _("Experts"), (Role.EDITOR, Role.ADMINISTRATOR)),
    Entrance("desk-topics", _("Topics"), (Role.EDITOR, Role.ADMINISTRATOR)),
    Entrance("expert-requests", _("Requests to experts"), (Role.EDITOR,)),
    Entrance("to-check", _("Answers to check"), (Role.FACT_CHECKER, Role.REVIEWER, Role.EDITOR)),
    Entrance("comparisons", _("Comparisons"), (Role.REVIEWER, Role.EDITOR)),
    Entrance("reports", _("Reported lines"), (Role.REVIEWER, Role.EDITOR)),
    Entrance("replies", _("Replies"), (Role.EDITOR,)),
    Entrance("second-looks", _("Second looks"), (Role.REVIEWER,)),
    Entrance("overview", _("What is due"), (Role.EDITOR, Role.REVIEWER)),
    Entrance("people", _("People and roles"), (Role.ADMINISTRATOR,)),
    Entrance("log", _("Log"), (Role.ADMINISTRATOR,)),
    Entrance("jobs", _("Background work"), (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One link of the menu."""

    address: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is here, where they may go, and how many notices they have not read."""

    who: str
    ways: tuple[Way, ...]
    unread: int


def for_desk(check: Callable[[Any], None]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The decorator of a view of the desk. `check` takes the account and raises PermissionDenied: may they ever?

    May they now, on this very thing, is the action's to say. Either way the refused see the page of an absent address.
    """

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @of_a_form
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method in SAFE else reverse("desk-home"))
            if not accounts.has_factor(request.user):
                return HttpResponseRedirect(reverse("set-up-factor"))
            try:
                check(request.user)
                return view(request, *args, **kwargs)
            except PermissionDenied as error:
                raise NotFound(_("There is no page at this address.")) from error

        return guarded

    return decorator


def anybody(account: Any) -> None:
    """The check of pages that are for everybody who has signed in."""


def administers(account: Any) -> None:
    """The check of pages that keep the whole site."""
    rules.check_administers(account)


def has(*wanted: Role) -> Callable[[Any], None]:
    """The check that an account holds one of these roles, for any topic."""

    def check(account: Any) -> None:
        roles.check_holds(account, *wanted, anywhere=True)

    return check


def has_seat(account: Any) -> None:
    """The check that an account writes for some expert."""
    if not experts.experts_of(account):
        raise PermissionDenied(_("This is for those who answer as an expert or for an organisation."))


def show(request: HttpRequest, template: str, page: Any, status: int = 200, **more: Any) -> HttpResponse:
    """The page of this model inside the desk's frame. `more` holds the form, where there is one."""
    return render(request, template, {"page": page, "desk": of(request), **more}, status=status)


def of(request: HttpRequest) -> Desk:
    """The frame: who is here and where they may go."""
    account = request.user
    held = {role for role, _topic in roles.held(account)}
    seated = bool(experts.experts_of(account))
    ways = []
    for entrance in ENTRANCES:
        if held.intersection(entrance.roles) or (entrance.seat and seated):
            address = reverse(entrance.name)
            ways.append(Way(address, str(entrance.words), request.path.startswith(address)))
    return Desk(str(account), tuple(ways), letters.unread(account))


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The door: the cookies of the desk are not sent here, only below it."""
    return HttpResponseRedirect(reverse("desk-home"))


@require_safe
@for_desk(anybody)
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the desk: where to go."""
    return show(request, "desk/home.html", None)
