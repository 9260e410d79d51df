"""NAIVE PLACEHOLDER, being replaced."""

import re
from plurivox import quotes
from plurivox.model import Answer, Question, Role, Statement, Medium


def split(answer: Answer, question: Question) -> tuple[Statement, ...]:
    out = []
    for m in re.finditer(r"\S[^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))", answer.text):
        n = len(out) + 1
        role = Role.BOILERPLATE if answer.medium is Medium.VIDEO else Role.STATEMENT
        out.append(
            Statement(f"{answer.id}.{n}", answer.id, answer.voice, quotes.quote(answer.text, m.start(), m.end()), role)
        )
    return tuple(out)
