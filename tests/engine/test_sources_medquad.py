"""MedQuAD: which questions become one, and what an archive may not do."""

import gzip
import io
import os
import pickle
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from plurivox import answers, sources
from plurivox.errors import RecordsRefused, SourceUnreadable, TooLarge
from plurivox.model import Entry
from plurivox.sources import Reading, limits
from plurivox.sources.medquad import ORGANISATIONS, documents, subjects
from plurivox.sources.medquad import archive as archives
from tests import pace

DATA = Path(os.environ.get("PLURIVOX_DATA", Path(__file__).parents[2] / "../shared/data"))
ARCHIVE = DATA / "medquad" / "medquad.tar.gz"


def document(
    focus: str = "Sample Disease",
    source: str = "GARD",
    text: str = "It is a disease.",
    question: str = "",
    kind: str = "information",
    id: str = "0000001",
    synonyms: tuple[str, ...] = (),
    concepts: tuple[str, ...] = (),
) -> bytes:
    listed = "".join(f"<Synonym>{synonym}</Synonym>" for synonym in synonyms)
    found = "".join(f"<CUI>{concept}</CUI>" for concept in concepts)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document id="{id}" source="{source}" url="https://example.org/{id}"><Focus>{focus}</Focus>
<FocusAnnotations>{found}{listed}</FocusAnnotations><QAPairs><QAPair pid="1">
<Question qid="{id}-1" qtype="{kind}">{question or f"What is (are) {focus} ?"}</Question><Answer>{text}</Answer>
</QAPair></QAPairs></Document>""".encode()


def packed(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def read(*given: bytes) -> Reading:
    return sources.read(packed(*((f"2_X_QA/{n:07}.xml", data) for n, data in enumerate(given))), "sample.tar.gz")


def keys(reading: Reading) -> list[str]:
    return [entry.question.key for entry in answers.admit(reading)]


def test_same_disease_in_other_words_is_one_question() -> None:
    """Case, plural, brackets and a template's words do not make another question; three organisations answer it."""
    reading = read(
        document("Sample Diseases (SD)", "NINDS"),
        document("sample disease", "GHR", "An inherited disease."),
        document("Sample disease", "MPlusHealthTopics", "A disease.", "Do you have information about Sample disease"),
    )
    (entry,) = answers.admit(reading)
    assert entry.question.key == "sample-disease/information"
    assert entry.question.text == "What is (are) sample disease?"
    assert (entry.question.subject, entry.question.topic) == ("Sample disease", "Sample disease")
    assert [a.expert.name for a in entry.answers if a.expert] == [
        ORGANISATIONS[s] for s in ("NINDS", "GHR", "MPlusHealthTopics")
    ]
    assert entry.answers[0].id == "ninds-0000001-1"
    assert entry.answers[0].licence == "CC BY 4.0"


def test_synonyms_join_when_each_lists_the_other() -> None:
    """Two names that each organisation gives as the other's synonym are one disease."""
    one = document("Brittle sample", "GARD", synonyms=("Lobster ear",))
    assert keys(read(one, document("Lobster ear", "GHR", synonyms=("Brittle sample",)))) == [
        "brittle-sample/information"
    ]
    assert len(keys(read(one, document("Lobster ear", "GHR")))) == 2, "one list alone is too little"


def test_diseases_that_one_organisation_tells_apart_are_never_joined() -> None:
    """Cushing disease is listed with Cushing's syndrome, yet who keeps two pages sees two diseases."""
    both = [
        document("Cushing disease", "GARD", id="1", synonyms=("Cushing's syndrome",), concepts=("C1",)),
        document("Cushing's syndrome", "GARD", id="2", synonyms=("Cushing disease",), concepts=("C1",)),
        document("Cushing's Syndrome", "NIDDK", id="3", concepts=("C1",)),
    ]
    assert keys(read(*both)) == ["cushing-disease/information", "cushing-s-syndrome/information"]


