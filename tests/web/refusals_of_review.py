"""What the database refuses on the way from a draft to readers, and of comparisons: each guard with its witnesses."""

from __future__ import annotations

from tests.web.furnished import DUE, Furnished
from tests.web.refusals import DAY, Witness, behind, first, shown_again, taken_back
from tests.web.situations import NOW
from web.checking.models import Correction, Endorsement, FactCheck, Mark, Review, Vote
from web.experts.models import Seat, Verification
from web.questions.models import Answer, Question, Revision
from web.review.models import Edit, Judgement, LineReport, Release, Reply, ReportStatus, SecondLook, Stance
from web.writing.models import Citation, Confirmation, Request, Retraction, Submission


def appeal(w: Furnished, against: Submission | None = None, checked: bool = True) -> Submission:
    """An appeal, against the first submission where none is named, with its facts checked or not."""
    further = w.add(Revision)
    made = w.add(Submission, kind="appeal", appeals=against or w[Submission], note="Read again.", revision=further)
    if checked:
        w.add(FactCheck, submission=made)
    return made


def sent_back(w: Furnished) -> Submission:
    """A submission that the third person sent back after the fact check."""
    made = w.submission(checked=False)
    w.add(FactCheck, submission=made, verdict="returned", reason="No source.", by=w.person("third"))
    return made


def review_ended_then_shown(w: Furnished) -> None:
    taken_back(w)
    w.change(Review, ended_at=NOW)
    shown_again(w)


def verification_ended_then_shown(w: Furnished) -> None:
    taken_back(w)
    w.change(Verification, ended_at=NOW)
    shown_again(w)


def told_apart(w: Furnished) -> Submission:
    """A submission with one vote for it and one against."""
    made = w.submission()
    w.add(Vote, submission=made, number=1, by=first(w))
    w.add(Vote, submission=made, number=2, by=w.person("second"), verdict="returned", reason="No source.")
    return made


