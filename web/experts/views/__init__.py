"""Applications and the register of experts. Single acts are in acts.py, one's own profile in mine.py."""

from __future__ import annotations

import time

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from web import clock, limits, tickets
from web.desk import for_desk, show
from web.experts import actions, inbox, queries, register, rules
from web.experts.flags import Kind
from web.experts.forms import AcceptForm, ApplicationForm, ReasonForm, SpecialtyForm, add_errors
from web.experts.views.acts import DONE, act
from web.headers import of_a_form

#: Applications that one sender may send: an institution behind one address may send one for each of its people.
APPLICATIONS = limits.Pace("applications", 10, 3600)

#: The name of the form that tickets are for.
FORM = "apply"

for_carers = for_desk(rules.check_may_care)


@csrf_exempt  # who applies has no account and gets no cookie: the ticket in the form and web.origin stand in for it
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_form
def apply(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take_application(request)
    page = inbox.apply_page(tickets.issue(FORM).text)
    return render(request, "apply.html", {"page": page, "form": ApplicationForm()})


@require_safe
@of_a_form
def applied(request: HttpRequest) -> HttpResponse:
    return render(request, "apply_sent.html")


def _take_application(request: HttpRequest) -> HttpResponse:
    """Keep what somebody sent, once; or show the form again with their words in it, and say why."""
    seconds = limits.wait(APPLICATIONS, limits.sender(request), time.time())
    ticket = tickets.read(request.POST.get("ticket", ""), FORM)
    form, refused, status = ApplicationForm(request.POST), "", 400
    if seconds:
        refused, status = _("Many applications came from your network. Please send this one again later."), 429
    elif ticket is None:
        refused = _("This form was open for too long. Please send it again.")
    elif form.is_valid():
        try:
            actions.apply(public_id=ticket.submission, facts=form.facts(), at=clock.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(reverse("applied"), status=303)
    page = inbox.apply_page((ticket or tickets.issue(FORM)).text, refused)
    response = render(request, "apply.html", {"page": page, "form": form}, status=status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


@require_safe
@for_carers
def applications(request: HttpRequest) -> HttpResponse:
    page = inbox.queue_page(request.GET.get("state", ""), request.GET.get("page", ""))
    return show(request, "desk/experts/applications.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_carers
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    row = queries.application(public_id)
    page = inbox.application_page(row)
    # Another name may look like somebody else's again.
    flagged = any(flag.kind != Kind.SAME_NAME for flag in page.flags) or bool(request.POST.get("shown"))
    form = AcceptForm(request.POST or None, named=page.named, flagged=flagged)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.accept(application=row, by=request.user, at=clock.now(), **form.decision())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(reverse("desk-expert", args=[made.slug]) + "?done=accepted", status=303)
    status = 400 if form.errors else 200
    return show(request, "desk/experts/application.html", page, status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_carers
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    row = queries.application(public_id)
    form = ReasonForm(request.POST or None, hint=_("The applicant gets this by e-mail, word for word."))
    return act(
        request,
        form,
        lambda: actions.refuse(application=row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()),
        title=_("Refuse this application"),
        name=row.name,
        button=_("Refuse and write to them"),
        grave=True,
        back=reverse("application", args=[public_id]),
    )


@require_safe
@for_carers
def experts(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = register.list_page(asked.get("standing", ""), asked.get("q", "")[:200], asked.get("page", ""), clock.now())
    return show(request, "desk/experts/experts.html", page)


@require_safe
@for_carers
def expert(request: HttpRequest, slug: str) -> HttpResponse:
    done = str(DONE.get(request.GET.get("done", ""), ""))
    page = register.expert_page(queries.expert(slug), request.user, clock.now(), done)
    return show(request, "desk/experts/expert.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_carers
def specialties(request: HttpRequest) -> HttpResponse:
    form = SpecialtyForm(request.POST or None, topics=queries.all_topics())
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.add_specialty(topic=typed["topic"], specialty=typed["specialty"], by=request.user, at=clock.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(request.path, status=303)
    return show(
        request, "desk/experts/specialties.html", register.specialties_page(), 400 if form.errors else 200, form=form
    )


@require_POST
@for_carers
def remove_specialty(request: HttpRequest, number: int) -> HttpResponse:
    actions.remove_specialty(specialty=queries.specialty(number), by=request.user, at=clock.now())
    return HttpResponseRedirect(reverse("specialties"), status=303)
