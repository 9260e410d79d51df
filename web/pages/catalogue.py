"""The closed catalogue of words that we, and no expert, put on a page: names of terms, relations, reasons.

Names of facets stand in web/facets.py, for the apps below read them too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plurivox.editing import REVIEWED
from plurivox.model import RelationKind, TermKind
from plurivox.relations.rules import Rule

#: Kind of term -> (caption of its table, heading of its first column)
TERMS = {
    TermKind.BODY_SITE: (_("Who names which part of the body"), _("Part of the body")),
    TermKind.SYMPTOM: (_("Who names which symptom"), _("Symptom")),
    TermKind.CAUSE: (_("Who names which cause"), _("Cause")),
    TermKind.TEST: (_("Who names which test"), _("Test")),
    TermKind.DRUG: (_("Who names which medicine"), _("Medicine")),
    TermKind.TREATMENT: (_("Who names which treatment"), _("Treatment")),
    TermKind.CONDITION: (_("Who names which condition"), _("Condition")),
    TermKind.GENE: (_("Who names which gene"), _("Gene")),
}

#: Kind of relation -> (heading, what it means in one plain line)
RELATIONS = {
    RelationKind.OPPOSES: (
        _("They disagree"),
        _("These experts say different things about the same matter. Ask your own doctor which one applies to you."),
    ),
    RelationKind.QUALIFIES: (
        _("It depends"),
        _("Both may be right: for different people, amounts or times."),
    ),
    RelationKind.INCOMPARABLE: (
        _("Cannot be compared"),
        _("These look alike but speak of different things, so they are not set against each other."),
    ),
}

#: The same of what the program alone found, until reviewers have released it
UNREVIEWED_RELATIONS = {
    RelationKind.OPPOSES: _(
        "The program found that these experts say different things about the same matter. It may be wrong; ask your "
        "own doctor what applies to you."
    ),
    RelationKind.QUALIFIES: _(
        "The program found that they speak of different people, amounts or times. It may be wrong; ask your own "
        "doctor what applies to you."
    ),
    RelationKind.INCOMPARABLE: _(
        "The program found that these look alike but speak of different things, so they are not set against each other."
    ),
}

#: Rule that decided a relation -> what it says to a reader
REASONS = {
    Rule.INHERITANCE: _("They name different ways in which it is inherited."),
    Rule.FIGURES: _("They give different numbers for the same thing."),
    Rule.HOW_OFTEN: _("One says that it happens much more often than the other says."),
    Rule.DENIAL: _("One says that it is so, the other that it is not."),
    Rule.SIDES: _("They take opposite sides."),
    Rule.CAUSE: _("One says that the cause is not known, the other names a cause."),
    Rule.FIRST_CHOICE: _("They name different treatments as the first choice."),
    Rule.PEOPLE: _("They speak of different people."),
    Rule.CONDITION: _("One of them holds only in some cases."),
    Rule.DEGREE: _("One puts it more weakly: less often, less strongly or less surely."),
    Rule.TIME: _("They speak of different times."),
    Rule.MEASURES: _("Their numbers measure different things."),
    Rule.WORDING: _("The program judged by all their words; no single word decided."),
    Rule.NOTHING_SHARED: _("They have nothing in common but the question."),
    REVIEWED: _("A reviewer judged how these two stand."),
}


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What a measured figure is called, and what it means: precision first, then recall."""

    name: Promise | str
    sentences: tuple[Promise | str, ...]


