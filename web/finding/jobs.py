"""Background work of search: take in what has changed."""

from __future__ import annotations

from datetime import datetime

from web.finding import actions


def keep_up(*, at: datetime) -> None:
    """Take in what has changed since. A job of settings.JOBS, and asked for by each change."""
    actions.keep_up()
