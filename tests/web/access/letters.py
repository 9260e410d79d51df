"""Who reads notices: everybody their own."""

from tests.web.access.world import SIGNED_IN, Row

ROWS = {"notices": Row(SIGNED_IN, SIGNED_IN)}
