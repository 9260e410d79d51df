"""MedQuAD: 47,457 questions of twelve NIH collections, 16,423 of them with text, by nine organisations.

Part of READ. Ben Abacha and Demner-Fushman, A question-entailment approach to question answering, BMC Bioinformatics
20:511 (2019); CC BY 4.0. Takes the archive (tar.gz or zip), its folder, or one document. The answers of three
collections were removed by the archive's makers: they are counted as refused, by name, and stop no import.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plurivox.errors import PlurivoxError, SourceUnreadable
from plurivox.model import ExpertKind, slug
from plurivox.sources.ledger import AnswerDraft, Ledger, QuestionDraft
from plurivox.sources.medquad import archive, documents, questions, subjects
from plurivox.sources.medquad.documents import Document
from plurivox.sources.reading import Reading

LICENCE = "CC BY 4.0"

#: Collection -> the organisation that answers in it. A collection that is not here speaks under its own code.
ORGANISATIONS = {
    "CancerGov": "National Cancer Institute",
    "GARD": "Genetic and Rare Diseases Information Center",
    "GHR": "Genetics Home Reference",
    "MPlusHealthTopics": "MedlinePlus",
    "NIDDK": "National Institute of Diabetes and Digestive and Kidney Diseases",
    "NINDS": "National Institute of Neurological Disorders and Stroke",
    "NIHSeniorHealth": "NIH SeniorHealth",
    "NHLBI": "National Heart, Lung, and Blood Institute",
    "CDC": "Centers for Disease Control and Prevention",
    "ADAM": "A.D.A.M. Medical Encyclopedia",
    "MPlusDrugs": "MedlinePlus Drug Information",
    "MPlusHerbsSupplements": "MedlinePlus Herbs and Supplements",
}

#: Collections whose answers the archive's makers removed, as its readme says.
WITHHELD = frozenset({"ADAM", "MPlusDrugs", "MPlusHerbsSupplements"})


def read(data: bytes, name: str) -> Reading:
    """The archive, or one of its documents. Raises SourceUnreadable and TooLarge for an archive that is not one."""
    if not data:
        return Ledger(name, "medquad").close()
    packed = data.startswith((b"\x1f\x8b", b"PK"))
    return _read(archive.members(data, name) if packed else [(name, data)], name)


def read_folder(path: Path) -> Reading:
    """The unpacked archive."""
    return _read(archive.folder(path), path.name)


def _read(members: Iterable[archive.Member], name: str) -> Reading:
    ledger = Ledger(name, "medquad")
    found: list[Document] = []
    for path, data in members:
        try:
            found.append(documents.read(data, path))
        except PlurivoxError as error:
            ledger.refuse(path, error.code, error.sentence.removeprefix(path).lstrip(": "))
    found.sort(key=_order)
    if len({document.path for document in found}) < len(found):
        raise SourceUnreadable(f"{name} holds two documents under one path; it is not read.")
    answering = [document for document in found if any(pair.answer for pair in document.pairs)]
    about = subjects.same(answering)
    asked = []
    for document in found:
        for pair in document.pairs:
            if pair.answer:
                asked.append(questions.Asked(document, pair, about[document.path]))
            elif document.source in WITHHELD:
                ledger.leave_out("withheld", "removed from the archive by its makers, for copyright")
            else:
                ledger.leave_out("answer-empty", "the archive holds no text for it")
    for group in questions.group(asked):
        ledger.take(_draft(group))
    return ledger.close()


def _order(document: Document) -> tuple[int, str]:
    """Collections by their number ("2_GARD_QA" before "10_MPlus_ADAM_QA"), documents by name."""
    number = document.path.partition("_")[0]
    return (int(number) if number.isdigit() else 0, document.path)


def _draft(group: questions.Group) -> QuestionDraft:
    taken: set[str] = set()
    drafts = []
    for one in group.asked:
        document, pair = one.document, one.pair
        id = base = slug(f"{document.source} {pair.qid}")
        again = 1
        while id in taken:
            again += 1
            id = f"{base}-{again}"
        taken.add(id)
        drafts.append(
            AnswerDraft(
                place=f"{document.path} question {pair.qid}",
                id=id,
                text=pair.answer,
                name=ORGANISATIONS.get(document.source, document.source),
                kind=ExpertKind.ORGANISATION.value,
                source=f"MedQuAD, {document.source} {document.id}",
                url=document.url,
                licence=LICENCE,
            )
        )
    return QuestionDraft(
        place=drafts[0].place,
        key=group.key,
        text=group.text,
        answers=tuple(drafts),
        topic=group.subject,
        subject=group.subject,
        kind=group.kind,
    )
