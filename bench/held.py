"""What comparisons list, held against what readers marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bench import annotated
from bench.figures import Figure
from plurivox.compare import compare
from plurivox.model import Relation, RelationKind
from plurivox.vectors import Encoder


def count(questions: Iterable[annotated.Annotated], encoder: Encoder | None) -> Counter[str]:
    """Counted over the comparisons that a reader gets: `questions`.

    Pairs of statements of different voices: `same` and `opposed` by the marks; `joined` in one point and `listed` as
    opposed by the comparison; `doubted` and `asked`, told to reviewers as perhaps opposed and perhaps the same. Each of
    these with `right` before it where the marks say so. Statements: `alone` where the comparison joins them with none,
    `marked alone` where the marks do, `right alone` where both.
    """
    found: Counter[str] = Counter()
    for row in questions:
        found["questions"] += 1
        marked = annotated.example(row)
        made = compare(row.question, row.answers, encoder)
        place = {statement.id: n for n, statement in enumerate(marked.statements)}
        voice = [statement.voice for statement in marked.statements]
        joined = annotated.across([[place[name] for name in point.statements] for point in made.points], voice)
        listed = _places(made.relations, RelationKind.OPPOSES, place)
        doubted = _places(made.doubts, RelationKind.OPPOSES, place)
        asked = _places(made.doubts, RelationKind.SAME, place)
        alone, marked_alone = (set(place.values()) - {n for pair in of for n in pair} for of in (joined, marked.same))
        found["same"] += len(marked.same)
        found["opposed"] += len(marked.opposed)
        found["opposed and joined"] += len(joined & marked.opposed)
        found["marked alone"] += len(marked_alone)
        for name, pairs, truly in (
            ("joined", joined, marked.same),
            ("listed", listed, marked.opposed),
            ("doubted", doubted, marked.opposed),
            ("asked", asked, marked.same),
        ):
            found[name] += len(pairs)
            found[f"right {name}"] += len(pairs & truly)
        found["alone"] += len(alone)
        found["right alone"] += len(alone & marked_alone)
    return found


def _places(relations: Sequence[Relation], kind: RelationKind, place: Mapping[str, int]) -> set[tuple[int, int]]:
    ends = ((place[relation.a], place[relation.b]) for relation in relations if relation.kind is kind)
    return {(min(a, b), max(a, b)) for a, b in ends}


def alone(n: Mapping[str, int], about: str, questions: int = 0) -> Figure:
    """How often "only one says" is so, by statements; with the number of `questions` it is shown to readers."""
    precision, recall = n["right alone"] / max(1, n["alone"]), n["right alone"] / max(1, n["marked alone"])
    shown = {
        **{"id": "single", "precision": round(precision, 2), "recall": round(recall, 2)},
        **{"questions": questions, "data": about},
    }
    told = f"{precision:.3f} / {recall:.3f}"
    return Figure("only one says: precision / recall", about, told, shown=shown if questions else None)


def asked(n: Mapping[str, int], about: str) -> Figure:
    """How many of the pairs that reviewers are asked of say the same, and what recall would be with them joined."""
    with_them = (n["right joined"] + n["right asked"]) / n["same"]
    told = f"{n['right asked']} of {n['asked']}; recall with them {with_them:.3f}"
    return Figure("pairs for reviewers that are marked the same", about, told)
