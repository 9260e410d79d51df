"""A comparison as plain data (dict, JSON) and back, exactly.

`to_dict` is what `--json` prints; `freeze` keeps ids and offsets only and `thaw` cuts the words anew from the answers,
so that a stored comparison holds no prose and cannot show a word its answer no longer holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plurivox import quotes
from plurivox.errors import QuoteNotInAnswer
from plurivox.model import (
    Answer,
    Comparison,
    Copy,
    Expert,
    ExpertKind,
    Facet,
    Lists,
    Medium,
    Mention,
    Point,
    Question,
    Reason,
    Relation,
    RelationKind,
    Role,
    Stance,
    StanceKind,
    State,
    Statement,
    TermKind,
)


def to_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON-ready data: key order fixed, offsets in code points, `exact` the slice itself."""
    question = comparison.question
    data = {
        "key": question.key,
        "question": question.text,
        "topic": question.topic,
        "subject": question.subject,
        "kind": question.kind,
        "disclaimer": question.disclaimer,
        "state": comparison.state.value,
        "answers": [_answer(answer) for answer in comparison.answers],
        "statements": [_statement(s) for s in comparison.statements],
        "set_aside": [_statement(s) for s in comparison.set_aside],
        "points": [
            {"id": p.id, "statements": list(p.statements), "experts": list(p.voices)} for p in comparison.points
        ],
        "relations": [_relation(relation) for relation in comparison.relations],
        "lists": {
            "agreed": list(comparison.lists.agreed),
            "differing": list(comparison.lists.differing),
            "single": list(comparison.lists.single),
            "unaddressed": [facet.value for facet in comparison.lists.unaddressed],
        },
        "mentions": [
            {"kind": m.kind.value, "term": m.term, "statement": m.statement, "start": m.start, "end": m.end}
            for m in comparison.mentions
        ],
        "warnings": list(comparison.warnings),
        "copies": [{"a": copy.a, "b": copy.b, "share": copy.share} for copy in comparison.copies],
        "digest": list(comparison.digest),
        "input_digest": comparison.input_digest,
        "engine": comparison.engine,
        "model": comparison.model,
        "doubts": [_relation(doubt) for doubt in comparison.doubts],
    }
    if comparison.stances:
        data["stances"] = [_stance(stance) for stance in comparison.stances]
    return data


def from_dict(data: Mapping[str, Any]) -> Comparison:
    """The comparison that `to_dict` wrote: `from_dict(to_dict(x)) == x`."""
    question = Question(data["key"], data["question"], data["topic"], data["subject"], data["kind"], data["disclaimer"])
    answers = tuple(_read_answer(answer) for answer in data["answers"])
    return _read(question, answers, data)


def freeze(comparison: Comparison) -> dict[str, Any]:
    """What may be stored beside the answers: ids, offsets, enum words and figures, and no answer's text.

    Raises ValueError when stances are counted in it: those end, and are counted anew whenever it is shown.
    """
    if comparison.stances:
        raise ValueError("a comparison is stored without what peers declared")
    data = to_dict(comparison)
    exact = {statement["id"]: statement["exact"] for statement in data["statements"]}
    for relation in (*data["relations"], *data["doubts"]):
        del relation["why"]
        for side in ("a", "b"):
            words = relation["reason"][side]
            start = exact[relation[side]].index(words)
            relation["reason"][side] = [start, start + len(words)]
    for name in ("question", "topic", "subject", "kind", "disclaimer", "answers"):
        del data[name]
    for statement in (*data["statements"], *data["set_aside"]):
        del statement["exact"]
        if statement["heading"]:
            del statement["heading"]["exact"]
    return data


def thaw(data: Mapping[str, Any], question: Question, answers: Sequence[Answer]) -> Comparison:
    """A frozen comparison over the answers it was made from.

    Raises QuoteNotInAnswer where a span does not fit, and where an answer that it quotes or sets aside is not given.
    """
    texts = {answer.id: answer.text for answer in answers}
    if missing := sorted({span["answer"] for span in (*data["statements"], *data["set_aside"])} - texts.keys()):
        raise QuoteNotInAnswer(
            f"The comparison was also made from {', '.join(missing)}, which is not given; compare the answers anew.",
            answers=missing,
        )
    exact = {s["id"]: texts[s["answer"]][s["start"] : s["end"]] for s in data["statements"]}
    related = {
        name: [
            {**r, "reason": {**r["reason"], **{side: exact[r[side]][slice(*r["reason"][side])] for side in ("a", "b")}}}
            for r in data.get(name, ())
        ]
        for name in ("relations", "doubts")
    }
    return _read(question, tuple(answers), {**data, **related})


