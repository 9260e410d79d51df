"""What experts say of each other's statements: stances of verified peers, and replies where one is opposed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from selectolax.lexbor import LexborHTMLParser

from plurivox.model import RelationKind
from tests.web.experts_situations import editor, seated_expert, verified_expert
from tests.web.review_situations import compared, draft, gout, opposed, released
from tests.web.situations import NOW, account, signed_in
from web.accounts.models import Account, Role
from web.experts import actions as experts
from web.letters.models import Notice
from web.questions.models import Expert, Question, Statement
from web.review import actions, queries
from web.review.models import Reply, Stance
from web.review.queries import Place
from web.review.states import ReplyState, StanceKind
from web.writing.actions import cut

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def question() -> Question:
    return compared()


def statement(question: Question, name: str) -> Statement:
    """The row of this statement of the comparison, such as "a2.1"."""
    for answer in queries.published_answers(question):
        assert answer.live is not None
        cut(answer.live)
    found = queries.at_place(question, place(question, name))
    assert found is not None
    return found


def place(question: Question, name: str) -> Place:
    said = next(s for s in draft(question).machine.statements if s.id == name)
    return said.answer, said.quote.start, said.quote.end


def peer(name: str = "Dr Peer Test") -> tuple[Expert, Account]:
    """A verified expert who has no answer here, and who writes for them."""
    made = verified_expert(name)
    return made, made.seats.get().account


def stand(question: Question, name: str, by: tuple[Expert, Account], kind: StanceKind, words: str = "") -> Stance:
    expert, writer = by
    return actions.take_stance(
        statement=statement(question, name), expert=expert, kind=kind, words=words, by=writer, at=NOW
    )


def test_stances_are_counted_by_statement_and_named(question: Question) -> None:
    """The last word of each peer holds; "outside my field" counts nothing; the draft is another."""
    pia, paul, petra, pat = (peer(f"Dr {name} Test") for name in ("Pia", "Paul", "Petra", "Pat"))
    before = draft(question).sha256
    stand(question, "a2.2", pia, StanceKind.DISAGREE)
    stand(question, "a2.2", pia, StanceKind.AGREE)
    stand(question, "a2.2", paul, StanceKind.AGREE_IF, "In the first year.")
    stand(question, "a2.2", petra, StanceKind.DISAGREE, "By no drug.")
    stand(question, "a2.2", pat, StanceKind.OUTSIDE)
    stand(question, "a1.1", pat, StanceKind.AGREE)
    found = queries.stances_of(question)
    assert found.keys() == {place(question, "a2.2"), place(question, "a1.1")}
    said = found[place(question, "a2.2")]
    assert (said.agree, said.agree_if, said.disagree) == (
        ["Dr Pia Test"],
        [("Dr Paul Test", "In the first year.")],
        [("Dr Petra Test", "By no drug.")],
    )
    assert draft(question).sha256 != before


def test_only_verified_peers_with_a_seat_take_a_stance(question: Question) -> None:
    """Not on an own statement, not without a licence verified, not for somebody else, not without a condition."""
    pia = peer()
    ada = verified_expert("Dr Ada Test")
    with pytest.raises(ValidationError, match="own statement"):
        stand(question, "a1.1", (ada, ada.seats.get().account), StanceKind.AGREE)
    unverified = seated_expert("Dr Una Test")
    with pytest.raises(ValidationError, match="verified"):
        stand(question, "a1.1", (unverified, unverified.seats.get().account), StanceKind.AGREE)
    with pytest.raises(PermissionDenied):
        stand(question, "a1.1", (pia[0], account("stranger")), StanceKind.AGREE)
    with pytest.raises(ValidationError, match="condition"):
        stand(question, "a1.1", pia, StanceKind.AGREE_IF, " ")
    assert not Stance.objects.exists()


def test_a_stance_goes_with_what_it_is_about_and_with_who_took_it(question: Question) -> None:
    """A changed answer has none, and neither has a peer who is suspended or no longer verified."""
    pia, paul = peer("Dr Pia Test"), peer("Dr Paul Test")
    for each in (pia, paul):
        stand(question, "a1.1", each, StanceKind.AGREE)
    assert queries.stances_of(question, NOW)[place(question, "a1.1")].agree == ["Dr Paul Test", "Dr Pia Test"]
    experts.suspend_expert(expert=pia[0], reason="Licence revoked.", by=editor(), at=NOW)
    assert queries.stances_of(question, NOW)[place(question, "a1.1")].agree == ["Dr Paul Test"]
    assert queries.stances_of(question, NOW + 3000 * DAY) == {}
    old = statement(question, "a1.1")
    actions.add([gout(a1="Gout is a painful kind of arthritis. Rest.")])
    assert queries.stances_of(question, NOW) == {}
    with pytest.raises(ValidationError, match="no longer published"):
        actions.take_stance(statement=old, expert=paul[0], kind=StanceKind.AGREE, by=paul[1], at=NOW)


def test_who_is_opposed_is_told_and_replies(question: Question) -> None:
    """Once; an editor lets the reply through, and then it stands at the statement."""
    ben = verified_expert("Dr Ben Test")
    writer = ben.seats.get().account
    edda = editor()
    released(question)
    released_again = draft(question).machine
    actions.tell_opposed(question, released_again, NOW)
    assert [row.kind for row in Notice.objects.filter(account=writer, kind="statement-opposed")] == [
        "statement-opposed"
    ]
    against = next(name for name in opposed(question) if name.startswith("a2"))
    row = statement(question, against)
    with pytest.raises(PermissionDenied):
        actions.reply(statement=row, text="I meant uric acid.", by=edda, at=NOW)
    with pytest.raises(ValidationError, match="Write"):
        actions.reply(statement=row, text=" ", by=writer, at=NOW)
    made = actions.reply(statement=row, text="I meant uric acid.", by=writer, at=NOW)
    assert queries.replies_of(question) == {}
    with pytest.raises(ValidationError, match="waits"):
        actions.reply(statement=row, text="And more.", by=writer, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.decide_reply(reply=made, shown=True, by=writer, at=NOW)
    actions.decide_reply(reply=made, shown=True, by=edda, at=NOW + DAY)
    (said,) = queries.replies_of(question)[place(question, against)]
    assert (said.expert, said.text) == ("Dr Ben Test", "I meant uric acid.")
    with pytest.raises(ValidationError, match="meanwhile"):
        actions.decide_reply(reply=made, shown=False, reason="No.", by=edda, at=NOW + DAY)
    assert Notice.objects.filter(account=writer, kind="reply-decided").count() == 1


def test_a_refused_reply_has_a_reason_and_may_be_sent_anew(question: Question) -> None:
    """Its author reads why; readers see none of it."""
    ben = verified_expert("Dr Ben Test")
    writer, edda = ben.seats.get().account, editor()
    against = next(name for name in opposed(question) if name.startswith("a2"))
    made = actions.reply(statement=statement(question, against), text="She is wrong!", by=writer, at=NOW)
    with pytest.raises(ValidationError, match="why"):
        actions.decide_reply(reply=made, shown=False, by=edda, at=NOW)
    actions.decide_reply(reply=made, shown=False, reason="Say why, please.", by=edda, at=NOW)
    assert queries.replies_of(question) == {}
    assert actions.reply(statement=statement(question, against), text="By drugs.", by=writer, at=NOW).pk != made.pk


def test_nobody_replies_where_nothing_stands_against_them(question: Question) -> None:
    """A reply is a right of who is opposed, and no comment box."""
    ben = verified_expert("Dr Ben Test")
    with pytest.raises(ValidationError, match="stands against"):
        actions.reply(statement=statement(question, "a2.1"), text="Hello.", by=ben.seats.get().account, at=NOW)
    assert not any(r.kind is RelationKind.SAME for r in draft(question).machine.relations)


def test_a_peer_takes_stances_on_a_page(question: Question) -> None:
    """Those of one page at once; what is wrong is said at its field, and what was right is stored."""
    pia = peer("Dr Pia Test")
    client = signed_in(pia[1])
    assert client.get("/desk/stances").status_code == 200
    assert question.text in client.get("/desk/stances?q=gout").content.decode()
    page = client.get(f"/desk/stances/{question.slug}").content.decode()
    assert "Gout stays for life." in page
    assert not Statement.objects.exists()  # looking stores nothing
    typed = {"stance-a1.1": "agree", "words-a1.1": "", "stance-a2.2": "agree-if", "words-a2.2": ""}
    response = client.post(f"/desk/stances/{question.slug}", typed)
    assert response.status_code == 400
    assert "on what condition" in response.content.decode()
    assert [row.kind for row in Stance.objects.all()] == ["agree"]
    typed["words-a2.2"] = "In the first year."
    assert client.post(f"/desk/stances/{question.slug}", typed).status_code == 303
    assert [row.kind for row in Stance.objects.order_by("pk")] == ["agree", "agree-if"]
    shown = client.get(f"/desk/stances/{question.slug}").content.decode()
    assert 'value="In the first year."' in shown
    assert shown.count('value="retracted"') == 2  # only what was said can be taken back
    typed |= {"stance-a2.2": "retracted", "stance-a1.1": "disagree", "words-a1.1": "Not so."}
    assert client.post(f"/desk/stances/{question.slug}", typed).status_code == 303
    assert [row.kind for row in Stance.objects.order_by("pk")] == ["agree", "agree-if", "disagree", "retracted"]
    said = queries.stances_of(question)[place(question, "a1.1")]
    assert (said.agree, said.disagree) == ([], [("Dr Pia Test", "Not so.")])
    assert place(question, "a2.2") not in queries.stances_of(question)


def test_a_choice_can_be_cleared_before_it_is_stored(question: Question) -> None:
    """Nothing said is a choice too, taken beforehand; words without another are refused and not lost."""
    pia = peer("Dr Pia Test")
    client, address = signed_in(pia[1]), f"/desk/stances/{question.slug}"
    page = LexborHTMLParser(client.get(address).content.decode())
    taken = page.css('input[type="radio"][checked]')
    assert len(taken) == len(page.css("fieldset.choices")) > 1
    assert {each.attributes["value"] for each in taken} == {""}
    typed = {"stance-a1.1": "agree", "words-a1.1": "", "stance-a2.2": "", "words-a2.2": "In the first year."}
    refused = client.post(address, typed)
    assert refused.status_code == 400
    assert "Choose above what you say" in refused.content.decode()
    assert 'value="In the first year."' in refused.content.decode()
    assert [row.kind for row in Stance.objects.all()] == ["agree"]
    assert client.post(address, typed | {"words-a2.2": ""}).status_code == 303
    again = LexborHTMLParser(client.get(address).content.decode())
    assert not again.css('input[name="stance-a1.1"][value=""]')  # what was said is taken back, not forgotten
    assert again.css('input[name="stance-a2.2"][value=""]')


def test_an_author_replies_and_an_editor_decides_on_pages(question: Question) -> None:
    """The author sees what stands against them; the editor sees what waits."""
    ben = verified_expert("Dr Ben Test")
    author, edda = signed_in(ben.seats.get().account), signed_in(editor())
    address = f"/desk/opposed/{question.slug}"
    page = author.get(address).content.decode()
    assert "Gout stays for life." in page
    against = next(name for name in opposed(question) if name.startswith("a2"))
    refused = author.post(address, {"statement": against, "text": "  "})
    assert refused.status_code == 400
    assert "Write your reply" in refused.content.decode()
    assert author.post(address, {"statement": against, "text": "I meant uric acid."}).status_code == 303
    assert author.post(address, {"statement": "a1.1", "text": "No."}).status_code == 404
    made = Reply.objects.get()
    assert "I meant uric acid." in edda.get("/desk/replies").content.decode()
    wrong = edda.post("/desk/replies", {"reply": made.pk, "shown": "no", "reason": ""})
    assert wrong.status_code == 400
    assert edda.post("/desk/replies", {"reply": made.pk, "shown": "yes", "reason": ""}).status_code == 303
    made.refresh_from_db()
    assert made.state == ReplyState.SHOWN
    assert edda.post("/desk/replies", {"reply": made.pk, "shown": "yes"}).status_code == 400
    assert "I meant uric acid." in author.get(address).content.decode()


@pytest.mark.parametrize("address", ["stances", "stances/{}", "opposed/{}", "replies", "second-looks", "comparisons"])
def test_strangers_find_no_such_pages(question: Question, client, address: str) -> None:  # type: ignore[no-untyped-def]
    """Who has not signed in may; who has no part in it finds nothing."""
    path = f"/desk/{address.format(question.slug)}"
    assert client.get(path).status_code == 302
    assert signed_in(account("stranger", Role.FACT_CHECKER)).get(path).status_code == 404
