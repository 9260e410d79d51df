"""Runs tests on a PostgreSQL of their own: `python -m tests.postgresql -q tests/web` and whatever else pytest takes.

The server lives in a temporary folder, as durable as in production, listens on this machine alone, and is stopped
whatever happens. As root it runs as the user postgres, for it refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Where Debian and Ubuntu keep each version's programs.
DEBIAN = Path("/usr/lib/postgresql")


class Failed(SystemExit):
    """One of its programs failed; says what it said."""


@dataclass(frozen=True, slots=True)
class Server:
    """A cluster in a folder, and how it is reached."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """What DATABASE_URL takes; tests make a database of their own beside this one."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/plurivox"

    def run(self, program: str, *options: str) -> None:
        """Run one of its programs to the end, as a user who may. Raises Failed."""
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *options]
        log = self.folder / "log"
        try:
            subprocess.run(
                command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **user
            )  # type: ignore[call-overload]
        except subprocess.CalledProcessError as error:
            told = log.read_text(errors="replace") if log.exists() else ""
            raise Failed(f"{program} failed: {error.stderr.decode(errors='replace')}{told}") from error

    def start(self) -> None:
        """Returns when it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """At once; what was committed is kept."""
        self.run("pg_ctl", "-w", "-m", "fast", "stop")

    def postmaster(self) -> int:
        """The number of its first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])


def programs() -> Path:
    """The folder of initdb and pg_ctl, the newest where there are several. Raises SystemExit with what to install."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    if not versions:
        raise SystemExit("No PostgreSQL is installed here: apt-get install postgresql, or put initdb in PATH.")
    return max(versions, key=lambda path: float(path.parent.name))


@contextmanager
def server() -> Iterator[Server]:
    """A new cluster that runs, and is gone afterwards."""
    with _place() as made:
        made.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def replica(port: int) -> Iterator[Server]:
    """A second server that follows the one at this port, can only be read, and is gone afterwards."""
    with _place() as made:
        made.run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-R", "-X", "stream", "-c", "fast"
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def _place() -> Iterator[Server]:
    """A folder that the server may use, and a port that is free."""
    with tempfile.TemporaryDirectory(prefix="plurivox-postgresql-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        yield Server(programs(), folder, port)


def main(options: list[str]) -> int:
    """Run pytest with these options on a server of its own; its exit status."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that the server is stopped too
    with server() as made:
        env = os.environ | {"DATABASE_URL": made.url}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "--create-db", *options], env=env, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