def _stance(stance: Stance) -> dict[str, Any]:
    return {
        "statement": stance.statement,
        "peer": _expert(stance.peer),
        "kind": stance.kind.value,
        "words": stance.words,
    }


def _expert(expert: Expert) -> dict[str, Any]:
    return {
        "name": expert.name,
        "kind": expert.kind.value,
        "credentials": expert.credentials,
        "specialty": expert.specialty,
    }


def _read_expert(data: Mapping[str, Any]) -> Expert:
    return Expert(data["name"], ExpertKind(data["kind"]), data["credentials"], data["specialty"])


def _answer(answer: Answer) -> dict[str, Any]:
    expert = answer.expert
    return {
        "id": answer.id,
        "text": answer.text,
        "voice": answer.voice,
        "expert": expert and _expert(expert),
        "candidates": list(answer.candidates),
        "medium": answer.medium.value,
        "source": answer.source,
        "url": answer.url,
        "licence": answer.licence,
        "date": answer.date,
        "disclaimer": answer.disclaimer,
        "declined": [list(stretch) for stretch in answer.declined],
    }


def _read_answer(data: Mapping[str, Any]) -> Answer:
    expert = data["expert"]
    return Answer(
        data["id"],
        data["text"],
        expert and _read_expert(expert),
        Medium(data["medium"]),
        data["source"],
        data["url"],
        data["licence"],
        data["date"],
        data["disclaimer"],
        tuple(data["candidates"]),
        tuple((start, end) for start, end in data.get("declined", ())),
    )


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "answer": statement.answer,
        "voice": statement.voice,
        "start": statement.quote.start,
        "end": statement.quote.end,
        "exact": statement.quote.exact,
        "role": statement.role.value,
        "facet": statement.facet.value,
        "heading": statement.heading
        and {"start": statement.heading.start, "end": statement.heading.end, "exact": statement.heading.exact},
    }


def _relation(relation: Relation) -> dict[str, Any]:
    why = relation.why
    return {"kind": relation.kind.value, "a": relation.a, "b": relation.b, "why": str(why), "reason": _reason(why)}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "a": reason.a, "b": reason.b, "score": reason.score}


def _read_relation(data: Mapping[str, Any]) -> Relation:
    return Relation(RelationKind(data["kind"]), data["a"], data["b"], Reason(**data["reason"]))


def _read(question: Question, answers: tuple[Answer, ...], data: Mapping[str, Any]) -> Comparison:
    texts = {answer.id: answer.text for answer in answers}

    def statement(row: Mapping[str, Any]) -> Statement:
        text, heading = texts[row["answer"]], row["heading"]
        return Statement(
            row["id"],
            row["answer"],
            row["voice"],
            quotes.quote(text, row["start"], row["end"]),
            Role(row["role"]),
            Facet(row["facet"]),
            heading and quotes.quote(text, heading["start"], heading["end"]),
        )

    said = tuple(statement(row) for row in data["statements"])
    exact = {s.id: s.quote.exact for s in said}
    for r in (*data["relations"], *data.get("doubts", ())):
        if r["reason"]["a"] not in exact[r["a"]] or r["reason"]["b"] not in exact[r["b"]]:
            raise QuoteNotInAnswer(f"The reason of a relation quotes words that {r['a']} and {r['b']} do not hold.")
    lists = data["lists"]
    return Comparison(
        question=question,
        answers=answers,
        state=State(data["state"]),
        statements=said,
        set_aside=tuple(statement(row) for row in data["set_aside"]),
        points=tuple(Point(p["id"], tuple(p["statements"]), tuple(p["experts"])) for p in data["points"]),
        relations=tuple(_read_relation(row) for row in data["relations"]),
        lists=Lists(
            tuple(lists["agreed"]),
            tuple(lists["differing"]),
            tuple(lists["single"]),
            tuple(Facet(facet) for facet in lists["unaddressed"]),
        ),
        mentions=tuple(
            Mention(TermKind(m["kind"]), m["term"], m["statement"], m["start"], m["end"]) for m in data["mentions"]
        ),
        digest=tuple(data["digest"]),
        input_digest=data["input_digest"],
        engine=data["engine"],
        model=data["model"],
        warnings=tuple(data["warnings"]),
        copies=tuple(Copy(c["a"], c["b"], c["share"]) for c in data["copies"]),
        stances=tuple(
            Stance(s["statement"], _read_expert(s["peer"]), StanceKind(s["kind"]), s["words"])
            for s in data.get("stances", ())
        ),
        doubts=tuple(_read_relation(row) for row in data.get("doubts", ())),
    )
