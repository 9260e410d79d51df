"""The composer at the desk: one view a page. A script may save as somebody types; everything works without it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plurivox.errors import NotFound
from web import clock
from web.desk import for_desk, has_seat, show
from web.experts import queries as experts
from web.headers import of_a_script
from web.questions import queries as questions
from web.questions.models import Answer, Revision
from web.writing import actions, composer, forms, hints, queries, rules
from web.writing import content as contents
from web.writing.content import Content
from web.writing.errors import BaseStale, Refused, SentBefore

#: A page with a form, and what it is sent back to.
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])

#: What the form's buttons do after saving.
TO_SUBMIT, TO_PREVIEW, KEEP_BOTH = "submit", "preview", "both"


@require_safe
@for_desk(has_seat)
def my_answers(request: HttpRequest) -> HttpResponse:
    return show(request, "desk/writing/mine.html", composer.mine_page(request.user, clock.now()))


@reads_and_writes
@for_desk(has_seat)
def new_answer(request: HttpRequest) -> HttpResponse:
    refused, status = "", 200
    if request.method == "POST":
        try:
            answer = _started(request)
        except ValidationError as error:
            refused, status = " ".join(error.messages), 409
        else:
            return _to("answer", answer.pk)
    page = composer.new_page(request.user, request.GET.get("q", "").strip())
    return show(request, "desk/writing/new.html", page, status, refused=refused)


@reads_and_writes
@of_a_script
@for_desk(rules.check_may_enter)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    if request.method == "POST":
        return _save(request, row)
    last = queries.latest(row)
    if last is not None:
        content = contents.of(last)
    else:
        assert row.author is not None
        content = Content(licence=row.author.licence)
    checked = "check" in request.GET and last is not None
    form, sources = forms.forms_of(content, last.number if last else 0, bound=checked)
    if checked:
        _check(form, sources, content)
    return _composer(request, row, form, sources, content, saved="saved" in request.GET)


@reads_and_writes
@for_desk(rules.check_may_enter)
def submit_answer(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    rules.check_may_write(request.user, row)
    form = forms.SubmitForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        return _submit(request, row, form)
    last = _last(row)
    try:
        rules.check_complete(contents.of(last))
    except ValidationError:
        return HttpResponseRedirect(reverse("answer", args=[row.pk]) + "?check=1")
    return _submit_page(request, row, last, form, 400 if form.errors else 200)


@reads_and_writes
@for_desk(rules.check_may_enter)
def answer_statements(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    rules.check_may_write(request.user, row)
    revision = row.live or _last(row)
    rows = actions.cut(revision=revision)
    refused = ""
    if request.method == "POST":
        try:
            for statement in rows:
                if (verdict := request.POST.get(f"s-{statement.number}")) in ("confirmed", "declined"):
                    actions.confirm(statement=statement, verdict=verdict, by=request.user, at=clock.now())
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            return HttpResponseRedirect(f"{request.path}?saved=1", status=303)
    page = composer.submit_page(row, request.user, revision, rows)
    status, saved = 409 if refused else 200, "saved" in request.GET and not refused
    return show(request, "desk/writing/statements.html", page, status, saved=saved, refused=refused)


@require_safe
@for_desk(rules.check_may_enter)
def preview_answer(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    page = composer.preview_page(row, request.user, _number(request.GET.get("revision")))
    return show(request, "desk/writing/preview.html", page)


@require_safe
@for_desk(rules.check_may_enter)
def answer_history(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    return show(request, "desk/writing/history.html", composer.history_page(row, request.user, before, after))


@reads_and_writes
@for_desk(rules.check_may_enter)
def appeal_submission(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    rules.check_may_write(request.user, row)
    last = queries.last_submission(row)
    if last is None:
        raise NotFound(_("Nothing was submitted yet."))
    title = _("Appeal: others look at the same text again")

    def do(reason: str, key: str) -> None:
        actions.appeal(submission=last, reason=reason, key=key, by=request.user, at=clock.now())

    return _with_reason(request, row, title, _("Send the appeal"), do)


@reads_and_writes
@for_desk(rules.check_may_enter)
def withdraw_answer(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user, *Answer.Origin)
    rules.check_may_write(request.user, row)
    title = _("Withdraw this answer: it leaves every page at once, and readers see your reason")

    def do(reason: str, key: str) -> None:
        actions.withdraw(answer=row, reason=reason, by=request.user, at=clock.now())

    return _with_reason(request, row, title, _("Withdraw it"), do)


@require_POST
@for_desk(rules.check_may_enter)
def renew_answer(request: HttpRequest, number: int) -> HttpResponse:
    row = composer.found(number, request.user)
    try:
        actions.renew(answer=row, key=request.POST.get("key", "")[:64], by=request.user, at=clock.now())
    except ValidationError as error:
        return _refused(request, row, error)
    return _to("my-answers")


@reads_and_writes
@for_desk(has_seat)
def decline_request(request: HttpRequest, number: int) -> HttpResponse:
    wanted = queries.open_request(number)
    if wanted is None:
        raise NotFound(_("Nobody waits for an answer to this request any more."))
    rules.check_may_decline(request.user, wanted.expert)
    form = forms.ReasonForm(request.POST or None, auto_id="%s")
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.decline_request(request=wanted, reason=reason, by=request.user, at=clock.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _to("my-answers")
    page = {"title": _("Decline"), "question": wanted.question.text, "button": _("Decline"), "back": "my-answers"}
    return show(request, "desk/writing/reason.html", page, 400 if form.errors else 200, form=form)


@reads_and_writes
@for_desk(rules.check_may_ask)
def expert_requests(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("question", "") if request.method != "POST" else request.POST.get("question", "")
    question = questions.question(slug) if slug else None
    form = forms.AskForm(request.POST or None, initial={"facet": request.GET.get("facet", "")}, auto_id="%s")
    if request.method == "POST" and question is not None and form.is_valid():
        typed = form.cleaned_data
        expert = next((each for each in queries.seated_experts() if each.slug == typed["expert"]), None)
        try:
            actions.ask_expert(
                question=question,
                expert=expert,
                specialty=typed["specialty"],
                facet=typed["facet"],
                by=request.user,
                at=clock.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _to("expert-requests")
    return show(
        request,
        "desk/writing/requests.html",
        composer.requests_page(question),
        400 if form.errors else 200,
        form=form,
    )


@require_POST
@for_desk(rules.check_may_ask)
def end_request(request: HttpRequest, number: int) -> HttpResponse:
    wanted = queries.open_request(number)
    if wanted is not None:
        actions.end_request(request=wanted, by=request.user, at=clock.now())
    return _to("expert-requests")


def _started(request: HttpRequest) -> Answer:
    question = questions.question(request.POST.get("question", ""))
    expert = next((each for each in experts.experts_of(request.user) if each.slug == request.POST.get("expert")), None)
    if expert is None:
        raise PermissionDenied(_("You do not write for this expert."))
    return actions.start(question=question, expert=expert, by=request.user, at=clock.now())


def _save(request: HttpRequest, row: Answer) -> HttpResponse:
    """Save what was typed, and go where the button says. Nothing that was typed is lost, whatever is refused."""
    form, sources = forms.typed_forms(request.POST, request.FILES)
    wanted, scripted = request.POST.get("then", ""), request.headers.get("Accept") == "application/json"
    content: Content | None = None
    if form.is_valid() and sources.management_form.is_valid() and sources.is_valid():
        content = form.content(sources)
        try:
            if wanted == KEEP_BOTH and (last := queries.latest(row)):
                content = contents.both(contents.of(last), contents.taken(content))
            base = form.cleaned_data["base"]
            made = actions.save(answer=row, base=base, content=content, by=request.user, at=clock.now())
        except ValidationError as error:
            forms.refuse(form, sources, error)
        except BaseStale as error:
            return _stale(request, row, error, scripted)
        except Refused as error:
            if scripted:
                return JsonResponse({"error": error.code, "message": error.sentence}, status=error.status)
            form.add_error(None, error.sentence)
            return _composer(request, row, form, sources, content, status=error.status)
        else:
            return _after_saving(request, row, made, wanted, scripted)
    status = 413 if _too_long(form) else 400
    if scripted:
        problems = {name: list(found) for name, found in form.errors.items()}
        problems |= {"citations": list(sources.problems)} if sources.problems else {}
        return JsonResponse({"error": "refused", "message": _sentence(problems), "fields": problems}, status=status)
    return _composer(request, row, form, sources, content, status=status)


def _after_saving(request: HttpRequest, row: Answer, made: Revision, wanted: str, scripted: bool) -> HttpResponse:
    content = contents.of(made)
    if scripted:
        found = [hint.sentence for hint in hints.of(content)]
        return JsonResponse({"number": made.number, "at": made.stored_at.isoformat(), "hints": found})
    if wanted == TO_PREVIEW:
        return _to("answer-preview", row.pk)
    if wanted != TO_SUBMIT:
        return HttpResponseRedirect(reverse("answer", args=[row.pk]) + "?saved=1", status=303)
    form, sources = forms.forms_of(content, made.number, bound=True)
    if _check(form, sources, content):
        return _to("answer-submit", row.pk)
    return _composer(request, row, form, sources, content, status=400)


def _stale(request: HttpRequest, row: Answer, error: BaseStale, scripted: bool) -> HttpResponse:
    """Both texts, and three ways on."""
    page = composer.both_page(row, request.user, error.latest, error.yours)
    if scripted:
        facts = {"error": error.code, "message": error.sentence, "number": page.facts.number}
        return JsonResponse(facts | {"theirs": page.theirs, "yours": page.yours}, status=error.status)
    form, sources = forms.forms_of(error.yours, page.facts.number)
    return show(
        request, "desk/writing/both.html", page, error.status, form=form, sources=sources, sentence=error.sentence
    )


def _submit(request: HttpRequest, row: Answer, form: forms.SubmitForm) -> HttpResponse:
    typed = form.cleaned_data
    last = _last(row)
    declined = [
        int(name.removeprefix("s-"))
        for name, verdict in request.POST.items()
        if verdict == "declined" and name.startswith("s-") and name.removeprefix("s-").isdecimal()
    ]
    try:
        actions.submit(
            answer=row,
            number=typed["number"],
            key=typed["key"],
            note=typed["note"],
            declined=declined,
            by=request.user,
            at=clock.now(),
        )
    except SentBefore as error:
        form = forms.SubmitForm(initial=typed | {"key": uuid.uuid4().hex})
        return _submit_page(request, row, last, form, error.status, again=error.sentence)
    except BaseStale as error:
        form = forms.SubmitForm(initial=typed | {"number": last.number})
        return _submit_page(request, row, last, form, error.status, again=error.sentence)
    except ValidationError as error:
        if hasattr(error, "error_dict") and not set(error.error_dict) <= {"note"}:
            return HttpResponseRedirect(reverse("answer", args=[row.pk]) + "?check=1")
        form.add_error(None, error)
        return _submit_page(request, row, last, form, 409)
    return _to("my-answers")


def _submit_page(
    request: HttpRequest, row: Answer, last: Revision, form: forms.SubmitForm, status: int, again: str = ""
) -> HttpResponse:
    page = composer.submit_page(row, request.user, last, actions.cut(revision=last))
    return show(request, "desk/writing/submit.html", page, status, form=form, again=again)


def _with_reason(request: HttpRequest, row: Answer, title: str, button: str, do: Any) -> HttpResponse:
    """A page that asks for a reason, and does it."""
    form = forms.ReasonForm(request.POST or None, initial={"key": uuid.uuid4().hex}, auto_id="%s")
    if form.is_valid():
        try:
            do(form.cleaned_data["reason"], form.cleaned_data["key"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _to("my-answers")
    page = {"title": title, "question": row.question.text, "button": button, "back": "my-answers"}
    return show(request, "desk/writing/reason.html", page, 400 if form.errors else 200, form=form)


def _composer(
    request: HttpRequest,
    row: Answer,
    form: forms.ContentForm,
    sources: forms.SourceForms,
    content: Content | None,
    status: int = 200,
    saved: bool = False,
) -> HttpResponse:
    page = composer.composer_page(row, request.user, saved, content if not form.errors else None)
    return show(request, "desk/writing/answer.html", page, status, form=form, sources=sources)


def _check(form: forms.ContentForm, sources: forms.SourceForms, content: Content) -> bool:
    """Whether all is there that a submission needs; what is not is tied to its field."""
    try:
        rules.check_complete(content)
    except ValidationError as error:
        form.is_valid()
        forms.refuse(form, sources, error)
        return False
    return True


def _refused(request: HttpRequest, row: Answer, error: ValidationError) -> HttpResponse:
    content = contents.of(_last(row))
    form, sources = forms.forms_of(content, _last(row).number, bound=True)
    form.is_valid()
    form.add_error(None, error)
    return _composer(request, row, form, sources, content, status=409)


def _last(row: Answer) -> Revision:
    last = queries.latest(row)
    if last is None:
        raise NotFound(_("Nothing is saved there yet."))
    return last


def _too_long(form: forms.ContentForm) -> bool:
    return any(error.code == "too-long" for errors in form.errors.as_data().values() for error in errors)


def _sentence(problems: dict[str, list[str]]) -> str:
    return " ".join(sentence for found in problems.values() for sentence in found)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _to(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=args), status=303)
