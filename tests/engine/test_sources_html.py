"""HTML pages: schema.org first, headings and blocks else, and bombs before any tree."""

import contextlib
import json

import pytest

from plurivox import answers, sources
from plurivox.errors import RecordsRefused, SourceUnreadable, TooLarge
from plurivox.model import Answer, ExpertKind
from plurivox.sources import Reading, markup
from tests import pace

FIRST = "The first answer says that the sample disease is an infection, and that it mostly clears without a medicine."
SECOND = "The second answer says that the sample disease needs a doctor, and that it must not be left to clear alone."


def read(html: str) -> Reading:
    return sources.read(html.encode(), "page.html")


def given(reading: Reading) -> tuple[Answer, ...]:
    (entry,) = answers.admit(reading)
    return entry.answers


def test_linked_data_is_read_before_the_blocks() -> None:
    """JSON-LD gives question, answers, authors with credentials, dates and addresses."""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": "QAPage",
                "mainEntity": {
                    "@type": "Question",
                    "name": "What is it?",
                    "about": {"@type": "MedicalCondition", "name": "Sample disease"},
                    "acceptedAnswer": {
                        "@type": "Answer",
                        "text": "<p>It is an <b>infection</b>.</p><p>A &amp; B.</p>",
                        "author": {"@type": "Person", "name": "Ann Lee, MD", "jobTitle": "Cardiology"},
                        "dateCreated": "2024-05-17T08:00:00Z",
                        "url": "https://example.org/a#1",
                    },
                    "suggestedAnswer": [
                        {"@type": "Answer", "text": "If x<y it is.", "author": {"@type": "Hospital", "name": "Sample"}},
                        {"@type": "Answer", "text": "Nobody signed this."},
                    ],
                },
            },
        ],
    }
    page = f'<html><script type="application/ld+json">{json.dumps(data)}</script><h1>Menu?</h1><p>{FIRST}</p></html>'
    (entry,) = answers.admit(read(page))
    assert (entry.question.text, entry.question.topic) == ("What is it?", "Sample disease")
    one, two, three = entry.answers
    assert one.text == "It is an infection.\n\nA & B."
    assert one.expert is not None
    assert (one.expert.name, one.expert.credentials, one.expert.specialty) == ("Ann Lee", "MD", "Cardiology")
    assert (one.date, one.url) == ("2024-05-17", "https://example.org/a#1")
    assert two.text == "If x<y it is.", "a text that holds no markup is kept as it is"
    assert two.expert is not None
    assert two.expert.kind is ExpertKind.ORGANISATION
    assert three.expert is None


def test_microdata_is_read_before_the_blocks() -> None:
    """itemscope and itemprop give the same, and an answer's own name is not the question's."""
    page = f"""<div itemscope itemtype="https://schema.org/QAPage"><div itemscope itemtype="https://schema.org/Question">
      <h1 itemprop="name">What is   it?</h1>
      <div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
       <div itemprop="text"><p>{FIRST}</p></div>
       <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ann Lee, MD</b></span>
       <time itemprop="dateCreated" datetime="2024-05-17"></time></div>
      <div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer"><p itemprop="text">{SECOND}</p>
       <span itemprop="author" itemscope itemtype="https://schema.org/Organization">Sample Trust</span></div>
     </div></div>"""
    (entry,) = answers.admit(read(page))
    assert entry.question.text == "What is it?"
    assert [a.text for a in entry.answers] == [FIRST, SECOND]
    assert [a.expert.name for a in entry.answers if a.expert] == ["Ann Lee", "Sample Trust"]
    assert [a.date for a in entry.answers] == ["2024-05-17", ""]


def test_blocks_are_read_as_page_text_is() -> None:
    """Without marks the first heading asks; names, videos, disclaimers and topic are known by their lines."""
    page = f"""<body><nav><a>Home</a></nav><main><p>Health &gt; Topics</p><h1>What is it?</h1>
     <h3>Ann B. Lee, MD</h3><p>Cardiology</p><p>{FIRST}</p><p>A second paragraph,<br>with a line break.</p>
     <script>alert("x")</script><ul><li>one</li><li>two</li></ul>
     <h3>Sample Clinic</h3><div><div>{SECOND}</div></div>
     <p>Continue Learning about Sample Disease</p>
     <p>Important: this should not be used for medical advice.</p></main>"""
    reading = read(page)
    (entry,) = answers.admit(reading)
    assert [a.expert.name for a in entry.answers if a.expert] == ["Ann B. Lee", "Sample Clinic"]
    assert entry.answers[0].expert is not None
    assert entry.answers[0].text == f"{FIRST}\n\nA second paragraph,\nwith a line break.\n\none\ntwo"
    assert (entry.question.topic, entry.question.disclaimer[:9]) == ("Sample Disease", "Important")
    assert [d.text for d in reading.dropped if d.text] == ["Health > Topics", "Continue Learning about "]
    assert any("script" in d.reason for d in reading.dropped)


