"""The only functions that write checks, votes, reviews, and what is noted of published answers."""

from web.checking.actions.deciding import check_facts, refused, vote
from web.checking.actions.noting import correct, end_endorsement, end_mark, endorse, mark
from web.checking.actions.settling import Settled, remind, settle

__all__ = [
    "Settled",
    "check_facts",
    "correct",
    "end_endorsement",
    "end_mark",
    "endorse",
    "mark",
    "refused",
    "remind",
    "settle",
    "vote",
]
