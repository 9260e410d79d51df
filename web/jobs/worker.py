"""The worker: plans, takes up what was killed, and runs one job after the other, telling that it still works."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as Library
from django_tasks_db.models import DBTaskResult

from web.jobs import actions

logger = logging.getLogger("web.jobs")

#: How often an idle worker looks for work.
REST = timedelta(seconds=1)


class Worker(Library):  # type: ignore[misc]
    """The library's worker with a clock, three tries and a lease. No word of an error goes to the queue or the log."""

    def __init__(self, *, batch: bool) -> None:
        super().__init__(
            queue_names=["default"],
            interval=REST.total_seconds(),
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def run(self) -> None:
        """Work until told to stop; with `batch` until nothing is left to be done now."""
        while self.running:
            if not self.batch:  # a batch is short, and may run inside of its caller's transaction
                close_old_connections()
            actions.take_up()
            actions.plan()
            row = actions.claim(self.worker_id)
            if row is not None:
                self.run_task(row)
            elif self.batch:
                return
            elif self.running:
                threading.Event().wait(self.interval)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one job while its lease is renewed beside it. Stopped half-way, it is taken up when the lease ends."""
        row, done = db_task_result, threading.Event()
        beat = threading.Thread(target=_renew_until, args=(done, row), daemon=True)
        beat.start()
        self.running_task = True
        try:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:
            if actions.failed(row, error):
                logger.error("dead after %s tries: %s", actions.TRIES, row.args_kwargs["args"][0])
        else:
            row.set_successful(None)
        finally:
            self.running_task = False
            done.set()
            beat.join()


def _renew_until(done: threading.Event, row: DBTaskResult) -> None:
    """Say every few seconds that the job is still worked at."""
    began = False
    while not done.wait(actions.BEAT.total_seconds()):
        began = True
        actions.renew(row)
    if began:
        connection.close()  # this thread's own
