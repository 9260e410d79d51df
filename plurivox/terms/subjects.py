"""What the question is about, as names that are no term of its own answers. Part of step 3.

In answers about metastatic breast cancer neither "breast cancer" nor the breast in it is a site or a condition named.
"""

from __future__ import annotations

import re

from plurivox.model import Question
from plurivox.terms import lexicon, vocabulary
from plurivox.terms.finding import SUBJECT
from plurivox.terms.lexicon import Lexicon
from plurivox.terms.vocabulary import Senses
from plurivox.terms.words import key

#: Words of questions that are not their subject.
_ASKING = frozenset(
    key(
        "what is are the a an of for in to do does did how why when where who which can could should would will i my me"
        " you your we our it its and or with by from on at be been being have has had if about there treatment symptom"
        " sign cause test diagnosis prevent treat cure complication risk factor outlook prognosis genetic change"
        " inherited related many people affected research being done information get know main common most first best"
        " early medicine drug diagnose manage help spread happen mean work often long side effect s"
    ).split()
)

_RUN = re.compile(r"[^?.!,;:()]+")


def names(question: Question) -> Lexicon[Senses]:
    """The names of the subject and of its endings: "metastatic breast cancer" is "breast cancer" too.

    >>> sorted(names(Question("k", "What is metastatic breast cancer?")).names)
    ['breast cancer', 'cancer', 'metastatic breast cancer']
    """
    found: set[str] = set()
    runs = [key(question.subject).split()] if question.subject else []
    for part in _RUN.findall(question.text):
        run: list[str] = []
        for word in [*key(part).split(), "the"]:
            if word not in _ASKING:
                run.append(word)
            elif run:
                runs.append(run)
                run = []
    for run in runs:
        found.update(" ".join(run[n:]) for n in range(max(1, len(run) - 1)))
        if "condition" in vocabulary.load().names.get(run[-1], {}):
            found.add(run[-1])
    return lexicon.build({name: {SUBJECT: name} for name in sorted(found - {""})})


def is_subject(senses: Senses, subject: Lexicon[Senses]) -> bool:
    """Whether a name means the subject by another name: "hypertension" where the question asks of high pressure."""
    return SUBJECT in senses or any(key(term) in subject.names for term in senses.values())
