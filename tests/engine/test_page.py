"""What the page model says of a comparison beside its quotes."""

from __future__ import annotations

from dataclasses import replace

from plurivox import page
from plurivox.compare import compare
from plurivox.model import Answer, Expert, Point, Question, RelationKind


def test_as_many_on_each_side_is_no_consensus() -> None:
    """Two say it is cured, two say it is not: the page says so, and gives neither side a verdict (feature R12)."""
    said = (
        ("a1", "Dr Ada Test", "Gout can be cured."),
        ("a2", "Dr Ben Test", "Gout can be cured."),
        ("a3", "Dr Cara Test", "Gout cannot be cured."),
        ("a4", "Dr Dora Test", "Gout cannot be cured."),
    )
    answers = tuple(Answer(key, text, Expert(name)) for key, name, text in said)
    compared = compare(Question("gout", "Can gout be cured?"), answers)
    yes = Point("yes", ("a1.1", "a2.1"), ("dr-ada-test", "dr-ben-test"))
    no = Point("no", ("a3.1", "a4.1"), ("dr-cara-test", "dr-dora-test"))
    lists = replace(compared.lists, agreed=("yes", "no"), single=())
    comparison = replace(compared, points=(yes, no), lists=lists, copies=())
    found = [one for one in page.build(comparison).differing if one.kind is RelationKind.OPPOSES]
    assert found
    assert found[0].voices == (2, 2)
    assert all(one.no_consensus for one in found)
