"""The states of a question from the public, what may follow which, and who moves it. Data only."""

from __future__ import annotations

from web.asking.models import AskedState

#: What waits for an editor.
PENDING = (AskedState.ESCALATED, AskedState.WAITING)

#: What has been decided; it stays so.
DECIDED = (AskedState.PUBLISHED, AskedState.MERGED, AskedState.DECLINED)

TRANSITIONS = {
    AskedState.WAITING: DECIDED,
    AskedState.ESCALATED: DECIDED,
    AskedState.PUBLISHED: (),
    AskedState.MERGED: (),
    AskedState.DECLINED: (),
}

#: In `Asked.urgent` where it could not be found out: it is looked at first, as what is urgent is.
UNCHECKED = "unchecked"