def test_a_general_concept_joins_nothing() -> None:
    """A concept that one organisation gives to two diseases is a part of a name, not a disease."""
    given = [document(f"{name} syndrome", s, id=name, concepts=("C0039082",)) for name, s in
             (("Ash", "GARD"), ("Elm", "GARD"), ("Oak", "GHR"))]  # fmt: skip
    assert len(keys(read(*given))) == 3


def test_a_type_is_not_its_disease() -> None:
    """Neurofibromatosis lists its second type as a synonym; one list does not make them one."""
    given = [document("Neurofibromatosis", "GARD", synonyms=("Neurofibromatosis type 2",)),
             document("neurofibromatosis type II", "GHR", id="2")]  # fmt: skip
    assert len(keys(read(*given))) == 2


def test_roman_and_arabic_types_in_any_order_are_one_name() -> None:
    """How a type is numbered and where it stands does not matter; which number it is does."""
    assert subjects.name_of("Diabetes Type II") == subjects.name_of("Type 2 diabetes")
    assert subjects.name_of("Diabetes Type 1") != subjects.name_of("Diabetes Type 2")


def test_order_of_documents_changes_nothing() -> None:
    """The same documents in another order give the same entries."""
    named = [("Brittle sample", "GARD"), ("Lobster ear", "GHR"), ("lobster ears", "NINDS")]
    given = [
        (f"{n}_X_QA/1.xml", document(focus, source, id=str(n), synonyms=("Lobster ear", "Brittle sample")))
        for n, (focus, source) in enumerate(named, 1)
    ]
    one, two = sources.read(packed(*given), "x.tgz"), sources.read(packed(*reversed(given)), "x.tgz")
    assert one.entries == two.entries


def test_question_that_asks_something_else_stands_alone() -> None:
    """The archive types a question about pets as who is at risk; its words decide."""
    given = [document("Rabies", "CDC", question="What is the risk for my pet for Rabies ?", kind="susceptibility"),
             document("Rabies", "CDC", "Bats.", "Who is at risk for Rabies? ?", "susceptibility", "2")]  # fmt: skip
    assert keys(read(*given)) == ["rabies/what-is-the-risk-for-my-pet-for-rabies", "rabies/susceptibility"]
    assert "Who is at risk for Rabies?" in {entry.question.text for entry in answers.admit(read(*given))}


def test_indentation_becomes_line_ends_and_lists_have_theirs_back() -> None:
    """No word is lost or added; only blanks change."""
    text = "May include:\n            \n- fever  - cough.   Call a doctor.  Soon. Take 1-2 - or 3 - a day."
    assert documents.tidy_answer(text) == (
        "May include:\n- fever\n- cough.\nCall a doctor. Soon. Take 1-2 - or 3 - a day."
    )


def test_withheld_and_empty_answers_are_counted_and_stop_nothing() -> None:
    """Answers that the archive does not hold are named in the books; the rest is admitted."""
    reading = read(document("A1C test", "ADAM", ""), document("Ash", "GARD", " \n "), document("Elm", "GARD", id="3"))
    assert {(kind.code, kind.answers) for kind in reading.left_out} == {("withheld", 1), ("answer-empty", 1)}
    assert (reading.books.read, reading.books.accepted, reading.books.refused) == (3, 1, 2)
    assert keys(reading) == ["elm/information"]


def test_same_answer_of_one_organisation_is_a_duplicate() -> None:
    """The same words by the same organisation to the same question count once."""
    reading = read(document(id="1"), document(id="2"))
    assert (reading.books.accepted, reading.books.duplicate) == (1, 1)


