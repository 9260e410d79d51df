"""The engine on PostgreSQL keeps the contract of search: by words alone, with vectors, built whole, with the model."""

from __future__ import annotations

import pytest
from django.db import connection

from plurivox import vectors
from plurivox.search import SearchEngine
from tests.engine.search_contract import Contract, WordVectors

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="this engine lives in PostgreSQL"),
]


def made(encoder: vectors.Encoder | None) -> SearchEngine:
    """The engine, over tables that no other test has filled."""
    from web.finding.postgresql import PostgresqlEngine

    return PostgresqlEngine(encoder)


class TestWords(Contract):
    """By words alone."""

    @pytest.fixture
    def engine(self, db: None) -> SearchEngine:
        return made(None)


class TestVectors(Contract):
    """With vectors."""

    @pytest.fixture
    def engine(self, db: None) -> SearchEngine:
        return made(WordVectors())


@pytest.mark.model
class TestModel(Contract):
    """With the sentence model."""

    @pytest.fixture
    def engine(self, db: None, model: vectors.Encoder) -> SearchEngine:
        return made(model)
