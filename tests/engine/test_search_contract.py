"""The embedded engine keeps the contract: by words alone, with vectors, and laid down and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

from plurivox import vectors
from plurivox.search import Index, SearchEngine, open_folder, save
from tests.engine.search_contract import LIBRARY, Contract, WordVectors


class TestWords(Contract):
    """By words alone, as on a machine without the model."""

    @pytest.fixture
    def engine(self) -> SearchEngine:
        return Index(None)


class TestVectors(Contract):
    """With vectors."""

    @pytest.fixture
    def engine(self) -> SearchEngine:
        return Index(WordVectors())


class Kept:
    """An index that is laid down after each change and opened anew before each look: nothing lives in memory alone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.encoder = folder, WordVectors()
        save(Index(self.encoder), folder)

    def __getattr__(self, name: str) -> object:
        index = open_folder(self.folder, self.encoder)

        def call(*args: object, **kwargs: object) -> object:
            made = getattr(index, name)(*args, **kwargs)
            save(index, self.folder)
            return made

        return call


class TestKept(Contract):
    """Laid down and opened again between any two calls."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> SearchEngine:
        return Kept(tmp_path / "index")  # type: ignore[return-value]


@pytest.mark.model
class TestModel(Contract):
    """With the sentence model."""

    @pytest.fixture
    def engine(self, model: vectors.Encoder) -> SearchEngine:
        return Index(model)


def test_the_library_of_the_contract_holds_no_id_as_a_word() -> None:
    """Ids are no words of the texts, so that a text that leaks into results would be seen."""
    texts = " ".join(listing.text for listing in LIBRARY)
    assert not any(listing.id in texts for listing in LIBRARY)
