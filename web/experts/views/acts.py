"""One act on one expert a view: a page that says what will happen, with a form and one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from plurivox.model import ExpertKind
from web import clock
from web.desk import anybody, for_desk, show
from web.experts import actions, queries, rules
from web.experts.forms import (
    NO,
    YES,
    DisclosureForm,
    FactsForm,
    HandOverForm,
    ReasonForm,
    SeatForm,
    SponsorForm,
    VerifyForm,
    add_errors,
)
from web.experts.models import Seat
from web.questions.models import Expert

#: What the page of an expert says was just stored, by the word in its address.
DONE = {
    "accepted": gettext_lazy(
        "Accepted. They are mailed a link to set a password. Verify them before they can publish."
    ),
    "stored": gettext_lazy("Stored."),
    "verified": gettext_lazy("The verification is stored."),
    "ended": gettext_lazy("Ended. Answers that hung on it are off every page."),
    "suspended": gettext_lazy("Suspended. Nothing of theirs is on any page."),
    "lifted": gettext_lazy(
        "The suspension is lifted. Answers come back within minutes, those that may still be shown."
    ),
    "disclosed": gettext_lazy("Your declaration is stored with today's date."),
    "seated": gettext_lazy("They can write from now on."),
    "unseated": gettext_lazy("They can no longer write. What they wrote stays."),
    "handed-over": gettext_lazy("Handed over. Author, words and history stay as they were."),
}


@dataclass(frozen=True, slots=True)
class ActPage:
    """The page of one act: its title, about whom, what will happen, the button, and the way back."""

    title: str
    name: str
    lead: str
    button: str
    grave: bool
    back: str


def act(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], object],
    *,
    title: str,
    name: str,
    button: str,
    back: str,
    lead: str = "",
    grave: bool = False,
    done: str = "",
) -> HttpResponse:
    """Show the form; sent and in order, do it and go back; refused, show it again with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(back + (f"?done={done}" if done else ""), status=303)
    page = ActPage(title, name, lead, button, grave, back)
    return show(request, "desk/experts/act.html", page, 400 if form.errors else 200, form=form)


class Nothing(forms.Form):
    """A form that asks nothing: the button is the answer."""


def _home(request: HttpRequest, expert: Expert) -> str:
    """Where who acts came from: the desk's page of the expert, or their own profile."""
    return reverse("desk-expert" if rules.cares(request.user) else "my-expert", args=[expert.slug])


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


both = require_http_methods(["GET", "HEAD", "POST"])
for_all = for_desk(anybody)
for_carers = for_desk(rules.check_may_care)


@both
@for_all
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    if not rules.cares(request.user):
        rules.check_may_write(request.user, expert)
    fixed = rules.fixed_facts(request.user, expert, clock.now())
    initial = {name: getattr(expert, name) for name in queries.FACTS if name not in fixed}
    form = FactsForm(_data(request), fixed=fixed, initial=initial)
    return act(
        request,
        form,
        lambda: actions.state_facts(expert=expert, by=request.user, at=clock.now(), **form.cleaned_data),
        title=_("What is stated"),
        name=expert.name,
        lead=_("Readers see these beside every answer. What is verified is changed only by an editor who checks it."),
        button=_("Store"),
        back=_home(request, expert),
        done="stored",
    )


