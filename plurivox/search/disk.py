"""An index on disk: one folder a segment, arrays and plain text, named by a manifest that is replaced last.

A reader that opens the folder while it is written sees the index as it was before, whole; files are mapped and not
read. Nothing in it is executed when it is opened (no pickle). `open_folder` keeps the segments it has opened before.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from plurivox.errors import SourceUnreadable
from plurivox.search.index import Index
from plurivox.search.meaning import Meaning
from plurivox.search.segment import Ids, Segment
from plurivox.search.words import Words
from plurivox.vectors import Encoder

Array: TypeAlias = Any

MANIFEST = "manifest.json"

#: What is laid down; another number means another way, and the folder is to be built anew.
FORMAT = 1

_WORDS = ("words", "subjects", "said_words")
_MEANINGS = ("meanings", "said_meanings")
_IDS = ("questions", "said", "voices")
_ARRAYS = ("owner", "voice", "about", "sides")


def save(index: Index, folder: Path) -> None:
    """Lay the index down. Segments that are there already stay; the manifest is replaced last; then what is no longer
    named is taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = []
    for part in index.segments:
        name = _name(part)
        if not (folder / name).is_dir():
            _write(part, folder / name)
        hidden = np.packbits(part.hidden).tobytes()
        digest = hashlib.sha256(hidden).hexdigest()[:16]
        (folder / f"{name}-{digest}.hidden").write_bytes(hidden)
        named.append({"segment": name, "hidden": f"{name}-{digest}.hidden"})
    _replace(folder / MANIFEST, json.dumps({"format": FORMAT, "model": index.model, "segments": named}))
    kept = {MANIFEST, *(value for row in named for value in row.values())}
    for path in folder.iterdir():
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def version(folder: Path) -> str:
    """What tells one state of the folder from another; "" where nothing is there."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def open_folder(folder: Path, encoder: Encoder | None, before: Index | None = None) -> Index:
    """The index in a folder; segments that `before` has open are taken from it.

    Without an encoder it is searched by words alone. Raises SourceUnreadable where there is none, or one laid down in
    another way or with another model: build it anew.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT or (encoder and manifest["model"] not in ("", encoder.sha256)):
            raise SourceUnreadable(f"The index in {folder} is of another version or model; build it anew.")
        opened = {part.name: part for part in before.segments} if before else {}
        parts = []
        for row in manifest["segments"]:
            part = opened.get(row["segment"]) or _read(folder / row["segment"])
            bits = np.frombuffer((folder / row["hidden"]).read_bytes(), np.uint8)
            parts.append(part.hiding(np.unpackbits(bits)[: len(part.questions)].astype(bool)))
    except (OSError, EOFError, ValueError, LookupError, TypeError) as error:
        raise SourceUnreadable(f"There is no whole index in {folder} ({error}); build it anew.") from error
    return Index(encoder, parts, manifest["model"])


def _name(part: Segment) -> str:
    """The name of a segment, by all that is in it: of two segments with one name one need not be written."""
    if not part.name:
        digest = hashlib.blake2b(digest_size=8)
        arrays, texts = _content(part)
        for name, array in arrays.items():
            digest.update(f"{name} {array.dtype} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data if array.size else b"")
        digest.update(json.dumps(texts, sort_keys=True).encode())
        part.name = digest.hexdigest()
    return part.name


def _content(part: Segment) -> tuple[dict[str, Array], dict[str, Any]]:
    """What is written of a segment: arrays by name, and texts by name."""
    arrays: dict[str, Array] = {name: getattr(part, name) for name in _ARRAYS}
    texts: dict[str, Any] = {"tags": list(part.tags)}
    for name in _IDS:
        held = getattr(part, name)
        arrays |= {f"{name}.data": held.data, f"{name}.ends": held.ends}
    for name in _WORDS:
        words = getattr(part, name)
        arrays |= {f"{name}.{field}": getattr(words, field) for field in ("starts", "texts", "parts")}
        texts[name] = list(words.places)
    for name in _MEANINGS:
        meaning = getattr(part, name)
        arrays |= {f"{name}.{field}": getattr(meaning, field) for field in Meaning.__dataclass_fields__}
    arrays |= {f"tag.{number}": holding for number, holding in enumerate(part.tags.values())}
    counts = {name: getattr(part, name).count for name in _WORDS}
    texts["segment"] = {"counts": counts, "spelling": dict(part.spelling)}
    return {name: np.asarray(array) for name, array in arrays.items()}, texts


def _write(part: Segment, folder: Path) -> None:
    new = folder.with_name(folder.name + ".new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir()
    arrays, texts = _content(part)
    for name, array in arrays.items():
        np.save(new / f"{name}.npy", array, allow_pickle=False)
    for name, lines in texts.items():
        (new / f"{name}.json").write_text(json.dumps(lines), encoding="utf-8")
    new.rename(folder)


def _read(folder: Path) -> Segment:
    def array(name: str) -> Array:
        path = folder / f"{name}.npy"
        found = np.load(path, mmap_mode="r", allow_pickle=False)
        return np.asarray(found) if found.size else np.load(path, allow_pickle=False)

    about = json.loads((folder / "segment.json").read_text(encoding="utf-8"))
    texts = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in (*_WORDS, "tags")}
    fields: dict[str, Any] = {name: array(name) for name in _ARRAYS}
    fields |= {name: Ids(array(f"{name}.data"), array(f"{name}.ends")) for name in _IDS}
    for name in _WORDS:
        starts, held, parts = (array(f"{name}.{field}") for field in ("starts", "texts", "parts"))
        places = {word: at for at, word in enumerate(texts[name])}
        fields[name] = Words(places, starts, held, parts, about["counts"][name])
    for name in _MEANINGS:
        fields[name] = Meaning(*(array(f"{name}.{field}") for field in Meaning.__dataclass_fields__))
    fields["tags"] = {tag: array(f"tag.{at}") for at, tag in enumerate(texts["tags"])}
    fields["hidden"], fields["said_hidden"] = (np.zeros(len(fields[name]), bool) for name in ("questions", "said"))
    return Segment(**fields, spelling=about["spelling"], name=folder.name)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
