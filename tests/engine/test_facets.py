"""Step 3: which side of the question a statement speaks to, and what nobody addressed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import data_folder
from bench import facets as bench_facets
from plurivox import facets, quotes
from plurivox.errors import ModelNotTrusted
from plurivox.facets import weights
from plurivox.facets.phrases import Phrases
from plurivox.model import Answer, Expert, Facet, Question, Role, Statement
from plurivox.statements import split

OPEN = Question("k", "What is sample disease?")
TREATMENT = Question("k", "How is sample disease treated?")


def said(text: str) -> tuple[Statement, ...]:
    return tuple(s for s in split(Answer("a", text, Expert("Sample"))) if s.role is Role.STATEMENT)


def facet(text: str, question: Question = OPEN) -> Facet:
    return facets.classify(said(text), question)[-1].facet


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("What is asthma?", "", Facet.OVERVIEW),
        ("What are the symptoms of asthma?", "", Facet.SYMPTOMS),
        ("How might Wilson disease be treated?", "", Facet.TREATMENTS),
        ("Is Wilson disease inherited?", "", Facet.INHERITANCE),
        ("How many people are affected by Wilson disease?", "", Facet.FREQUENCY),
        ("What are the side effects of this treatment?", "", Facet.SIDE_EFFECTS),
        ("When should I see a doctor about a cough?", "", Facet.SEE_DOCTOR),
        ("Who is at risk for stroke?", "", Facet.RISK_FACTORS),
        ("How to prevent stroke?", "", Facet.PREVENTION),
        ("What is the outlook for stroke?", "", Facet.PROGNOSIS),
        ("What is (are) Asthma ?", "treatment", Facet.TREATMENTS),
        ("", "", Facet.OVERVIEW),
    ],
)
def test_asked_reads_the_question(text: str, kind: str, wanted: Facet) -> None:
    """The kind that a source names decides, else the question's words, else it asks what the thing is."""
    assert facets.asked(Question("k", text, kind=kind)) is wanted


def test_expected_holds_what_is_asked_and_more() -> None:
    """Every facet that can be asked for has expected facets, its own first; none expects OTHER."""
    for wanted in Facet:
        if wanted is not Facet.OTHER:
            question = next((q for q in map(as_question, Facet) if facets.asked(q) is wanted), None)
            if question:
                assert facets.expected(question)[0] is wanted
                assert Facet.OTHER not in facets.expected(question)


def as_question(wanted: Facet) -> Question:
    return Question("k", f"What about {wanted.value.replace('-', ' ')}?", kind=wanted.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is inherited in an autosomal recessive pattern.", Facet.INHERITANCE),
        ("Doctors diagnose it with a physical exam and blood tests.", Facet.DIAGNOSIS),
        ("Treatments include surgery and chemotherapy.", Facet.TREATMENTS),
        ("Common side effects are nausea and hair loss.", Facet.SIDE_EFFECTS),
        ("Call your doctor if the fever lasts for more than three days.", Facet.SEE_DOCTOR),
        ("Women who are pregnant should not take it.", Facet.PREGNANCY),
        ("The signs and symptoms include fever, cough and chest pain.", Facet.SYMPTOMS),
        ("The prognosis is good in most cases.", Facet.PROGNOSIS),
        ("Mutations in the ABC1 gene cause this condition.", Facet.CAUSES),
        ("Scientists are testing a new drug in clinical trials.", Facet.RESEARCH),
        ("Medicare covers the test once a year.", Facet.COST),
    ],
)
def test_classify_names_the_facet(text: str, wanted: Facet) -> None:
    """A plain sentence about one side of a disease is given that side."""
    assert facet(text) is wanted


def test_classify_takes_the_heading_into_account() -> None:
    """ "Aspirin" alone says nothing; under "What are the treatments?" it is a treatment."""
    assert facet("What are the treatments for it?\n- Aspirin or heparin") is Facet.TREATMENTS
    assert facet("Symptoms may include:\n- Dull ache at night") is Facet.SYMPTOMS


def test_classify_lets_the_question_decide_what_words_leave_open() -> None:
    """In an answer about treatments a vague statement is about treatments; one with its own cue is not."""
    vague = "Some of them work within days."
    assert facet(vague, TREATMENT) is Facet.TREATMENTS
    assert facet("It is inherited in an autosomal dominant pattern.", TREATMENT) is Facet.INHERITANCE


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=200))
def test_classify_changes_nothing_but_the_facet(text: str) -> None:
    """Whatever the words: the same statements, quotes and roles, each touching the facet it is given."""
    before = said(text)
    after = facets.classify(before, OPEN)
    assert [(s.id, s.quote, s.role, s.heading) for s in after] == [(s.id, s.quote, s.role, s.heading) for s in before]
    for statement in after:
        quotes.verify(statement.quote, Answer("a", text, Expert("Sample")))
        assert statement.facet is Facet.OTHER or statement.facet in facets.touched(statement)


