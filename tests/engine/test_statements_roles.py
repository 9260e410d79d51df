"""What of an answer says something of its question, and what is set aside."""

from __future__ import annotations

import pytest

from plurivox.model import Answer, Expert, Role
from plurivox.statements import split
from tests.engine.cutting import cut, said


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("These resources address the diagnosis or management of it:\n- Gene Review: It\n- Drug Therapy", Role.LINKS),
        ("Click the link to view the list.", Role.LINKS),
        ("See the following PDQ summaries for more information:\n- Lung Cancer Treatment", Role.LINKS),
        ("https://www.example.org/a/b", Role.LINKS),
        ("Watch the video to learn more about shingles.", Role.LINKS),
        ("The contents of this website are for informational purposes only.", Role.DISCLAIMER),
        ("1Smith AB, Jones C. Sample disease.\nN Engl J Med. 2010;362:726-38.", Role.LINKS),
        ("NIH: National Cancer Institute", Role.BOILERPLATE),
        (")\n.", Role.BOILERPLATE),
    ],
)
def test_split_sets_aside_what_says_nothing(text: str, role: Role) -> None:
    """Pointers, disclaimers, citations and credits are kept as spans, but are no statements."""
    found = {span.role for span in cut(text)}
    assert Role.STATEMENT not in found or "Smith" in text
    assert role in found or "Smith" in text


@pytest.mark.parametrize(
    "text",
    [
        "Watch for fever after surgery.",
        "Visit your doctor every year.",
        "Go to the emergency room if you cannot breathe.",
        "See your doctor if the lump grows.",
        "Sources of lead are paint and old pipes.",
        "Call 911 if someone has chest pain.",
        "This treatment is not a substitute for surgery.",
        "Figure on six weeks of rest.",
    ],
)
def test_split_keeps_advice_that_looks_like_a_pointer(text: str) -> None:
    """Advice is never taken for a pointer: losing a warning is worse than showing a link."""
    assert said(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Go to the emergency room and bring information about every tablet you take.",
        "Visit the emergency department and say what is wrong.",
        "Watch a child who hit its head, and go to hospital if the information sheet says so.",
        "Watch your feet for sores and note what is new.",
        "To find a comfortable position, try what is easiest on your back.",
        "Hello, call 112 if your chest hurts.",
        "Hi, do not give this syrup to a baby.",
        "Dear parents, stop the drops when the eye swells.",
        "Thank you for asking: this tablet must never be halved.",
        "Thanks for writing, and yes, most people with a mild sprain walk again within a week.",
        "I hope this helps: avoid grapefruit with these tablets.",
        "Good luck with the diet, which lowers the pressure in about half of all patients.",
        "Updated vaccines protect against the newest strains.",
        "Updated guidelines advise a first scan at 45.",
        "Revised criteria find the disease earlier.",
        "Accessed early, treatment saves the eye.",
        "References to pain are common in these letters.",
        "See more than one surgeon before you decide.",
        "Read more slowly if your eyes tire.",
        "Check the list of ingredients for nuts.",
        "See the doctor for a new dose.",
        "(See the nurse if the wound opens.)",
        "The following chart shows that one in four is ill.",
        "The following table shows a dose of 5 mg for adults.",
        "National programmes for screening find most of these tumors.",
        "Centers of the lesion turn pale.",
        "Who smokes is at risk.",
    ],
)
def test_no_first_words_set_advice_aside(text: str) -> None:
    """Advice, danger and fact stay statements where they open like a pointer, a greeting or a date of revision."""
    assert said(f"It is a common question. {text} That is all.")[1] == text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Go to the website for information about clinics.", Role.LINKS),
        ("Visit www.example.org to find out what is new.", Role.LINKS),
        ("Read more about the heart.", Role.LINKS),
        ("See more information about scans.", Role.LINKS),
        ("Thank you for your question.", Role.BOILERPLATE),
        ("See Drugs Approved for Lung Cancer for more information.", Role.BOILERPLATE),
        ("See the Treatment Options section that follows.", Role.BOILERPLATE),
        ("(See the PDQ summary on another tumor for more.)", Role.BOILERPLATE),
        ("Check the list of NCI-supported trials that take patients now.", Role.BOILERPLATE),
        ("General information about clinical trials is available from a website.", Role.BOILERPLATE),
        ("For more in-depth information about ticks, please visit a page.", Role.BOILERPLATE),
        ("The following chart shows the chances of a child.", Role.BOILERPLATE),
        ("The following table lists foods.", Role.BOILERPLATE),
        ("Dear Anna, good morning.", Role.BOILERPLATE),
        ("Updated March 3, 2019.", Role.BOILERPLATE),
        ("Revised: 2019-03-03.", Role.BOILERPLATE),
        ("Accessed on 3/3/2019.", Role.BOILERPLATE),
    ],
)
def test_pointers_courtesies_and_stamps_are_set_aside(text: str, role: Role) -> None:
    """What the same first words open and what holds neither advice nor fact."""
    spans = cut(f"Rest the ankle. {text} Then walk.")
    assert [span.role for span in spans] == [Role.STATEMENT, role, Role.STATEMENT]


