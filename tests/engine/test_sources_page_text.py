"""Page text: which lines are answers, names, videos and disclaimers, and whose name belongs to whom."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plurivox import answers, sources
from plurivox.errors import TooLarge
from plurivox.model import Entry, ExpertKind, Medium
from plurivox.sources import Reading, names
from tests import pace

DATA = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2] / "../shared/data"))
FIRST = "The first answer says that the sample disease is an infection, and that it mostly clears without a medicine."
SECOND = "The second answer says that the sample disease needs a doctor, and that it must not be left to clear alone."
THIRD = "The third answer says that nobody knows where the sample disease comes from, although many have looked for it."


def read(*lines: str) -> Reading:
    return sources.read("\n".join(lines).encode(), "page.txt")


def voices(reading: Reading) -> list[str | None]:
    (entry,) = answers.admit(reading)
    return [answer.expert.name if answer.expert else None for answer in entry.answers]


def balanced(reading: Reading) -> bool:
    books = reading.books
    return books.read == books.accepted + books.duplicate + books.refused


@pytest.fixture(scope="module")
def seed() -> Reading:
    path = DATA / "seed" / "what-is-metastatic-breast-cancer.txt"
    if not path.exists():
        pytest.skip(f"the page that PLURIVOX_DATA should hold is not there: {path}")
    return sources.read_path(path)


@pytest.fixture(scope="module")
def page(seed: Reading) -> Entry:
    (entry,) = answers.admit(seed)
    return entry


@pytest.mark.data
def test_real_page_has_its_question_and_ten_answers_in_order(seed: Reading, page: Entry) -> None:
    """Ten answers come in page order, one of them a video; question, topic and page disclaimer are told apart."""
    assert page.question.text == "What is metastatic breast cancer?"
    assert page.question.topic == "Breast Cancer"
    assert page.question.disclaimer.startswith("Important:")
    assert [answer.id for answer in page.answers] == [f"a{n}" for n in range(1, 11)]
    assert [answer.id for answer in page.answers if answer.medium is Medium.VIDEO] == ["a6"]
    assert page.answers[3].text.count("\n\n") == 2, "paragraphs after a blank line continue the answer"
    assert (seed.books.read, seed.books.accepted) == (10, 10)
    assert not seed.problems


@pytest.mark.data
def test_real_page_ties_only_the_certain_names(page: Entry) -> None:
    """Three doctors and the one that the video names are certain, each with the line that stands with the name."""
    certain = {a.id: (a.expert.name, a.expert.credentials, a.expert.specialty) for a in page.answers if a.expert}
    assert certain == {
        "a6": ("Dr. Devon Webster", "", "Medical Oncologist"),
        "a7": ("Ajay K. Sahajpal", "MD", "Transplant Surgery"),
        "a8": ("Steven G. Eisenberg", "DO", "Hematology & Oncology"),
        "a10": ("Stuart A. Linder", "MD", "Plastic Surgery"),
    }


@pytest.mark.data
def test_real_page_reports_uncertain_names_with_their_candidates(seed: Reading, page: Entry) -> None:
    """Names between two answers, and one whose place speaks against the page's habit, are reported and not guessed."""
    assert {name.name: name.candidates for name in seed.uncertain} == {
        "Penn Medicine": ("a1", "a2"),
        "Shelby A. Terstriep, MD": ("a4", "a5"),
        "Robert A. Wascher, MD, FACS": ("a9",),
    }
    assert seed.uncertain[2].detail.startswith("Author,")
    assert [name.place for name in seed.uncertain] == [
        "what-is-metastatic-breast-cancer.txt line 4",
        "what-is-metastatic-breast-cancer.txt line 13",
        "what-is-metastatic-breast-cancer.txt line 27",
    ]
    assert [answer.id for answer in page.answers if answer.candidates] == ["a1", "a2", "a4", "a5", "a9"]


@pytest.mark.data
def test_real_page_keeps_each_disclaimer_where_it_belongs(page: Entry) -> None:
    """The disclaimer under the third answer is that answer's own and in nobody's text."""
    assert [answer.id for answer in page.answers if answer.disclaimer] == ["a3"]
    assert not any("informational purposes only" in answer.text for answer in page.answers)


def test_names_before_their_answers_are_certain() -> None:
    """A page whose names all head their answers leaves nothing to settle."""
    reading = read(
        "What is it?", "Ann B. Lee, MD", "Cardiology", FIRST, "", "Sample Clinic", SECOND, "Cy Dow, DO", THIRD
    )
    assert voices(reading) == ["Ann B. Lee", "Sample Clinic", "Cy Dow"]
    assert not reading.uncertain


