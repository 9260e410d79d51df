"""Who applies, who keeps experts and what is verified of them, and who sees their own profile."""

from tests.web.access.world import ADMINISTRATOR, EDITOR, EVERYBODY, EXPERT, NONE, Row

KEEPERS = EDITOR | ADMINISTRATOR
OTHER = {"args": lambda w: (w.expert,)}
OWN = {"args": lambda w: (w.own_expert,)}

ROWS = {
    "apply": Row(EVERYBODY, EVERYBODY),
    "applied": Row(EVERYBODY),
    "applications": Row(KEEPERS),
    "application": Row(KEEPERS, KEEPERS, lambda w: (w.application,)),
    "refuse-application": Row(KEEPERS, KEEPERS, lambda w: (w.application,)),
    "experts": Row(KEEPERS),
    "desk-expert": Row(KEEPERS, None, **OTHER),
    "expert-facts": Row(KEEPERS, KEEPERS, **OTHER),
    "expert-facts@own": Row(KEEPERS | EXPERT, KEEPERS | EXPERT, **OWN),
    "disclose": Row(NONE, NONE, **OTHER),
    "disclose@own": Row(EXPERT, EXPERT, **OWN),
    "verify": Row(KEEPERS, KEEPERS, **OTHER),
    "end-verification": Row(KEEPERS, KEEPERS, lambda w: (w.expert, w.verification)),
    "suspend-expert": Row(KEEPERS, KEEPERS, **OTHER),
    "lift-suspension": Row(KEEPERS, KEEPERS, **OTHER),
    "seat": Row(KEEPERS, KEEPERS, **OTHER),
    "end-seat": Row(KEEPERS, KEEPERS, lambda w: (w.expert, w.seat)),
    "hand-over": Row(KEEPERS, KEEPERS, lambda w: (w.expert, w.answer)),
    "add-sponsor": Row(KEEPERS, KEEPERS, **OTHER),
    "remove-sponsor": Row(KEEPERS, KEEPERS, lambda w: (w.expert, w.sponsor)),
    "desk-topics": Row(KEEPERS, KEEPERS),
    "desk-topic": Row(None, KEEPERS, lambda w: (w.topic,)),
    "specialties": Row(KEEPERS, KEEPERS),
    "remove-specialty": Row(None, KEEPERS, lambda w: (w.specialty,)),
    "my-profile": Row(EXPERT),
    "my-expert": Row(NONE, None, **OTHER),
    "my-expert@own": Row(EXPERT, None, **OWN),
}