@pytest.mark.parametrize(
    "name",
    ["Centers for Disease Control and Prevention", "Food and Drug Administration", "National Sample Institute (NSI)"],
)
def test_a_bare_name_of_an_organisation_is_set_aside(name: str) -> None:
    """It is the end of a page or a label, and says nothing; what the organisation recommends is said by a sentence."""
    assert said(f"Rest the ankle.\n{name}") == ["Rest the ankle."]
    assert said(f"The {name} recommends rest.") == [f"The {name} recommends rest."]
    assert (
        said("Risks are\n- Black\n- American Indian or Alaska Native\n- Old age")[1]
        == "American Indian or Alaska Native"
    )


def test_items_below_a_chart_or_a_pointer_stay_statements() -> None:
    """What follows such a line may be the treatments themselves."""
    for lead in ("The following chart shows the problems:", "See Drugs Approved for Gout for more information."):
        assert said(f"{lead}\n- Sore gums bleed.\n- Dry mouth hurts.") == ["Sore gums bleed.", "Dry mouth hurts."]


def test_split_sets_the_answers_own_disclaimer_aside() -> None:
    """The answer's own disclaimer, wherever it starts, is a disclaimer to the character."""
    own = "Ask your nurse. We are not liable"
    spans = cut(f"It is mild. {own} ever. Rest.", disclaimer=own)
    assert [(s.role, s.quote.exact) for s in spans] == [
        (Role.STATEMENT, "It is mild."),
        (Role.DISCLAIMER, "Ask your nurse."),
        (Role.DISCLAIMER, "We are not liable"),
        (Role.STATEMENT, "ever."),
        (Role.STATEMENT, "Rest."),
    ]


def test_a_list_said_over_again_is_set_aside() -> None:
    """Archives that lost line breaks end a list by saying all of it once more; a reader needs it once."""
    text = "It can: - raise one value - lower another. raise one value lower another. Ask your doctor."
    spans = split(Answer("a", text, Expert("E")))
    said = [s.quote.exact for s in spans if s.role is Role.STATEMENT]
    assert said[-2:] == ["lower another.", "Ask your doctor."]
    assert any(s.role is Role.BOILERPLATE and s.quote.exact == "raise one value lower another." for s in spans)


@pytest.mark.parametrize("text", ["How might gout be treated?", "It is rare. What Happens to the Joints? They swell."])
def test_a_question_that_an_answer_sets_itself_is_no_statement(text: str) -> None:
    """Neither a question alone nor a titled one inside a line says anything."""
    spans = split(Answer("a", text, Expert("E")))
    assert all(s.role is Role.HEADING for s in spans if s.quote.exact.endswith("?"))