HOSTILE = {
    "doctype": b'<!DOCTYPE Document><Document id="1" source="X" url=""/>',
    "laughs": b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Document id="1" source="X" url="">&b;</Document>',
    "external": b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>',
    "parameter": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><Document/>',
    "deep": b"<Document>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</Document>",
    "wide": b"<Document>" + b"<a/>" * 20_001 + b"</Document>",
    "broken": b"<Document><Focus></Document>",
    "other": b"<html/>",
    "latin": "<Document>é</Document>".encode("latin-1"),
    "undefined": b'<Document id="1" source="X" url="">&undefined;</Document>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_or_broken_xml_is_refused_by_name(kind: str) -> None:
    """No entity, no file, no depth: the document is named, the import stops, and it takes no time."""
    pace.assert_within(0.5, lambda: read(document(), HOSTILE[kind]))
    reading = read(document(), HOSTILE[kind])
    assert len(reading.problems) == 1
    assert reading.problems[0].place == "2_X_QA/0000001.xml"
    with pytest.raises(RecordsRefused):
        answers.admit(reading)


def linked(name: str, target: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = tarfile.SYMTYPE, target
        archive.addfile(info)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (packed(("../1.xml", document())), SourceUnreadable),
        (packed(("/etc/1.xml", document())), SourceUnreadable),
        (linked("1.xml", "/etc/passwd"), SourceUnreadable),
        (packed(("1.xml", document()))[:-40], SourceUnreadable),
        (b"\x1f\x8bno archive", SourceUnreadable),
        (b"PK\x03\x04no archive", SourceUnreadable),
        (gzip.compress(bytes(50_000_000)), (TooLarge, SourceUnreadable, RecordsRefused)),
        (packed(("1.xml", bytes(limits.ARCHIVE_MEMBER_BYTES + 1))), TooLarge),
        (packed(*((f"{n}.xml", b" " * 900_000) for n in range(30))), TooLarge),
        (packed(*((f"{n}", b"") for n in range(limits.ARCHIVE_MEMBERS + 1))), TooLarge),
    ],
    ids=["parent", "absolute", "link", "cut", "no-gzip", "no-zip", "zeros", "big-member", "ratio", "members"],
)
def test_archive_that_is_a_trap_is_refused(data: bytes, error: type[Exception] | tuple[type[Exception], ...]) -> None:
    """Paths that lead out, links, cut files, and whatever unpacks to too much."""
    with pytest.raises(error):
        sources.read(data, "sample.tar.gz")


def test_zip_is_read_and_its_bombs_are_refused() -> None:
    """A zip gives the same as the tar, counted while it is unpacked."""

    def zipped(*members: tuple[str, bytes]) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members:
                archive.writestr(name, data)
        return file.getvalue()

    assert keys(sources.read(zipped(("MedQuAD/2_X_QA/1.xml", document())), "a.zip")) == ["sample-disease/information"]
    with pytest.raises(TooLarge):
        sources.read(zipped(*((f"{n}.xml", b" " * 1_900_000) for n in range(40))), "a.zip")
    with pytest.raises(SourceUnreadable):
        sources.read(zipped(("../1.xml", document())), "a.zip")


def test_folder_gives_what_the_archive_gives(tmp_path: Path) -> None:
    """The unpacked folder is read as the archive is; a link in it is refused."""
    (tmp_path / "2_X_QA").mkdir()
    (tmp_path / "2_X_QA" / "0000000.xml").write_bytes(document())
    assert sources.read_path(tmp_path).entries == read(document()).entries
    (tmp_path / "2_X_QA" / "link.xml").symlink_to(tmp_path / "2_X_QA" / "0000000.xml")
    with pytest.raises(SourceUnreadable, match="link"):
        sources.read_path(tmp_path)


#: Reads the archive in a process of its own and leaves the reading, with what it took.
PROGRAM = """
import pickle, resource, sys
from pathlib import Path
from plurivox import answers, sources
reading = sources.read_path(sys.argv[1])
answers.admit(reading)
seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime
# Of this program alone: what getrusage says of memory counts the process that started it too.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
Path(sys.argv[2]).write_bytes(pickle.dumps((reading, seconds, int(peak.split()[1]))))
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reading, float, int]:
    """The archive's reading, the seconds of a processor and the kilobytes it took."""
    if not ARCHIVE.exists():
        pytest.skip(f"the archive that PLURIVOX_DATA should hold is not there: {ARCHIVE}")
    left = tmp_path_factory.mktemp("medquad") / "reading"
    subprocess.run([sys.executable, "-c", PROGRAM, str(ARCHIVE), str(left)], check=True)
    reading, seconds, kilobytes = pickle.loads(left.read_bytes())
    return reading, seconds, kilobytes


