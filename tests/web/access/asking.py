"""Who asks, and who looks at what was asked. A secret address is its own key."""

from tests.web.access.world import EDITOR, EVERYBODY, Row

ASKED = {"args": lambda w: (w.asked_id,)}
QUEUE = {"args": lambda w: (w.asked,)}
TOLD = {"args": lambda w: (w.follower,)}
QUESTION = {"args": lambda w: (w.question,)}

ROWS = {
    "ask": Row(EVERYBODY, EVERYBODY),
    "ask-beside": Row(None, EVERYBODY),
    "own-question": Row(EVERYBODY, None, **ASKED),
    "own-question@guessed": Row(EVERYBODY, None, lambda w: ("guessed",), there=False),
    "own-question-kept": Row(EVERYBODY, None, **ASKED),
    "erase-address": Row(None, EVERYBODY, **ASKED),
    "erase-question": Row(None, EVERYBODY, **ASKED),
    "follow": Row(EVERYBODY, EVERYBODY, **QUESTION),
    "follower": Row(EVERYBODY, None, **TOLD),
    "follower@guessed": Row(EVERYBODY, None, lambda w: ("guessed",), there=False),
    "confirm-follower": Row(None, EVERYBODY, **TOLD),
    "end-follower": Row(None, EVERYBODY, **TOLD),
    "asked": Row(EDITOR),
    "asked-question": Row(EDITOR, EDITOR, **QUEUE),
    **{name: Row(None, EDITOR, **QUEUE) for name in ("reword-asked", "publish-asked", "merge-asked", "decline-asked")},
    "desk-questions": Row(EDITOR),
    "desk-question": Row(EDITOR, None, **QUESTION),
    **{name: Row(None, EDITOR, **QUESTION) for name in ("open-question", "ask-expert", "merge-question")},
}
