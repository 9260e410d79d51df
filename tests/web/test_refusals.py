"""Each guard of the database, by a change that it refuses: the witnesses of promise R05, those of single tables.

A witness names its guard by its mark; with that guard gone it must fail, and `make test` tries each.
"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.web import refusals, refusals_of_review
from tests.web.furnished import Furnished, furnish
from tests.web.refusals import Witness
from web.questions.models import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Furnished:
    return furnish()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(change, id=f"{name}-{n}", marks=pytest.mark.guards(name))
        for name, changes in (refusals.WITNESSES | refusals_of_review.WITNESSES).items()
        for n, change in enumerate(changes)
    ],
)
def test_the_database_refuses(change: Witness, w: Furnished) -> None:
    """Whoever asks, past every rule and form of the site."""
    with pytest.raises(DatabaseError), transaction.atomic():
        change(w)
    assert Answer.objects.filter(pk=w[Answer].pk, state="published").exists()
