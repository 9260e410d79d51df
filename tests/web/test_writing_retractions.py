"""Sources that were retracted: the list is taken whole or not at all, and authors who cite one are told once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.web.situations import NOW, account, signed_in
from tests.web.writing_situations import WHOLE, author, open_question, saved, saved_answer
from web.accounts.models import Role
from web.letters.models import Notice
from web.writing import jobs, queries, retractions
from web.writing.content import Content
from web.writing.models import Retraction

pytestmark = pytest.mark.django_db

HEADER = "Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
LIST = "\n".join(
    [
        HEADER,
        '1,"Rest, and colds",1/31/2024 0:00,10.1002/notice,10.1002/14651858.CD000001,0,Retraction,+Data;+Ethics;',
        "2,By PMID,12/1/2023 0:00,unavailable,unavailable,12345678,Retraction,",
        "3,Only corrected,1/1/2024 0:00,,10.1002/x,0,Correction,+Typo;",
        "4,Without numbers,1/1/2024 0:00,,unavailable,0,Retraction,+Data;",
        "5,Another,,,10.1002/other,7,Retraction,",
    ]
)


def imported(tmp_path: Path, text: str | bytes = LIST) -> str:
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    from io import StringIO

    said = StringIO()
    call_command("import_retractions", str(file), stdout=said)
    return said.getvalue()


def test_a_list_is_taken(tmp_path: Path) -> None:
    """By DOI in any case, or by PMID; corrections and what has no number are left out, and said so. Twice is once."""
    assert "publications 3 (3 new), left out 2" in imported(tmp_path)
    assert "publications 3 (0 new)" in imported(tmp_path)
    known = {(row.doi, row.pmid): (row.date, row.notice) for row in Retraction.objects.all()}
    assert known == {
        ("10.1002/14651858.cd000001", ""): (
            "2024-01-31",
            "Retracted on 2024-01-31. Reasons given: Data; Ethics. Notice: https://doi.org/10.1002/notice",
        ),
        ("", "12345678"): ("2023-12-01", "Retracted on 2023-12-01."),
        ("10.1002/other", "7"): ("", "Retracted."),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LIST.replace("RetractionDOI", "Other"), "lacks the column RetractionDOI"),
        (LIST.replace("Record ID", "Reason"), "names Reason twice"),
        (LIST + "\n6,short", "has 2 cells"),
        (LIST + "\n6,a,1/1/2024,,10.1/x,1,Retraction,x,more", "has 9 cells"),
        (LIST + '\n6,"a"b,1/1/2024,,10.1/x,1,Retraction,x', "is no CSV"),
        (LIST + '\n6,"never closed', "is no CSV"),
        (LIST + "\n6,a,31/31/2024,,10.1002/y,1,Retraction,x", "is no day"),
        (LIST.encode("utf-16"), "UTF-16"),
        (LIST.encode() + b"\n\xff", "is not UTF-8"),
        (LIST + "\x00", "U+0000"),
        ("", "lacks the column"),
    ],
)
def test_a_broken_list_is_refused_whole(tmp_path: Path, text: str | bytes, said: str) -> None:
    """Nothing of it is stored, and the place is named."""
    with pytest.raises(CommandError) as error:
        imported(tmp_path, text)
    assert said in str(error.value)
    assert not Retraction.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One sentence and no traceback."""
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_retractions", str(tmp_path / "none.csv"))


def test_who_cites_a_retracted_source_is_told_once(tmp_path: Path) -> None:
    """The author and the editors, once and not daily; who mended the answer, or withdrew it, is left in peace (E15)."""
    who, editor = author(), account("edda", Role.EDITOR)
    answer = saved_answer(who)
    assert jobs.retractions(at=NOW) == 0
    imported(tmp_path, "\n".join(LIST.split("\n")[:2]))
    people = {who.account, editor}
    assert jobs.retractions(at=NOW) >= len(people)
    told = Notice.objects.filter(kind="source-retracted")
    assert people <= {notice.account for notice in told}
    assert {notice.detail["answer"] for notice in told} == {answer.pk}
    assert jobs.retractions(at=NOW + timedelta(days=1)) == 0
    source = queries.sources_of(queries.latest(answer))[0]  # type: ignore[arg-type]
    assert source.retracted.startswith("Retracted on 2024-01-31.")
    assert b"A source was retracted" in signed_in(who.account).get("/desk/answers").content
    mended = saved_answer(author("Dr Ben"), open_question("mended"))
    saved(mended, Content(short_answer=WHOLE.short_answer))
    assert jobs.retractions(at=NOW + timedelta(days=2)) == 0


def test_a_long_list_is_read_in_linear_time() -> None:
    """Fifty thousand rows are a matter of seconds."""
    rows = [f"{n},T,1/1/2024 0:00,,10.1002/{n},0,Retraction,+Data;" for n in range(50_000)]
    assert len(retractions.read("\n".join([HEADER, *rows]).encode(), "list").retracted) == 50_000
