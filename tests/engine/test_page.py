"""What the page model says of a comparison beside its quotes."""

from __future__ import annotations

from dataclasses import replace

from plurivox import declared, page, points, report, statements
from plurivox.compare import compare
from plurivox.model import Answer, Comparison, Expert, Point, Question, RelationKind, Role, Stance, StanceKind
from plurivox.points.items import in_lists


def cure(*texts: str) -> Comparison:
    """What experts say, one text each, to whether gout can be cured; all of it in the digest."""
    answers = tuple(Answer(f"a{n}", text, Expert(f"Dr Test {n}")) for n, text in enumerate(texts, 1))
    made = compare(Question("gout", "Can gout be cured?"), answers)
    return replace(made, digest=tuple(statement.id for statement in made.statements))


def test_the_short_answer_says_what_is_opposed() -> None:
    """Whichever side it shows, and whichever wording of that side; what nobody opposes bears no mark."""
    comparison = cure("Gout can be cured. Drink water.", "Gout cannot be cured.", "Gout can be cured with pills.")
    yes = Point("yes", ("a1.1", "a3.1"), ("dr-test-1", "dr-test-3"))
    rest = tuple(Point(i, (i,), (f"dr-test-{i[1]}",)) for i in ("a1.2", "a2.1"))
    (opposed, *_) = (r for r in comparison.relations if {r.a, r.b} == {"a1.1", "a2.1"})
    assert opposed.kind is RelationKind.OPPOSES
    lists = replace(comparison.lists, agreed=("yes",), single=("a1.2", "a2.1"), differing=(0,))
    listed = replace(comparison, points=(yes, *rest), relations=(opposed,), lists=lists)
    assert page.build(listed).opposed == ("a1.1", "a2.1", "a3.1")
    assert report.render(page.build(listed)).count("opposed: see Differing") == 3
    for other in (
        replace(listed, digest=("a1.2",)),
        replace(listed, relations=(replace(opposed, kind=RelationKind.QUALIFIES),)),
        replace(listed, lists=replace(lists, differing=())),
    ):
        assert page.build(other).opposed == ()
        assert "opposed: see Differing" not in report.render(page.build(other))


def test_the_short_answer_says_what_a_peer_disagrees_with() -> None:
    """A peer who agrees, or agrees if, opposes nothing."""
    comparison = cure("Drink water.", "Gout is painful.")
    for kind, opposed in ((StanceKind.DISAGREE, ("a1.1",)), (StanceKind.AGREE, ()), (StanceKind.AGREE_IF, ())):
        stance = Stance("a1.1", Expert("Dr Peer Test"), kind)
        assert page.build(declared.counted(comparison, [stance])).opposed == opposed


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


def test_a_short_line_says_in_whose_lists_its_words_stand() -> None:
    """One item is no point with a whole list; that nobody else names it would not be true either."""
    said = (
        ("a1", "Dr Ada Test", "Symptoms include:\n- Blood in your urine\n- No fever\n- Headaches\n- Stones"),
        ("a2", "Dr Ben Test", "Signs may be pain, blood in the urine, fever or tiredness."),
        (
            "a3",
            "Dr Cara Test",
            "It goes with thirst, some blood in the urine at night after drinking wine, and weight loss.",
        ),
    )
    answers = [Answer(key, text, Expert(name)) for key, name, text in said]
    question = Question("q", "What is bladder disease?")
    spans = [s for a in answers for s in statements.split(a) if s.role is Role.STATEMENT]
    assert in_lists(spans, {s.id for s in spans}) == {"a1.2": ("a2.1",)}
    compared = compare(question, answers)
    single = tuple(point.id for point in points.of_groups([frozenset({s.id}) for s in spans], spans))
    alone = replace(
        compared,
        points=points.of_groups([frozenset({s.id}) for s in spans], spans),
        lists=replace(compared.lists, agreed=(), single=single),
    )
    listed = {row.lead.exact: row.listed for part in page.build(alone).single for row in part.rows if row.listed}
    assert {words: [line.statement for line in found] for words, found in listed.items()} == {
        "Blood in your urine": ["a2.1"]
    }


def test_what_is_said_twice_is_one_wording() -> None:
    """A row shows the words of an expert once, wherever they repeat them; the other's are another wording."""
    said = (
        ("a1", "Dr Ada Test", "Drink plenty of water every day. Rest. Drink plenty of water every day."),
        ("a2", "Dr Ben Test", "Drink plenty of water every day."),
    )
    answers = tuple(Answer(key, text, Expert(name)) for key, name, text in said)
    (row,) = [row for part in page.build(compare(Question("q", "How?"), answers)).agreed for row in part.rows]
    assert len(row.lines) == 3
    assert [line.expert.name for line in row.wordings] == ["Dr Ada Test", "Dr Ben Test"]