#: Guard -> changes, each of which it alone refuses.
WITNESSES: dict[str, tuple[Witness, ...]] = {
    # writing
    "citation_number_once": (lambda w: w.add(Citation, number=1),),
    "citation_doi_once": (lambda w: w.add(Citation, doi=w[Citation].doi),),
    "citation_pmid_once": (lambda w: w.add(Citation, pmid=w[Citation].pmid),),
    "citation_kind_known": (lambda w: w.add(Citation, kind="rumour"),),
    "citation_has_text": (lambda w: w.add(Citation, text=""),),
    "submission_key_once": (lambda w: w.add(Submission, key=w[Submission].key),),
    "submission_once_a_revision": (lambda w: w.add(Submission, kind="new"),),
    "submission_has_key": (lambda w: w.add(Submission, key=""),),
    "submission_appeals_one": (
        lambda w: w.add(Submission, appeals=w[Submission]),
        lambda w: w.add(Submission, kind="appeal", note="Read again.", revision=w.add(Revision)),
        lambda w: w.add(Submission, kind="appeal", appeals=w[Submission], revision=w.add(Revision)),
        lambda w: w.add(Submission, kind="wish", revision=w.add(Revision)),
    ),
    "submission_of_own_revision": (lambda w: w.add(Submission, answer=w.add(Answer)),),
    "confirmation_number_once": (behind("confirmation_comes_next", lambda w: w.add(Confirmation, number=1)),),
    "confirmation_known": (lambda w: w.add(Confirmation, verdict="perhaps"),),
    "retraction_names_one": (lambda w: w.add(Retraction, doi=""),),
    "retraction_once": (lambda w: w.add(Retraction, doi=w[Retraction].doi),),
    "request_asks_somebody": (
        lambda w: w.add(Request, expert=None),
        lambda w: w.add(Request, specialty="Cardiology"),
    ),
    "request_once": (lambda w: w.add(Request, facet=w[Request].facet),),
    # checking
    "fact_check_verdict_known": (lambda w: w.add(FactCheck, verdict="perhaps", reason="Who knows."),),
    "fact_check_has_reason": (lambda w: w.add(FactCheck, verdict="returned"),),
    "fact_check_by_another": (
        lambda w: w.add(FactCheck, submission=w.add(Submission, by=first(w)), by=first(w)),
        lambda w: w.add(FactCheck, by=w.add(Seat).account),
        lambda w: w.add(FactCheck, by=w.add(Revision, saved_by=first(w)).saved_by),
    ),
    "vote_number_once": (
        behind(
            "vote_comes_next",
            lambda w: [w.add(Vote, submission=made, number=1, by=by) for made in [w.submission()] for by in w.two()],
        ),
    ),
    "vote_once_a_person": (
        lambda w: [w.add(Vote, submission=made, number=n) for made in [w.submission()] for n in (1, 2)],
    ),
    "vote_one_of_two": (lambda w: w.add(Vote, submission=w[Submission], number=3, by=w.person("third")),),
    "vote_verdict_known": (lambda w: w.add(Vote, verdict="perhaps", reason="Who knows."),),
    "vote_has_reason": (lambda w: w.add(Vote, verdict="returned"),),
    "vote_by_another": (
        lambda w: w.add(Vote, submission=w.submission(by=first(w)), by=first(w)),
        lambda w: w.add(Vote, by=w.add(Seat).account),
        lambda w: w.add(Vote, by=w.add(Revision, saved_by=first(w)).saved_by),
    ),
    "vote_after_fact_check": (
        lambda w: w.add(Vote, submission=w.submission(checked=False)),
        lambda w: w.add(Vote, submission=w.add(FactCheck, verdict="returned", reason="No source.").submission),
    ),
    "vote_not_by_fact_checker": (lambda w: w.add(Vote, by=w[FactCheck].by),),
    "vote_on_appeal_by_others": (lambda w: w.add(Vote, submission=appeal(w), by=first(w)),),
    "fact_check_on_appeal_by_others": (
        lambda w: w.add(FactCheck, submission=appeal(w, checked=False), by=first(w)),
        lambda w: w.add(FactCheck, submission=appeal(w, sent_back(w), checked=False), by=w.person("third")),
    ),
    "vote_on_appeal_not_by_fact_checker": (
        lambda w: w.add(Vote, submission=appeal(w, sent_back(w)), by=w.person("third")),
    ),
    "review_ends": (lambda w: w.add(Review, due_at=NOW),),
    "review_after_two_votes": (
        lambda w: w.add(Review, submission=w.submission()),
        lambda w: w.add(Review, submission=w.add(Vote).submission),
        lambda w: w.add(Review, submission=told_apart(w)),
        lambda w: w.add(Review, revision=w.add(Revision)),
        lambda w: w.add(Review, answer=w.add(Answer)),
    ),
    "answer_shown_while_reviewed": (
        review_ended_then_shown,
        lambda w: w.change(Answer, due_at=DUE + DAY),
    ),
    "answer_shown_while_verified": (verification_ended_then_shown,),
    "review_ends_after_answer": (lambda w: w.change(Review, ended_at=NOW),),
    "verification_ends_after_answers": (lambda w: w.change(Verification, ended_at=NOW),),
    "correction_has_text": (lambda w: w.add(Correction, text=""),),
    "mark_kind_known": (lambda w: w.add(Mark, kind="dull"),),
    "mark_has_reason": (lambda w: w.add(Mark, reason=""),),
    "mark_once": (lambda w: w.add(Mark, by=w[Mark].by),),
    "endorsement_once": (lambda w: w.add(Endorsement, expert=w[Endorsement].expert),),
    "endorsement_of_another": (lambda w: w.add(Endorsement, expert=w[Answer].author),),
    # review
    "line_report_kind_known": (lambda w: w.add(LineReport, kind="x", point=""),),
    "line_report_reason_fits": (lambda w: w.add(LineReport, reason="no-contradiction"),),
    "line_report_names_point": (
        lambda w: w.add(LineReport, point=""),
        lambda w: w.add(LineReport, kind="warning"),
    ),
    "line_report_is_whole": (
        lambda w: w.add(LineReport, line=""),
        lambda w: w.add(LineReport, input_digest=""),
        lambda w: w.add(LineReport, engine=""),
        lambda w: w.add(LineReport, submission=""),
    ),
    "line_report_note_short": (lambda w: w.add(LineReport, note="x" * 100_000),),
    "line_report_erased_has_no_note": (
        lambda w: w.add(LineReport, erased_at=NOW, erased_by=first(w)),
        lambda w: w.add(LineReport, erased_at=NOW, note=""),
    ),
    "line_report_note_only_erased": (lambda w: w.change(LineReport, note="Something else."),),
    "report_status_number_once": (
        behind("report_status_comes_next", lambda w: w.add(ReportStatus, number=1, status="kept")),
    ),
    "report_status_number_from_one": (
        behind("report_status_comes_next", lambda w: w.add(ReportStatus, number=0, status="open")),
    ),
    "report_status_follows": (lambda w: w.add(ReportStatus, status="kept"),),
    "report_status_has_reason": (
        lambda w: w.add(ReportStatus, reason=""),
        lambda w: w.add(ReportStatus, reason="x" * 100_000),
    ),
    "edit_number_once": (behind("edit_comes_next", lambda w: w.add(Edit, number=1)),),
    "edit_kind_known": (lambda w: w.add(Edit, kind="guess"),),
    "edit_text_fits": (lambda w: w.add(Edit, kind="heading"), lambda w: w.add(Edit, text="Rest")),
    "edit_of_known": (lambda w: w.add(Edit, of="table"),),
    "edit_places_stay": (
        lambda w: w.change(Edit, on=["p2"]),
        lambda w: w.change(Edit, of="relation"),
        lambda w: w.change(Edit, places={"a.1": ["a", "0", 0, 1]}),
    ),
    "edit_by_no_author": (lambda w: w.add(Edit, by=w[Seat].account),),
    "second_look_whole": (lambda w: w.change(SecondLook, sound=True), lambda w: w.change(SecondLook, by=first(w))),
    "second_look_judged_once": (
        lambda w: [w.change(SecondLook, sound=said, by=first(w), judged_at=NOW) for said in (True, False)],
        lambda w: w.change(SecondLook, at=DUE),
        lambda w: w.change(SecondLook, edit=w.add(Edit)),
    ),
    "second_look_by_another": (lambda w: w.change(SecondLook, sound=True, by=w[Edit].by, judged_at=NOW),),
    "judgement_number_once": (lambda w: [w.add(Judgement, content_sha256="1", by=by) for by in w.two()],),
    "judgement_once_a_person": (lambda w: [w.add(Judgement, content_sha256="1", number=n) for n in (1, 2)],),
    "judgement_one_of_two": (lambda w: w.add(Judgement, number=3),),
    "judgement_verdict_known": (lambda w: w.add(Judgement, verdict="perhaps", reason="Who knows."),),
    "judgement_has_reason": (lambda w: w.add(Judgement, verdict="returned"),),
    "judgement_by_no_author": (lambda w: w.add(Judgement, by=w[Seat].account),),
    "release_number_once": (behind("release_comes_next", lambda w: w.add(Release, number=1)),),
    "release_ends": (lambda w: w.add(Release, due_at=NOW),),
    "release_by_two": (behind("release_of_two_judgements", lambda w: w.add(Release, second=w[Release].first)),),
    "release_of_two_judgements": (
        lambda w: w.add(Release, content_sha256="1" * 64),
        lambda w: w.add(Release, question=w.add(Question), number=1),
        lambda w: w.add(Release, first=w.add(Judgement)),
    ),
    "stance_number_once": (behind("stance_comes_next", lambda w: w.add(Stance, number=1)),),
    "stance_by_seat": (lambda w: w.add(Stance, by=first(w)),),
    "stance_kind_known": (lambda w: w.add(Stance, kind="bored"),),
    "stance_condition_fits": (
        lambda w: w.add(Stance, kind="agree-if"),
        lambda w: w.add(Stance, condition="In adults."),
    ),
    "stance_reason_fits": (lambda w: w.add(Stance, reason="Not so."),),
    "stance_on_another": (lambda w: w.add(Stance, expert=w[Answer].author, number=1, by=w[Seat].account),),
    "reply_has_text": (lambda w: w.add(Reply, text=""),),
    "reply_decided_whole": (
        lambda w: w.add(Reply, state="shown"),
        lambda w: w.add(Reply, state="refused", decided_by=first(w)),
        lambda w: w.add(Reply, decided_by=first(w)),
        lambda w: w.add(Reply, state="lost"),
    ),
    "reply_decided_by_another": (lambda w: w.add(Reply, state="shown", decided_by=w[Reply].by),),
    "reply_words_stay": (lambda w: w.change(Reply, text="I meant children."), lambda w: w.change(Reply, by=first(w))),
    "reply_decided_once": (
        lambda w: [
            w.change(Reply, state=s, reason="Off topic.", decided_by=first(w), decided_at=NOW)
            for s in ("shown", "refused")
        ],
    ),
    "reply_by_author": (lambda w: w.add(Reply, by=first(w)),),
}
