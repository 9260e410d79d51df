"""Who looks after background work."""

from tests.web.access.world import ADMINISTRATOR, Row

ROWS = {"jobs": Row(ADMINISTRATOR), "run-again": Row(None, ADMINISTRATOR, lambda w: (w.job,))}