@both
@for_all
def disclose(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_write(request.user, expert)
    last = queries.disclosure(expert)
    initial = {"none": (NO if last.none else YES), "text": last.text} if last else {}
    form = DisclosureForm(_data(request), initial=initial)
    return act(
        request,
        form,
        lambda: actions.disclose(expert=expert, by=request.user, at=clock.now(), **form.cleaned_data),
        title=_("Conflicts of interest"),
        name=expert.name,
        lead=_("What you declare today holds for answers from today on. Earlier answers keep what you declared then."),
        button=_("Declare as of today"),
        back=_home(request, expert) if rules.cares(request.user) else reverse("my-expert", args=[slug]),
        done="disclosed",
    )


@both
@for_carers
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_verify(request.user, expert)
    form = VerifyForm(_data(request), expert=expert)
    return act(
        request,
        form,
        lambda: actions.verify(expert=expert, by=request.user, at=clock.now(), **form.cleaned_data),
        title=_("Verify"),
        name=expert.name,
        lead=_(
            "Check it yourself, at the source. A licence or an organisation covers the credentials, the NPI and the "
            "link to the register as they are stated; identity covers the ORCID iD."
        ),
        button=_("Store the verification"),
        back=reverse("desk-expert", args=[slug]),
        done="verified",
    )


@both
@for_carers
def end_verification(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    expert = queries.expert(slug)
    row = queries.verification(expert, number)
    form = ReasonForm(_data(request), hint=_("Only editors see it."))
    return act(
        request,
        form,
        lambda: actions.end_verification(
            verification=row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        ),
        title=_("End this verification: %(what)s") % {"what": row.get_what_display()},
        name=expert.name,
        lead=_("Answers that hang on it leave every page at once, until it is verified anew."),
        button=_("End it now"),
        grave=True,
        back=reverse("desk-expert", args=[slug]),
        done="ended",
    )


@both
@for_carers
def suspend(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    form = ReasonForm(_data(request), hint=_("Only editors see it. Readers are told that the author is suspended."))
    return act(
        request,
        form,
        lambda: actions.suspend_expert(
            expert=expert, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        ),
        title=_("Suspend this expert"),
        name=expert.name,
        lead=_("Every word of theirs leaves every page at once, imported answers too, until you lift it."),
        button=_("Suspend now"),
        grave=True,
        back=reverse("desk-expert", args=[slug]),
        done="suspended",
    )


@both
@for_carers
def lift(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    return act(
        request,
        Nothing(_data(request)),
        lambda: actions.lift_suspension(expert=expert, by=request.user, at=clock.now()),
        title=_("Lift the suspension"),
        name=expert.name,
        lead=_("Answers come back within minutes, those whose review and verification still hold."),
        button=_("Lift it"),
        back=reverse("desk-expert", args=[slug]),
        done="lifted",
    )


@both
@for_all
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_lead(request.user, expert)
    kinds = rules.SEATS[ExpertKind(expert.kind)] if rules.cares(request.user) else (Seat.Kind.WRITER,)
    form = SeatForm(_data(request), kinds=kinds, initial={"kind": kinds[0].value})
    return act(
        request,
        form,
        lambda: actions.invite(expert=expert, by=request.user, at=clock.now(), **form.cleaned_data),
        title=_("Let somebody write for them"),
        name=expert.name,
        lead=_("They need an account here with a second factor. They are told at once."),
        button=_("Let them write"),
        back=_home(request, expert),
        done="seated",
    )


@both
@for_all
def end_seat(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_lead(request.user, expert)
    row = queries.seat(expert, number)
    if row.kind != Seat.Kind.WRITER:
        rules.check_may_care(request.user)
    return act(
        request,
        Nothing(_data(request)),
        lambda: actions.end_seat(seat=row, by=request.user, at=clock.now()),
        title=_("%(who)s no longer writes for them") % {"who": row.account},
        name=expert.name,
        lead=_("From their next click on. What they wrote stays the expert's; hand over answers that they keep."),
        button=_("End it now"),
        grave=True,
        back=_home(request, expert),
        done="unseated",
    )


@both
@for_all
def hand_over(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    expert = queries.expert(slug)
    rules.check_may_lead(request.user, expert)
    answer = queries.answer(expert, number)
    writers = {
        seat.account_id: seat.account for seat in queries.seats_of(expert) if seat.account_id != answer.keeper_id
    }
    form = HandOverForm(_data(request), writers=[(pk, str(account)) for pk, account in writers.items()])
    return act(
        request,
        form,
        lambda: actions.hand_over(
            answer=answer, to=writers[int(form.cleaned_data["to"])], by=request.user, at=clock.now()
        ),
        title=_("Hand over an answer"),
        name=answer.question.text,
        lead=_("%(expert)s stays its author; its words and its history stay as they are.") % {"expert": expert.name},
        button=_("Hand it over"),
        back=_home(request, expert),
        done="handed-over",
    )


@both
@for_carers
def add_sponsor(request: HttpRequest, slug: str) -> HttpResponse:
    expert = queries.expert(slug)
    form = SponsorForm(_data(request), topics=queries.all_topics())
    return act(
        request,
        form,
        lambda: actions.add_sponsor(expert=expert, by=request.user, at=clock.now(), **form.cleaned_data),
        title=_("A topic is about their product"),
        name=expert.name,
        lead=_("They answer no question of this topic from now on, and readers see that they make or sell it."),
        button=_("Store"),
        back=reverse("desk-expert", args=[slug]),
        done="stored",
    )


@both
@for_carers
def remove_sponsor(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    expert = queries.expert(slug)
    row = queries.sponsor(expert, number)
    return act(
        request,
        Nothing(_data(request)),
        lambda: actions.remove_sponsor(sponsor=row, by=request.user, at=clock.now()),
        title=_("The topic is not about this product"),
        name=f"{expert.name}: {row.product}",
        lead=_("They may answer questions of this topic again."),
        button=_("Remove it"),
        back=reverse("desk-expert", args=[slug]),
        done="stored",
    )
