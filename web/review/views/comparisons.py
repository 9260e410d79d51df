"""Comparisons under review: the queue, one comparison, one line, the votes, and second looks."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plurivox.errors import NotFound
from web import clock
from web.desk import for_desk, show
from web.questions import queries as questions
from web.review import actions, queries, rules, seconds, waiting, work
from web.review.forms import LineForm, ReasonForm, VoteForm
from web.review.pages import LinePage
from web.review.states import EditKind, Verdict

for_reviewers = for_desk(rules.check_may_judge)

#: To which field of a form an error of an action belongs.
FIELDS = {
    "reason-missing": "reason",
    "no-quote": "chosen",
    "empty": "text",
    "too-long": "text",
    "not-verbatim": "text",
}


@require_safe
@for_reviewers
def comparisons(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    filters = (asked.get("stand", ""), asked.get("topic", ""), asked.get("page", ""))
    page = waiting.comparisons_page(*filters, request.user)
    return show(request, "desk/review/comparisons.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def comparison(request: HttpRequest, slug: str) -> HttpResponse:
    """Lines page by page; a POST is a vote."""
    form = VoteForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.judge(
                question=questions.question(slug),
                verdict=Verdict(typed["verdict"]),
                reason=typed["reason"],
                content_sha256=typed["content_sha256"],
                by=request.user,
                at=clock.now(),
            )
        except ValidationError as error:
            form.add_error("reason" if error.code in ("reason-missing", "too-long") else None, error)
        else:
            return _back(slug, "vote", "", "", "")
    return _comparison(request, slug, 400 if form.errors else 200, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def line(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One line and what can be done to it; a POST does it."""
    try:
        page = work.line_page(slug, key)
    except NotFound:
        return _gone(request, slug)
    asked = {name: request.GET[name] for name in ("own", "against") if name in request.GET}
    do = EditKind.RELATE if asked else request.GET.get("do")
    form = LineForm(request.POST or None, page=page, initial={**asked, "do": do})
    if form.is_valid():
        row = questions.question(slug)
        draft = queries.draft(row)
        change = form.change(page.line, work.lines_by_key(row, draft) if draft else {})
        way = work.way(request.GET, request.POST, page.line)
        if change is not None and not form.errors:
            before = work.keys(row, draft, way.tab)
            try:
                actions.edit_line(
                    question=row,
                    change=change,
                    base=form.cleaned_data["base"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=clock.now(),
                )
            except ValidationError as error:
                form.add_error(FIELDS.get(error.code or ""), error)
            else:
                left = work.keys(row, queries.draft(row), way.tab)
                after = before[before.index(way.row) + 1 :] if way.row in before else []
                on = next((key for key in after if key in left), "")
                return _back(slug, form.cleaned_data["do"], way.tab, way.number, on)
    return _line(request, page, form, 400 if form.errors else 200)


@require_POST
@for_reviewers
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    try:
        actions.undo_edit(question=questions.question(slug), number=number, by=request.user, at=clock.now())
    except ValidationError as error:
        return _comparison(request, slug, 400, VoteForm(), "; ".join(error.messages))
    sent = request.POST
    return _back(slug, "undo", sent.get("list", "edits"), sent.get("page", ""), sent.get("row", f"edit-{number}"))


@require_POST
@for_reviewers
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    release = queries.release(questions.question(slug), number)
    if release is None:
        raise NotFound(_("There is no such release."))
    form.is_valid()
    try:
        actions.withdraw_release(
            release=release, reason=form.cleaned_data.get("reason", ""), by=request.user, at=clock.now()
        )
    except ValidationError as error:
        return _comparison(request, slug, 400, VoteForm(), "; ".join(error.messages))
    return HttpResponseRedirect(f"{reverse('comparison', args=[slug])}?list=history", status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def second_looks(request: HttpRequest) -> HttpResponse:
    """One line that another reviewer judged, without what they said; a POST judges it."""
    refused = ""
    if request.method == "POST":
        look = next(
            (each for each in queries.second_looks(True) if str(each.edit_id) == request.POST.get("edit")), None
        )
        if look is None or request.POST.get("sound") not in ("yes", "no"):
            refused = _("Choose whether the line is right, or go on with the next one.")
        else:
            try:
                sound = request.POST["sound"] == "yes"
                actions.look_again(edit=look.edit, sound=sound, by=request.user, at=clock.now())
            except ValidationError as error:
                refused = "; ".join(error.messages)
            else:
                return HttpResponseRedirect(reverse("second-looks"), status=303)
    page = seconds.second_looks_page(request.user, refused)
    return show(request, "desk/review/second_looks.html", page, 400 if refused else 200)


def _comparison(request: HttpRequest, slug: str, status: int, form: VoteForm, refused: str = "") -> HttpResponse:
    tab, number, stored, at = (request.GET.get(name, "") for name in ("list", "page", "stored", "at"))
    page = work.comparison_page(slug, tab, number, request.user, stored, at)
    return show(request, "desk/review/comparison.html", page, status, form=form, refused=refused)


def _back(slug: str, stored: str, tab: str, number: str, at: str) -> HttpResponse:
    """To the comparison, where the reviewer came from, and there to this row; it says what was stored."""
    asked = {"list": tab, "page": number, "stored": stored, "at": at}
    query = urlencode({name: value for name, value in asked.items() if value})
    return HttpResponseRedirect(f"{reverse('comparison', args=[slug])}?{query}#{quote(at or 'stored')}", status=303)


def _line(request: HttpRequest, page: LinePage, form: LineForm, status: int) -> HttpResponse:
    """The page of a line; its forms go to the address of this line, whatever address was asked for."""
    against = next((said.quote for said in page.statements if said.value == form.initial.get("against")), None)
    way = work.way(request.GET, request.POST, page.line)
    pair = {name: form.initial[name] for name in ("own", "against") if form.initial.get(name)}
    query = urlencode({**pair, "list": way.tab, "page": way.number, "row": way.row})
    action = f"{reverse('comparison-line', args=[page.slug, page.line.key])}?{query}"
    return show(request, "desk/review/line.html", page, status, form=form, against=against, action=action, way=way)


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """A line that a colleague was faster to change: what was typed is kept, at the row where its quotes stand now."""
    typed = request.POST.copy()
    page = work.line_now(slug, [*typed.getlist("chosen"), *typed.getlist("own")])
    if page is None:
        tab = typed.get("list") or request.GET.get("list", "")
        gone = work.gone_page(slug, tab, typed.get("text", ""), typed.get("reason", ""))
        return show(request, "desk/review/gone.html", gone, 409 if typed else 404)
    typed.setlist("chosen", [name for name in typed.getlist("chosen") if name in page.line.statements])
    initial = {name: typed[name] for name in ("own", "against") if name in typed}
    form = LineForm(typed, page=page, initial=initial)
    form.add_error(
        None,
        _("This row has changed since you opened it. What you typed is kept: look at the row anew, then store it."),
    )
    return _line(request, page, form, 409)