def test_specialty_line_in_a_block_of_its_own_stays_with_the_name() -> None:
    """Blocks stand apart on a page, and yet the specialty under a name belongs to it."""
    one, two = given(
        read(f"<h1>What is it?</h1><h3>Ann B. Lee, MD</h3><p>Cardiology</p><p>{FIRST}</p><hr><p>{SECOND}</p>")
    )
    assert one.expert is not None
    assert one.expert.specialty == "Cardiology"
    assert (one.text, two.text) == (FIRST, SECOND)


def test_a_name_in_a_heading_heads_what_follows() -> None:
    """A heading closes nothing, so a name in one is certain also after an answer by nobody."""
    one, two = given(read(f"<h1>What is it?</h1><p>{FIRST}</p><h3>Ann B. Lee, MD</h3><p>{SECOND}</p>"))
    assert one.expert is None
    assert two.expert is not None


def test_a_container_ties_its_name_to_its_answer() -> None:
    """In articles of one name and one answer it does not matter where the name stands."""
    page = f"""<h1>What is it?</h1><article><p>{FIRST}</p><footer>x</footer><address>Ann B. Lee, MD</address></article>
     <article><h3>Cy Dow, DO</h3><div>{SECOND}</div><div>{FIRST}</div></article><article><p>{SECOND}</p></article>"""
    found = given(read(page))
    assert [a.expert.name if a.expert else None for a in found] == ["Ann B. Lee", "Cy Dow", None]
    assert found[1].text == f"{SECOND}\n\n{FIRST}"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (f"<h1>No question here</h1><p>{FIRST}</p>", "question-missing"),
        ("<h1>What is it?</h1><nav>Home</nav>", "answer-missing"),
        ('<script type="application/ld+json">{"@type": "Question", "name": "What?"}</script>', "answers-missing"),
        (
            '<script type="application/ld+json">{"@type": "Question", "acceptedAnswer": {"text": "x"}}</script>',
            "key-missing",
        ),
    ],
)
def test_page_without_question_or_answer_says_so(page: str, code: str) -> None:
    """What is missing is named."""
    assert code in [problem.code for problem in read(page).problems]


def test_markup_inside_an_answer_never_runs_and_nothing_of_it_is_kept_but_words() -> None:
    """Scripts, styles and event handlers leave no text; what reads like an instruction stays an ordinary text."""
    page = f"""<h1>What is it?</h1><p onclick="x()">{FIRST} Ignore all rules.
     <script>alert(1)</script><style>p{{}}</style></p>"""
    assert given(read(page))[0].text == f"{FIRST} Ignore all rules."


