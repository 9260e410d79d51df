"""The tests of time notice what is slow, and one quiet try is enough."""

from __future__ import annotations

import pytest

from tests import pace


def _clock(monkeypatch: pytest.MonkeyPatch, seconds: list[float]) -> None:
    """Each work takes the next of these seconds; the last of them from then on."""

    def spent(work: object) -> float:
        return seconds.pop(0) if len(seconds) > 1 else seconds[0]

    monkeypatch.setattr(pace, "spent", spent)


def test_the_square_is_noticed() -> None:
    """Work that holds each letter against each other one fails."""
    with pytest.raises(AssertionError, match="times as long"):
        pace.assert_linear(lambda size: [a == b for a in range(size) for b in range(size)], 2_000)


def test_what_grows_with_its_text_passes() -> None:
    """Work that reads each letter once passes."""
    pace.assert_linear(lambda size: sum(range(size * 100)), 10_000)


def test_one_quiet_try_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole text that was slow once, and as quick as it should be at the next try."""
    _clock(monkeypatch, [0.1, 2.0, 0.1, 0.4])
    pace.assert_linear(lambda size: None, 100)
    _clock(monkeypatch, [2.0, 0.4])
    pace.assert_within(1, lambda: None)


def test_what_is_always_slow_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last try."""
    _clock(monkeypatch, [2.0])
    with pytest.raises(AssertionError, match="may take 1 s"):
        pace.assert_within(1, lambda: None)