@pytest.fixture(scope="module")
def archive(run: tuple[Reading, float, int]) -> Reading:
    return run[0]


@pytest.fixture(scope="module")
def entries(archive: Reading) -> dict[str, Entry]:
    return {entry.question.key: entry for entry in answers.admit(archive)}


@pytest.mark.data
def test_whole_archive_is_read_and_its_books_balance(archive: Reading, entries: dict[str, Entry]) -> None:
    """Every answer with text is accepted or an exact duplicate; every other is left out by name."""
    books = archive.books
    assert not archive.problems
    assert books.read == books.accepted + books.duplicate + books.refused == 47_457
    assert books.accepted + books.duplicate == 16_407 + 16, "16 stand in four documents of an older form"
    assert books.accepted == sum(len(entry.answers) for entry in entries.values())
    assert {kind.code: kind.answers for kind in archive.left_out} == {"withheld": 31_029, "answer-empty": 5}


@pytest.mark.data
def test_a_thousand_questions_have_two_organisations(entries: dict[str, Entry]) -> None:
    """Nine organisations answer, and at least 1,000 questions are answered by two or more of them."""
    voices = [{answer.voice for answer in entry.answers} for entry in entries.values()]
    assert len(set().union(*voices)) == 9
    assert sum(len(several) > 1 for several in voices) >= 1_000


@pytest.fixture(scope="module")
def about() -> dict[str, str]:
    """The subject of each focus in the nine collections that hold answers."""
    if not ARCHIVE.exists():
        pytest.skip(f"the archive that PLURIVOX_DATA should hold is not there: {ARCHIVE}")
    members = archives.members(ARCHIVE.read_bytes(), "medquad")
    found = [documents.read(data, path) for path, data in members if not path.startswith(("10_", "11_", "12_"))]
    answering = [one for one in found if any(pair.answer for pair in one.pairs)]
    subject = subjects.same(answering)
    return {one.focus.casefold(): subject[one.path] for one in answering}


@pytest.mark.data
@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Lupus", "systemic lupus erythematosus", True),
        ("CADASIL", "cerebral autosomal dominant arteriopathy with subcortical infarcts and leukoencephalopathy", True),
        ("Leigh's Disease", "Leigh syndrome", True),
        ("Low Blood Pressure", "Hypotension", True),
        ("Gorlin syndrome", "Nevoid basal cell carcinoma syndrome", True),
        ("ALS", "Amyotrophic lateral sclerosis", True),
        ("Cushing disease", "Cushing's syndrome", False),
        ("Neurofibromatosis", "neurofibromatosis type 2", False),
        ("galactosemia", "Galactose epimerase deficiency", False),
        ("Alzheimer's Caregiving", "Alzheimer's Disease", False),
        ("Colorectal Cancer", "Colon Cancer", False),
        ("Diabetes Type 1", "Diabetes Type 2", False),
    ],
)
def test_diseases_joined_and_kept_apart(about: dict[str, str], one: str, other: str, joined: bool) -> None:
    """Names that a clinician reads as one disease are one subject; parts, types and look-alikes are not."""
    assert (about[one.casefold()] == about[other.casefold()]) is joined


@pytest.mark.data
def test_whole_archive_takes_little_time_and_memory(run: tuple[Reading, float, int]) -> None:
    """Less than 40 seconds and 500 MB."""
    _, seconds, kilobytes = run
    assert seconds < 40
    assert kilobytes < 500_000