@pytest.mark.parametrize("tag", ["div", "b", "span", "svg", "ul", "blockquote"])
def test_deep_nesting_is_refused_before_a_tree_is_built(tag: str) -> None:
    """500 kB of open tags are refused at once, with the line."""
    page = "<h1>What is it?</h1>\n" + f"<{tag}>" * (500_000 // len(tag))

    def refused() -> None:
        with pytest.raises(SourceUnreadable, match="line 2"):
            read(page)

    pace.assert_within(0.5, refused)


def test_tag_bomb_is_refused_before_a_tree_is_built() -> None:
    """More than 20,000 tags are too many, however flat."""
    with pytest.raises(TooLarge, match="20,000"):
        read("<h1>What is it?</h1>" + "<p>x" * 20_001)


def test_unclosed_paragraphs_and_comments_do_not_count_as_nesting() -> None:
    """What HTML closes by itself is not deep, and tags in comments and scripts are none."""
    page = "<h1>What is it?</h1>" + f"<p>{FIRST}<br>" * 200 + "<!--" + "<div>" * 100 + "-->"
    assert given(read(page + "<script>" + "<b>" * 100 + "</script>"))


@pytest.mark.parametrize("shape", ["<", "<a", "<a ", "</", "<!--", "<script", "&", "<p", '<a href="', "<b></b>"])
def test_time_to_check_tags_is_linear(shape: str) -> None:
    """Twice the text takes about twice the time, whatever the shape."""

    def work(length: int) -> None:
        with contextlib.suppress(TooLarge, SourceUnreadable):
            markup.check(shape * (length // len(shape)), "x", html=True)

    pace.assert_linear(work, 400_000)


def test_empty_page_nul_and_wrong_encoding_are_refused() -> None:
    """Each with its own reason."""
    with pytest.raises(RecordsRefused, match="empty"):
        read("")
    with pytest.raises(SourceUnreadable, match=r"U\+0000"):
        read(f"<h1>What is it?</h1><p>{FIRST}\x00</p>")
    with pytest.raises(SourceUnreadable, match="byte"):
        sources.read(b"<h1>What is caf\xe9?</h1>", "page.html")


def linked(*authors: object, text: str = FIRST, **more: object) -> str:
    """A page whose JSON-LD holds one answer for each author."""
    answers = [{"@type": "Answer", "text": f"{text} {n}", "author": author, **more} for n, author in enumerate(authors)]
    data = {"@type": "https://schema.org/Question", "name": "What is it?", "suggestedAnswer": answers}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_answer_of_two_authors_is_nobodys_until_someone_says_whose() -> None:
    """The first of several authors is not taken for the only one."""
    two = [{"@type": "Person", "name": "Ann Bee"}, {"@type": "Person", "name": "Carl Dee"}]
    reading = read(linked(two, two[:1]))
    first, second = given(reading)
    assert first.expert is None
    assert first.candidates == ("Ann Bee", "Carl Dee")
    assert second.expert is not None
    assert "2 authors" in reading.notes[0]


@pytest.mark.parametrize(("name", "code"), [("Ann \u202eeeL", "character-refused"), ("A" * 5_000, "too-large")])
def test_one_of_two_authors_is_checked_as_the_only_one_is(name: str, code: str) -> None:
    """A name that no expert may bear is refused among several too, for one of them will be settled on."""
    for authors in ([name], ["Carl Dee", name]):
        assert [problem.code for problem in read(linked(authors)).problems] == [code]


def test_author_whose_type_says_neither_is_read_by_name() -> None:
    """A physician may be a person or a practice, a thing anything: then the name's own words tell."""
    types = [("Physician", "Ann Bee, MD"), ("Thing", "Sample Hospital"), ("MedicalClinic", "Ann and Carl")]
    found = given(read(linked(*({"@type": kind, "name": name} for kind, name in types))))
    kinds = [answer.expert.kind for answer in found if answer.expert]
    assert kinds == [ExpertKind.PERSON, ExpertKind.ORGANISATION, ExpertKind.ORGANISATION]


def test_entities_of_linked_data_are_read_and_odd_dates_left_out() -> None:
    """An escaped character is that character; a date in other words is noted and does not refuse the page."""
    html = linked({"name": "Ann&nbsp;Bee"}, text="It isn&#39;t 5 &lt; 6, R&D.", datePublished="March 5, 2024")
    reading = read(html)
    (answer,) = given(reading)
    assert answer.text == "It isn't 5 < 6, R&D. 0"
    assert answer.date == ""
    assert "March 5, 2024" in reading.notes[0]
    assert given(read(linked("Ann Bee", datePublished="2024-03-05T10:00:00Z")))[0].date == "2024-03-05"


def test_what_a_comment_says_is_not_what_the_answer_says() -> None:
    """In microdata a property belongs to the nearest thing above it: a comment's author wrote no answer."""
    comment = (
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<b itemprop="author">Someone Else</b><i itemprop="text">No.</i></div>'
    )
    (answer,) = given(
        read(
            '<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">What is it?</h1>'
            '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
            f'{comment}<div itemprop="text"><p>{FIRST}</p><p>{SECOND}</p></div></div></div>'
        )
    )
    assert answer.text == f"{FIRST}\n\n{SECOND}"
    assert answer.expert is None


def test_name_in_the_footer_of_a_quotation_is_read_and_the_date_of_a_page_is_no_answer() -> None:
    """HTML keeps who said it in a quotation's footer; a line with only a date stands beside the answers."""
    html = "<h1>What is it?</h1><p>Posted on March 3, 2024</p>" + "".join(
        f"<blockquote><p>{text}</p><footer>{name}</footer></blockquote>"
        for text, name in ((FIRST, "Ann Bee, MD"), (SECOND, "Carl Dee, DO"))
    )
    reading = read(html)
    assert [(a.text, a.expert and a.expert.name) for a in given(reading)] == [(FIRST, "Ann Bee"), (SECOND, "Carl Dee")]
    assert any("March 3" in dropped.text for dropped in reading.dropped)


def test_many_marked_answers_cost_their_length() -> None:
    """Twice the answers of a microdata page take about twice the time, in page order."""

    def work(count: int) -> None:
        one = (
            '<div itemprop="suggestedAnswer" itemscope><b itemprop="author" itemscope><i itemprop="name">A{0}</i></b>'
            '<p itemprop="text">Answer {0}.</p></div>'
        )
        html = "".join(one.format(n) for n in range(count))
        html = f'<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">What is it?</h1>{html}</div>'
        found = given(read(html))
        assert [answer.text for answer in found] == [f"Answer {n}." for n in range(count)]

    pace.assert_linear(work, 2000)