#: Measured figure (web/pages/method.py) -> its words
FIGURES = {
    "warnings": FigureWords(
        _("Warnings"),
        (
            _("Of 100 statements that lead a page as warnings, about %(precision)s tell of a danger to act on."),
            _(
                "Of 100 statements that tell of a danger to act on, about %(recall)s lead the page. The others stand "
                "in the lists and the answers, so read the answers too."
            ),
        ),
    ),
    "agreed": FigureWords(
        _("What the experts agree on"),
        (
            _("Of 100 pairs of statements that the program puts together, about %(precision)s belong together."),
            _(
                "Of 100 pairs that belong together, it finds about %(recall)s. The others stand apart, and so "
                "“What only one says” is longer than it should be."
            ),
        ),
    ),
    "advised": FigureWords(
        _("What they agree on where they advise"),
        (
            _(
                "Where experts give advice and argue, it is harder: of 100 pairs of statements that the program puts "
                "together, about %(precision)s belong together."
            ),
            _("Of 100 pairs that belong together, it finds about %(recall)s."),
        ),
    ),
    "differing": FigureWords(
        _("Where they differ"),
        (
            _("Of 100 pairs of statements that the program shows as disagreeing, about %(precision)s do disagree."),
            _(
                "Of 100 pairs that disagree, it finds about %(recall)s by itself. That no difference is shown does not "
                "mean that there is none."
            ),
            _("Reviewers are shown further pairs that may disagree. What they find to disagree is listed as well."),
        ),
    ),
    "single": FigureWords(
        _("What only one says"),
        (
            _(
                "Of 100 statements that stand there, about %(precision)s are made by a single expert. Another expert "
                "makes the others too, in words that the program did not take for the same."
            ),
            _("Of 100 statements that a single expert makes, about %(recall)s stand there."),
            _(
                "Reviewers are shown which of these lines may say the same as another one. "
                "What they join is shown together."
            ),
        ),
    ),
    "unaddressed": FigureWords(
        _("What nobody addressed"),
        (
            _("Of 100 sides of a question that the program lists here, about %(precision)s are indeed in no answer."),
            _("Of 100 sides that are in no answer, it lists about %(recall)s."),
        ),
    ),
    "naming": FigureWords(
        _("Who names what"),
        (
            _("Of 100 ticks in these tables, about %(precision)s are right."),
            _(
                "Of 100 things that an expert names, about %(recall)s have a tick. An empty place does not mean that "
                "the expert denies it."
            ),
        ),
    ),
    "contradictions": FigureWords(
        _("Contradictions that pass for agreement"),
        (
            _(
                "Where experts advise and argue, the program was shown answers with %(of)s pairs of statements that "
                "contradict each other. It put %(found)s of them together as if they said the same."
            ),
        ),
    ),
    "false-oppositions": FigureWords(
        _("Differences that are none"),
        (
            _(
                "The program was shown %(of)s pairs of statements that sound opposed and are not, such as advice for "
                "different people. It set %(found)s of them against each other."
            ),
        ),
    ),
}


#: What a figure was measured on, as web/pages/method.json names it -> how a reader is told; else nothing is told
DATA = {
    "points dev": _("answers of institutes, kept for measuring"),
    "advice held, written for this project": _("answers that advise, written for this test"),
    "readings and advice held; the rules drawn up elsewhere": _(
        "answers of institutes and answers that advise, none of which its rules were drawn from"
    ),
    "pairs of the specification": _("pairs of the specification"),
    "answers of health sites": _("answers of health sites"),
    "answers of institutes, and answers that advise": _("answers of institutes, and answers that advise"),
}
#: What was verified of an author (web/experts) -> how a reader is told
VERIFIED = {
    "identity": _("identity"),
    "licence": _("licence to practise"),
    "specialty": _("specialty"),
    "organisation": _("organisation"),
}

#: State of an answer that was taken back (web/questions) -> how a reader is told
TAKEN_BACK = {
    "withdrawn": _("This answer was withdrawn."),
    "suspended": _("This answer is not shown while its author is suspended."),
    "lapsed": _(
        "This answer is not shown until it has been reviewed again, or what is known of its author checked again."
    ),
}

#: What became of a line from one release to the next (web/review) -> how a reader is told
MOVES = {"came": _("New:"), "went": _("Gone:"), "moved": _("Moved:")}

#: List or kind of relation in which a line stands -> its name
LISTS = {
    "agreed": _("What the experts agree on"),
    "single": _("What only one says"),
    RelationKind.OPPOSES.value: _("They disagree"),
    RelationKind.QUALIFIES.value: _("It depends"),
    RelationKind.INCOMPARABLE.value: _("Cannot be compared"),
}
