"""What experts say of each other's statements: stances, replies, and the editors' word on replies."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plurivox.errors import NotFound
from web import clock
from web.accounts.models import Role
from web.desk import for_desk, has, has_seat, show
from web.questions import queries as questions
from web.questions.models import Statement
from web.review import actions, peers, queries
from web.review.forms import ReplyDecisionForm, ReplyForm, StancesForm
from web.review.queries import Place
from web.review.states import ReplyState, StanceKind
from web.writing.actions import cut


@require_safe
@for_desk(has_seat)
def stances_index(request: HttpRequest) -> HttpResponse:
    page = peers.stances_index(request.user, request.GET.get("q", "")[:200])
    return show(request, "desk/review/stances_index.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk(has_seat)
def stances(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of statements; a POST stores every stance on it that is new."""
    asked = request.GET
    page = peers.stances_page(slug, request.user, asked.get("expert", ""), asked.get("page", ""))
    form = StancesForm(request.POST or None, statements=page.names)
    if form.is_valid():
        expert = peers.expert_of(request.user, page.expert)
        for shown in page.statements:
            name = shown.quote.statement
            kind, words = form.cleaned_data[f"stance-{name}"], form.cleaned_data[f"words-{name}"].strip()
            if not kind and words:
                form.add_error(f"words-{name}", _("Choose above what you say, or empty this field."))
            if not kind or (kind == shown.kind and words == shown.words):
                continue
            try:
                actions.take_stance(
                    statement=_statement(slug, shown.place),
                    expert=expert,
                    kind=StanceKind(kind),
                    words=words,
                    by=request.user,
                    at=clock.now(),
                )
            except ValidationError as error:
                form.add_error(f"words-{name}", error)
        if not form.errors:
            query = urlencode({"expert": page.expert, "page": page.number})
            return HttpResponseRedirect(f"{reverse('stances', args=[slug])}?{query}", status=303)
    if form.errors:
        page = peers.retyped(page, form)
    return show(request, "desk/review/stances.html", page, 400 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk(has_seat)
def opposed(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands against one's own statements; a POST is a reply."""
    page = peers.opposed_page(slug, request.user)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        place = next((s.place for s in page.statements if s.quote.statement == form.cleaned_data["statement"]), None)
        if place is None:
            raise NotFound(_("There is no such statement."))
        try:
            actions.reply(
                statement=_statement(slug, place), text=form.cleaned_data["text"], by=request.user, at=clock.now()
            )
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return HttpResponseRedirect(reverse("opposed", args=[slug]), status=303)
    return show(request, "desk/review/opposed.html", page, 400 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk(has(Role.EDITOR))
def replies(request: HttpRequest) -> HttpResponse:
    """Replies that wait; a POST decides on one."""
    form = ReplyDecisionForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        found = queries.replies([ReplyState.WAITING]).filter(pk=typed["reply"]).first()
        try:
            if found is None:
                raise ValidationError(_("Somebody else has decided on this reply meanwhile."), code="decided-already")
            actions.decide_reply(
                reply=found, shown=typed["shown"] == "yes", reason=typed["reason"], by=request.user, at=clock.now()
            )
        except ValidationError as error:
            form.add_error("reason" if error.code in ("reason-missing", "too-long") else None, error)
        else:
            return HttpResponseRedirect(reverse("replies"), status=303)
    return show(request, "desk/review/replies.html", peers.replies_page(), 400 if form.errors else 200, form=form)


def _statement(slug: str, place: Place) -> Statement:
    """The statement at this place as a row, cut on first need, so that something can be said of it. Raises NotFound."""
    question = questions.question(slug)
    for answer in queries.published_answers(question):
        if answer.key == place[0] and answer.live is not None:
            cut(answer.live)
    found = queries.at_place(question, place)
    if found is None:
        raise NotFound(_("There is no such statement."))
    return found
