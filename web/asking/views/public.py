"""Asking in public: the form in two steps, one's own question by its secret address, following a question."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from web import clock, limits, tickets
from web.asking import actions, checks, pages, queries, rules
from web.asking.forms import AskForm, FollowForm, seal
from web.asking.similar import similar
from web.headers import of_a_form, of_a_script
from web.letters import letter
from web.questions import queries as questions

#: Forms that one sender may send, both steps counted: a family or a ward may stand behind one address.
QUESTIONS = limits.Pace("questions", 20, 10 * 60)
#: And how often a form may ask what stands here already, while somebody writes: once a second for as long as one does.
LOOKS = limits.Pace("looks", 600, 10 * 60)
FOLLOWS = limits.Pace("follows", 10, 10 * 60)

#: The names of the forms that tickets are for.
ASK, FOLLOW = "ask", "follow"

#: What the page of one's own question says was just done, by the word in its address.
DONE = {
    "address": gettext_lazy("Your e-mail address is erased."),
    "question": gettext_lazy("Your question is erased."),
}


@csrf_exempt  # who asks has no account and gets no cookie: the ticket in the form and web.origin stand in for it
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_script
@of_a_form
def ask(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take(request)
    checks.warm()
    page = pages.AskPage(tickets.issue(ASK).text, "", pages.advice(), False, "", False, "", ())
    return render(request, "ask.html", {"page": page, "form": AskForm()})


def _take(request: HttpRequest) -> HttpResponse:
    """Look at a question, or keep one that was looked at; or show the form again with its words, and say why."""
    seconds = limits.wait(QUESTIONS, limits.sender(request), time.time())
    ticket = tickets.read(request.POST.get("ticket", ""), ASK)
    form = AskForm(request.POST)
    refused, status, looked = "", 400, False
    text = form.data.get("text", "")[: rules.LONGEST]
    alarm = None if seconds or not text.strip() else checks.alarm(text)  # nobody is frightened by an empty form
    if seconds:
        refused, status = _("Many questions came from your network. Please send this one again later."), 429
    elif ticket is None:
        refused = _("This form was open for too long. Please send it again.")
    elif form.is_valid() and form.looked_at and form.cleaned_data["agree"]:
        assert alarm is not None
        return _keep(form, alarm, ticket.submission)
    elif form.can_be_looked_at:
        looked = True
        if form.looked_at and not form.cleaned_data["agree"]:
            form.add_error("agree", _("Say that others may read it as it stands above, or change it."))
        status = 400 if form.errors else 200
    else:
        form.errors.pop("email", None)  # its field stands at the second step, and is looked at there
    text = form.cleaned_data.get("text", "") if looked else ""
    masked = checks.masked(text)
    page = pages.AskPage(
        (ticket or tickets.issue(ASK)).text,
        refused,
        pages.advice(alarm),
        looked,
        masked,
        masked != text,
        seal(text),
        similar(masked) if looked and not (alarm and alarm.of_despair) else (),
    )
    response = render(request, "ask.html", {"page": page, "form": form}, status=status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


@csrf_exempt  # stores nothing; web.origin lets only our own form ask
@require_POST
@of_a_form
def beside(request: HttpRequest) -> HttpResponse:
    """What stands beside a question while it is being written, as a piece of a page; nothing of it is kept."""
    seconds = limits.wait(LOOKS, limits.sender(request), time.time())
    if seconds:
        return limits.later(seconds)
    text = request.POST.get("text", "")[: rules.LONGEST].replace("\0", "")
    alarm = checks.alarm(text) if text.strip() else None
    long_enough = len(text.strip()) >= rules.SHORTEST
    page = pages.BesidePage(
        pages.advice(alarm),
        similar(text) if long_enough and not (alarm and alarm.of_despair) else (),
    )
    return render(request, "ask_beside.html", {"page": page})


def _keep(form: AskForm, alarm: checks.Alarm, submission: str) -> HttpResponse:
    typed = form.cleaned_data
    made = actions.ask(
        text=typed["text"],
        masked=checks.masked(typed["text"]),
        urgent=actions.urgent_words(alarm.kinds, alarm.sure),
        email=typed.get("email", ""),
        language=get_language() or "",
        submission=submission,
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("own-question", args=[made.public_id]) + "?new", status=303)


@require_safe
@of_a_form
def own(request: HttpRequest, public_id: str) -> HttpResponse:
    done = str(DONE.get(request.GET.get("done", ""), ""))
    return render(request, "ask_own.html", {"page": pages.own_page(queries.own(public_id), "new" in request.GET, done)})


@require_safe
@of_a_form
def kept(request: HttpRequest, public_id: str) -> HttpResponse:
    response = JsonResponse(pages.kept(queries.own(public_id)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="question.json"'
    return response


@csrf_exempt  # the secret address stands in for a sign-in, and web.origin for the token
@require_POST
@of_a_form
def erase_address(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.erase_address(asked=queries.own(public_id), at=clock.now())
    return HttpResponseRedirect(reverse("own-question", args=[public_id]) + "?done=address", status=303)


@csrf_exempt
@require_POST
@of_a_form
def erase_question(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.erase_question(asked=queries.own(public_id), at=clock.now())
    return HttpResponseRedirect(reverse("own-question", args=[public_id]) + "?done=question", status=303)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_form
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    row = questions.question(slug)
    if request.method != "POST" or not letter.goes_out():
        page = pages.FollowPage(tickets.issue(FOLLOW).text, "", row, "sent" in request.GET)
        return render(request, "ask_follow.html", {"page": page, "form": FollowForm()})
    seconds = limits.wait(FOLLOWS, limits.sender(request), time.time())
    ticket = tickets.read(request.POST.get("ticket", ""), FOLLOW)
    form, refused, status = FollowForm(request.POST), "", 400
    if seconds:
        refused, status = _("Many addresses came from your network. Please send this one again later."), 429
    elif ticket is None:
        refused = _("This form was open for too long. Please send it again.")
    elif form.is_valid():
        actions.follow(question=row, email=form.cleaned_data["email"], language=get_language() or "", at=clock.now())
        return HttpResponseRedirect(reverse("follow", args=[slug]) + "?sent", status=303)
    page = pages.FollowPage((ticket or tickets.issue(FOLLOW)).text, refused, row, False)
    response = render(request, "ask_follow.html", {"page": page, "form": form}, status=status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


@require_safe
@of_a_form
def follower(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "ask_follower.html", {"page": pages.follower_page(queries.follower(token))})


@csrf_exempt
@require_POST
@of_a_form
def confirm_follower(request: HttpRequest, token: str) -> HttpResponse:
    actions.confirm_follower(follower=queries.follower(token), at=clock.now())
    return HttpResponseRedirect(reverse("follower", args=[token]), status=303)


@csrf_exempt
@require_POST
@of_a_form
def end_follower(request: HttpRequest, token: str) -> HttpResponse:
    row = queries.follower(token)
    actions.end_follower(follower=row, at=clock.now())
    return render(request, "ask_follower.html", {"page": pages.follower_page(row, ended=True)})
