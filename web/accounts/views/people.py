"""People and roles, for administrators: who is here, what they may do, and what is done when a key is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plurivox.errors import NotFound
from web import clock
from web.accounts import actions, pages, queries
from web.accounts.forms import AddForm, RoleForm
from web.accounts.models import Account, Role
from web.accounts.rules import check_administers
from web.desk import for_desk, show

for_administrators = for_desk(check_administers)


@require_safe
@for_administrators
def people(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    me: Any = request.user
    page = pages.people_page(asked.get("q", ""), asked.get("page", ""), me, clock.now())
    return show(request, "desk/people.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its owner is mailed a link to set a password."""
    form = AddForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        me: Any = request.user
        try:
            with transaction.atomic():
                made = actions.add_account(password="", by=me, at=clock.now(), **form.cleaned_data)
                actions.mail_link(account=made, by=me, at=clock.now())
        except ValidationError as error:
            form.add_error("email" if getattr(error, "code", "") == "email-taken" else "name", error.messages)
        else:
            return _to(made.pk)
    return show(request, "desk/person_add.html", None, 400 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def person(request: HttpRequest, account: int) -> HttpResponse:
    """One account; a POST gives it a role."""
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        topic, me = form.cleaned_data["topic"], request.user
        facts: dict[str, Any] = {"role": Role(form.cleaned_data["role"]), "topic": topic.pk if topic else None}
        return _after(request, account, form, lambda held: actions.grant(account=held, by=me, at=clock.now(), **facts))
    return _person(request, account, form)


@require_POST
@for_administrators
def end_role(request: HttpRequest, account: int, grant: int) -> HttpResponse:
    def end(held: Account) -> None:
        found = queries.grant(held, grant)
        if found is None:
            raise NotFound(_("There is no such role."))
        actions.end_grant(grant=found, by=request.user, at=clock.now())  # type: ignore[arg-type]

    return _after(request, account, RoleForm({}), end)


#: What an administrator does with an account: the word in the address, and the action.
DEEDS: dict[str, Callable[[Account, Any, Any], object]] = {
    "close": lambda held, by, at: actions.suspend_account(name=held.username, by=by, at=at),
    "open": lambda held, by, at: actions.restore_account(name=held.username, by=by, at=at),
    "lift": lambda held, by, at: actions.lift_freeze(account=held, by=by, at=at),
    "reset-factor": lambda held, by, at: actions.reset_factor(account=held, by=by, at=at),
    "mail-link": lambda held, by, at: actions.mail_link(account=held, by=by, at=at),
}


@require_POST
@for_administrators
def deed(request: HttpRequest, account: int, what: str) -> HttpResponse:
    """Close or open an account, lift a freeze, reset a lost second factor, mail a link anew."""
    if what not in DEEDS:
        raise NotFound(_("There is no page at this address."))
    return _after(request, account, forms.Form({}), lambda held: DEEDS[what](held, request.user, clock.now()))


def _after(request: HttpRequest, number: int, form: Any, act: Callable[[Account], object]) -> HttpResponse:
    """Do it and show the account; or show why it was not done."""
    held = queries.accounts().filter(pk=number).first()
    if held is None:
        raise NotFound(_("There is no account of that number."))
    try:
        act(held)
    except ValidationError as error:
        return _person(request, number, RoleForm(), " ".join(error.messages))
    return _to(number)


def _person(request: HttpRequest, number: int, form: RoleForm, refused: str = "") -> HttpResponse:
    me: Any = request.user
    page = pages.person_page(number, me, clock.now(), refused)
    return show(request, "desk/person.html", page, 400 if refused or form.errors else 200, form=form)


def _to(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("person", args=[number]), status=303)
