"""The only functions that write what authors write: revisions, submissions, confirmations, requests.

Each locks the answer's row first, so that of two that come together one sees what the other did.
"""

from web.writing.actions.answers import save, start, withdraw
from web.writing.actions.requests import ask_expert, decline_request, end_request
from web.writing.actions.retractions import add_retractions
from web.writing.actions.submissions import appeal, confirm, cut, renew, submit

__all__ = [
    "add_retractions",
    "appeal",
    "ask_expert",
    "confirm",
    "cut",
    "decline_request",
    "end_request",
    "renew",
    "save",
    "start",
    "submit",
    "withdraw",
]
