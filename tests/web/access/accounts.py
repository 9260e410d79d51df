"""Who is answered at the door, on their own account, and where people and roles are kept."""

from tests.web.access.world import ADMINISTRATOR, EVERYBODY, SIGNED_IN, Row

ROWS = {
    "login": Row(EVERYBODY, EVERYBODY),
    "mfa_authenticate": Row(SIGNED_IN, SIGNED_IN),  # who has signed in is led on; a reader begins with the password
    "logout": Row(None, SIGNED_IN),
    "forgotten": Row(EVERYBODY, EVERYBODY),
    "set-password": Row(EVERYBODY, EVERYBODY, lambda w: ("MQ", "no-token")),
    "my-account": Row(SIGNED_IN, SIGNED_IN),
    "password": Row(SIGNED_IN, SIGNED_IN),
    "address": Row(SIGNED_IN, SIGNED_IN),
    "confirm-address": Row(SIGNED_IN, SIGNED_IN, lambda w: ("no-link",)),
    "set-up-factor": Row(SIGNED_IN, SIGNED_IN),
    "recovery-codes": Row(SIGNED_IN, SIGNED_IN),
    "people": Row(ADMINISTRATOR),
    "add-person": Row(ADMINISTRATOR, ADMINISTRATOR),
    "person": Row(ADMINISTRATOR, ADMINISTRATOR, lambda w: (w.editor,)),
    "person@nobody": Row(ADMINISTRATOR, ADMINISTRATOR, lambda w: (999,), there=False),
    "end-role": Row(None, ADMINISTRATOR, lambda w: (w.editor, w.grant)),
    "end-role@nothing": Row(None, ADMINISTRATOR, lambda w: (w.editor, 999), there=False),
    "person-deed": Row(None, ADMINISTRATOR, lambda w: (w.editor, "close")),
    "person-deed@nothing": Row(None, ADMINISTRATOR, lambda w: (w.editor, "promote"), there=False),
}