def test_names_after_their_answers_are_certain_when_every_answer_has_one() -> None:
    """A page that alternates answer and name to its end can be read in one way only."""
    reading = read(
        "What is it?", "", FIRST, "Ann B. Lee, MD", SECOND, "Sample Clinic", "", THIRD, "Cy Dow, DO", "Surgery"
    )
    assert voices(reading) == ["Ann B. Lee", "Sample Clinic", "Cy Dow"]
    assert not reading.uncertain


def test_no_names_leave_every_answer_unattributed() -> None:
    """Answers without names stay three answers by nobody, and nothing is invented."""
    assert voices(read("What is it?", "", FIRST, SECOND, THIRD)) == [None, None, None]


def test_one_name_between_two_answers_is_uncertain() -> None:
    """The name could close the first or head the second answer; both carry it as candidate."""
    reading = read("What is it?", "", FIRST, "Ann B. Lee, MD", "Cardiology", SECOND)
    assert voices(reading) == [None, None]
    (name,) = reading.uncertain
    assert (name.name, name.detail, name.candidates) == ("Ann B. Lee, MD", "Cardiology", ("a1", "a2"))


def test_layout_settles_names_only_when_every_name_keeps_it() -> None:
    """A blank line before each name and none after ties names to what follows; one name that breaks it unties all."""
    same = read("What is it?", "", FIRST, "", "Ann B. Lee, MD", SECOND, "", "Cy Dow, DO", THIRD)
    assert voices(same) == [None, "Ann B. Lee", "Cy Dow"]
    broken = read("What is it?", "", FIRST, "Ann B. Lee, MD", SECOND, "", "Cy Dow, DO", THIRD)
    assert voices(broken) == [None, None, None]
    assert len(broken.uncertain) == 2


def test_two_names_that_claim_one_answer_settle_nothing() -> None:
    """A page that contradicts itself leaves both names uncertain."""
    reading = read("What is it?", "Ann B. Lee, MD", FIRST, "Cy Dow, DO")
    assert voices(reading) == [None]
    assert [name.candidates for name in reading.uncertain] == [("a1",), ("a1",)]


def test_video_that_names_two_doctors_is_by_neither() -> None:
    """Two doctors in a video's sentence are two readings, so the answer stays unattributed."""
    line = "In this video, Dr. Ann Lee explains it with Dr. Cy Dow. Watch the video."
    (entry,) = answers.admit(read("What is it?", "", line))
    assert entry.answers[0].medium is Medium.VIDEO
    assert entry.answers[0].expert is None


def test_list_items_and_headings_stay_in_their_answer() -> None:
    """Short lines never start an answer of their own."""
    reading = read("What is it?", "", FIRST, "Symptoms may include:", "- fever", "cough", "", "When to call", SECOND)
    (entry,) = answers.admit(reading)
    assert len(entry.answers) == 1
    assert entry.answers[0].text == "\n".join(
        [FIRST, "Symptoms may include:", "- fever", "cough", "", "When to call", SECOND]
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Mary-Jane O'Neil, RN, BSN", ExpertKind.PERSON),
        ("Dr. Jan van der Berg", ExpertKind.PERSON),
        ("John Q. Public, Jr., MD, PhD, FACP", ExpertKind.PERSON),
        ("American Heart Association", ExpertKind.ORGANISATION),
        ("The University of Sample Medical Center", ExpertKind.ORGANISATION),
        ("National Sample Institute (NSI)", ExpertKind.ORGANISATION),
        ("Internal Medicine", None),
        ("Symptoms and Causes", None),
        ("Breast Cancer", None),
        ("See your doctor, MD", None),
        ("The clinic is open.", None),
    ],
)
def test_name_lines_are_told_from_other_short_lines(line: str, kind: ExpertKind | None) -> None:
    """A person has credentials or a title, an organisation a word such as Institute; a specialty is neither."""
    found = names.read(line)
    assert (found.kind if found else None) == kind


def test_page_without_question_or_answer_is_refused_with_its_reason() -> None:
    """What is missing is named, and nothing is taken."""
    assert [p.code for p in read(FIRST, SECOND).problems] == ["question-missing"]
    assert [p.code for p in read("What is it?", "", "Sample Clinic").problems] == ["answer-missing"]


@pytest.mark.parametrize("page", [b"a\n" * 50_001, b"a" * 10_000_001])
def test_page_of_too_many_lines_or_bytes_is_refused(page: bytes) -> None:
    """The limit is named, and nothing is cut."""
    with pytest.raises(TooLarge, match=r"50,000|10,000,000"):
        sources.read(page, "page.txt")


