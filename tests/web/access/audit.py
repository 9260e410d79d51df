"""Who reads the log."""

from tests.web.access.world import ADMINISTRATOR, Row

ROWS = {"log": Row(ADMINISTRATOR), "log-export": Row(ADMINISTRATOR)}
