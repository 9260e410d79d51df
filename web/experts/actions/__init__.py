"""The only functions that write what is known of experts: each is one transaction and one entry of the log."""

from web.experts.actions.applications import accept, apply, erase_application_again, erase_applications, refuse
from web.experts.actions.facts import disclose, end_verification, state_facts, verify
from web.experts.actions.seats import end_seat, hand_over, invite, seat
from web.experts.actions.suspensions import lift_suspension, suspend_expert
from web.experts.actions.topics import (
    add_specialty,
    add_sponsor,
    add_topic,
    remove_specialty,
    remove_sponsor,
    set_risk,
)

__all__ = [
    "accept",
    "add_specialty",
    "add_sponsor",
    "add_topic",
    "apply",
    "disclose",
    "end_seat",
    "end_verification",
    "erase_application_again",
    "erase_applications",
    "hand_over",
    "invite",
    "lift_suspension",
    "refuse",
    "remove_specialty",
    "remove_sponsor",
    "seat",
    "set_risk",
    "state_facts",
    "suspend_expert",
    "verify",
]