@pytest.mark.parametrize(
    "shape",
    [
        "Dr. A B\n",
        "x\n",
        "\n",
        f"{FIRST}\n",
        f"{FIRST}\nDr. Ann Lee\n",
        "Dr. " * 20 + "\n",
        "a,",
        "MD, ",
        "? ",
        "Watch video Dr. A ",
    ],
)
def test_time_is_linear(shape: str) -> None:
    """Twice the page takes about twice the time, whatever it repeats."""

    def work(length: int) -> None:
        sources.read(b"What is it?\n" + (shape * (length // len(shape))).encode(), "page.txt")

    pace.assert_linear(work, 40_000)


LINES = st.sampled_from(
    [FIRST, SECOND, THIRD, "", "", "Ann B. Lee, MD", "Sample Clinic", "Cardiology", "Symptoms", "- fever 😀",
     "Medical Oncologist Dr. Ann Lee explains it. Watch the video.", "Continue Learning about Sample Disease",
     "This is for informational purposes only.", "Important: it should not be used for medical advice.",
     "Answered by Cy Dow, DO", "Menu", "Is it?", "\u202eodd\u202c text, kept as it is"]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
def test_every_character_is_kept_or_named_as_dropped(lines: list[str]) -> None:
    """Characters in equal characters kept in records plus characters named among the dropped, and books balance."""
    reading = read("Home", "What is it?", *lines)
    assert balanced(reading)
    if reading.problems:
        return
    (entry,) = reading.entries
    kept = [entry.question.text, entry.question.topic, entry.question.disclaimer]
    for answer in entry.answers:
        kept += [answer.text, answer.disclaimer]
        if answer.expert and answer.medium is Medium.TEXT:
            kept += [answer.expert.name, answer.expert.credentials, answer.expert.specialty]
    kept += [name.block for name in reading.uncertain] + [dropped.text for dropped in reading.dropped]
    if reading.books.duplicate:
        return

    def letters(*texts: str) -> list[str]:
        return sorted(c for text in texts for c in text if c.isalpha())

    assert letters(*kept) == letters("Home", "What is it?", *lines)


@given(st.lists(LINES, max_size=25))
def test_no_name_is_tied_twice_and_none_is_both_certain_and_uncertain(lines: list[str]) -> None:
    """Each name line is either one answer's expert or one uncertain name."""
    reading = read("What is it?", *lines)
    if reading.problems or reading.books.duplicate:
        return
    (entry,) = reading.entries
    tied = [answer for answer in entry.answers if answer.expert and answer.medium is Medium.TEXT]
    ended = next((at for at, line in enumerate(lines) if line.startswith("Continue")), len(lines))
    named = sum(line in {"Ann B. Lee, MD", "Sample Clinic", "Answered by Cy Dow, DO"} for line in lines[:ended])
    assert len(tied) + len(reading.uncertain) == named
    assert not any(answer.candidates for answer in tied)


def test_speaker_before_a_colon_heads_what_they_say() -> None:
    """A line that begins with a name and a colon is that person's answer; other words before a colon name nobody."""
    reading = read("What is it?", "", f"Ann Bee, MD: {FIRST}", "", f"Carl Dee, DO: {SECOND}", "", f"Note: {THIRD}")
    assert voices(reading) == ["Ann Bee", "Carl Dee"]
    (entry,) = answers.admit(reading)
    assert [answer.text for answer in entry.answers] == [FIRST, f"{SECOND}\n\nNote: {THIRD}"]


def test_label_and_date_around_a_name_are_no_answers() -> None:
    """ "Answered by:" and a line with only a date are listed as dropped."""
    reading = read(
        "What is it?", "", "Answered by:", "Ann Bee, MD", "on March 3, 2014", FIRST, "", "Carl Dee, DO", SECOND
    )
    assert voices(reading) == ["Ann Bee", "Carl Dee"]
    assert [dropped.text for dropped in reading.dropped] == ["Answered by:", "on March 3, 2014"]


def test_signature_behind_a_dash_is_a_name() -> None:
    """A dash before a name is the mark of a signature and no part of the name."""
    assert voices(read("What is it?", "", FIRST, "— Ann Bee, MD", "", SECOND, "— Carl Dee, DO")) == [
        "Ann Bee",
        "Carl Dee",
    ]


def test_organisation_of_one_joined_word_is_a_name() -> None:
    """Unread, it would hide in an answer and another's name would seem certain."""
    reading = read("What is it?", "", FIRST, "Sample Hospital", "HealthySample", SECOND, "Sample University")
    assert voices(reading) == [None, None]
    assert "HealthySample" in {name.name for name in reading.uncertain}


def test_video_names_its_expert_also_by_credentials() -> None:
    """One person between commas is who speaks in the video; two are not one."""
    one = "In this video, Ann Bee, MD, explains what sample disease is. Watch the video now."
    two = "In this video, Ann Bee, MD, and Dr. Carl Dee, explain what it is. Watch the video now."
    watch = "Watch Ann Bee, MD, explain in this video what sample disease is."
    assert voices(read("What is it?", "", one, two, watch)) == ["Ann Bee", None, None]


def test_refused_page_is_named_by_its_file() -> None:
    """A page without a question is refused with a place that exists."""
    assert read("No question here.").problems[0].place == "page.txt"