def test_classify_does_not_depend_on_the_company() -> None:
    """A statement has the same facet whichever other answers stand beside its own."""
    mine = said("They lower fever. It lasts a week.")
    others = tuple(s for s in split(Answer("b", "Doctors test blood. It hurts.", Expert("Other"))))
    assert facets.classify((*others, *mine), OPEN)[len(others) :] == facets.classify(mine, OPEN)


def test_unaddressed_names_what_nobody_speaks_to() -> None:
    """An answer about treatments without a word on cost or pregnancy leaves these open; one word closes each."""
    text = "It is treated with antibiotics for ten days. Most people recover."
    assert {Facet.COST, Facet.PREGNANCY} <= set(facets.unaddressed(said(text), TREATMENT))
    more = text + " The pills are cheap and covered by insurance. It is safe for pregnant women."
    assert not {Facet.COST, Facet.PREGNANCY} & set(facets.unaddressed(said(more), TREATMENT))


@pytest.mark.parametrize(
    "text", ["They can hurt a baby before birth.", "Some mothers should wait.", "Ask about the price."]
)
def test_unaddressed_is_generous(text: str) -> None:
    """A passing word is enough: saying "nobody addressed" of what somebody did is the worse mistake."""
    assert len(facets.unaddressed(said(text), TREATMENT)) < len(facets.expected(TREATMENT))
    assert {Facet.PREGNANCY, Facet.COST} - set(facets.unaddressed(said(text), TREATMENT))


def test_unaddressed_without_statements_is_all_that_is_expected() -> None:
    """Nobody said anything, so nothing is addressed."""
    assert facets.unaddressed((), TREATMENT) == facets.expected(TREATMENT)
    assert facets.classify((), TREATMENT) == ()


def test_weights_of_another_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The word weights are loaded only if they are the file that was pinned."""
    weights._load.cache_clear()
    monkeypatch.setattr(weights, "SHA256", "0" * 64)
    with pytest.raises(ModelNotTrusted):
        weights.score([{"fever"}])
    monkeypatch.undo()
    weights._load.cache_clear()
    assert weights.score([{"fever"}]).shape == (1, len(weights.facets()))


@pytest.mark.data
def test_facets_agree_with_question_types_of_held_out_diseases() -> None:
    """On a sample of held-out MedQuAD answers, from their text alone, most are given the facet of their question."""
    if not (data_folder() / "medquad" / "medquad.tar.gz").exists():
        pytest.skip("no MedQuAD archive; name its folder with PLURIVOX_DATA")
    wanted, found = [], []
    for labelled in bench_facets.read(data_folder()):
        if labelled.held_out:
            wanted.append(labelled.facet)
            found.append(bench_facets.of_answer(facets.classify(labelled.said, bench_facets.NOBODY)))
        if len(wanted) == 400:
            break
    assert sum(w is f for w, f in zip(wanted, found, strict=True)) >= 0.75 * len(wanted)


@pytest.mark.parametrize(
    ("question", "text", "facet"),
    [
        ("What are the symptoms of measles?", "Complications are ear infection and pneumonia.", "complications"),
        ("What is spinal stenosis?", "Call the emergency number at once if both legs go numb.", "see-doctor"),
        ("What triggers a migraine?", "A sudden, violent headache is an emergency.", "see-doctor"),
        ("Is the measles vaccine safe?", "Most children have no reaction at all.", "side-effects"),
        ("How long do people live with gout?", "On average it is twenty to thirty years.", "prognosis"),
    ],
)
def test_what_a_plain_cue_or_the_question_names_is_never_other(question: str, text: str, facet: str) -> None:
    """A plain cue, or a word of what was asked for, says more than weights that are not sure."""
    said = [Statement("a.1", "a", "v", quotes.quote(text, 0, len(text)))]
    assert facets.classify(said, Question("q", question))[0].facet.value == facet


@settings(deadline=None)
@given(st.lists(st.text("ab $.", min_size=1, max_size=4), min_size=1, max_size=6), st.text("ab $.", max_size=20))
def test_phrases_are_found_where_a_plain_search_finds_them(phrases: list[str], text: str) -> None:
    """Every phrase wherever a word begins with it, also one inside another; one that begins with a sign anywhere."""
    plain = {
        (phrase, at + len(phrase))
        for at in range(len(text))
        for phrase in phrases
        if text.startswith(phrase, at) and not (phrase[0].isalnum() and text[at - 1 : at].isalnum())
    }
    assert set(Phrases(phrases).places(text)) == plain


def test_a_cue_within_a_word_touches_nothing() -> None:
    """No "eat" stands in "treatment", no "live" in "liver", no "exam" in "example"."""
    text = "Treatment of the liver is an example of laboratory studies of healthy genes in general."
    said = [Statement("a.1", "a", "v", quotes.quote(text, 0, len(text)))]
    question = Question("q", "What are the treatments for it?")
    touched = facets.touched(facets.classify(said, question)[0])
    assert not touched & {Facet.SELF_CARE, Facet.PROGNOSIS, Facet.PREGNANCY}
