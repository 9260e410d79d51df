"""What tests share: settings that need no collected files, templates that fail on unknown names, the sentence model."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from plurivox import vectors


class UnknownName(str):
    """A template that names what its page model does not hold fails, instead of showing nothing."""

    def __contains__(self, other: object) -> bool:
        return other == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"the template names {name!s}, which its page model does not hold")


@pytest.fixture(scope="session", autouse=True)
def _site_settings() -> Iterator[None]:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = UnknownName("%s")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        TEMPLATES=templates,
        STORAGES=storages,
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
        ALLOWED_HOSTS=["testserver", "localhost", "127.0.0.1"],
    ):
        yield


@pytest.fixture(scope="session")
def model() -> vectors.Encoder:
    """The built model."""
    if not (vectors.folder() / "tokenizer.json").exists():
        pytest.skip(f"no sentence model in {vectors.folder()}; `make model` builds it")
    return vectors.load()
