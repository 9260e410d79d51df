"""The members of an archive (tar.gz or zip) or folder, one by one, counted while they are unpacked.

Part of READ MedQuAD. Nothing is written to disk, so no path can lead outside; a link or a `..` is refused all the same,
for no honest archive has one. Limits: sources/limits.py.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from plurivox.errors import SourceUnreadable, TooLarge
from plurivox.sources import limits

#: A document: its path without the archive's own folders ("8_NHLBI_QA_XML/0000092.xml"), and its bytes.
Member = tuple[str, bytes]


def members(data: bytes, name: str) -> Iterator[Member]:
    """The XML documents of an archive, in its order. Raises TooLarge and SourceUnreadable, naming the member."""
    try:
        yield from _zip(data, name) if data.startswith(b"PK") else _tar(data, name)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError) as error:
        raise SourceUnreadable(f"{name} is no whole tar.gz or zip archive ({error}); fetch it again.") from None


def folder(path: Path) -> Iterator[Member]:
    """The XML documents of an unpacked archive."""
    for count, document in enumerate(sorted(path.rglob("*.xml")), 1):
        _count(count, document.stat().st_size, path.name, str(document))
        if document.is_symlink():
            raise SourceUnreadable(f"{document} is a link; only plain files are read.")
        yield _path(document.relative_to(path.parent).as_posix()), document.read_bytes()


class _Counted(io.RawIOBase):
    """Unpacked bytes, counted as they are read: the sizes that an archive states are not believed."""

    def __init__(self, packed: io.BufferedIOBase, name: str, limit: int) -> None:
        self._packed, self._name, self._limit, self._read = packed, name, limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        found = self._packed.read(len(buffer))
        self._read += len(found)
        if self._read > self._limit:
            raise TooLarge(f"{self._name} unpacks to more than {self._limit:,} bytes; it is no archive of answers.")
        buffer[: len(found)] = found
        return len(found)


def _limit(data: bytes) -> int:
    return min(limits.ARCHIVE_BYTES, max(limits.ARCHIVE_RATIO_FROM, len(data) * limits.ARCHIVE_RATIO))


def _tar(data: bytes, name: str) -> Iterator[Member]:
    with (
        gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked,
        tarfile.open(fileobj=_Counted(unpacked, name, _limit(data)), mode="r|") as archive,
    ):
        for count, member in enumerate(archive, 1):
            _count(count, member.size, name, member.name)
            if member.isdir():
                continue
            if not member.isfile():
                raise SourceUnreadable(f"{name} holds {member.name!r}, which is a link or a device; it is not read.")
            found = archive.extractfile(member)
            if found and member.name.endswith(".xml"):
                yield _path(member.name), found.read()


def _zip(data: bytes, name: str) -> Iterator[Member]:
    left = _limit(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for count, info in enumerate(archive.infolist(), 1):
            _count(count, info.file_size, name, info.filename)
            if info.external_attr >> 16 & 0o170000 == 0o120000 or info.flag_bits & 1:
                raise SourceUnreadable(f"{name} holds {info.filename!r}, which is a link or locked; it is not read.")
            _path(info.filename)
            if not info.filename.endswith(".xml"):
                continue
            with archive.open(info) as member:
                found = member.read(min(left, limits.ARCHIVE_MEMBER_BYTES) + 1)
            left -= len(found)
            if left < 0 or len(found) > limits.ARCHIVE_MEMBER_BYTES:
                raise TooLarge(f"{name} unpacks to more than it may ({info.filename}); it is no archive of answers.")
            yield _path(info.filename), found


def _count(count: int, size: int, name: str, member: str) -> None:
    if count > limits.ARCHIVE_MEMBERS:
        raise TooLarge(f"{name} holds more than {limits.ARCHIVE_MEMBERS:,} members; it is no archive of answers.")
    if size > limits.ARCHIVE_MEMBER_BYTES:
        raise TooLarge(f"{name}: {member} has {size:,} bytes, the limit is {limits.ARCHIVE_MEMBER_BYTES:,}.")


def _path(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name:
        raise SourceUnreadable(f"The archive holds {name!r}, which leads out of its folder; it is not read.")
    return "/".join(parts[-2:])
