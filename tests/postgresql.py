"""A PostgreSQL server of the tests' own: from the installed binaries, in a temporary folder, on a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import psycopg

# What a commit does not bring to the disk itself stays away from it for long.
SETTINGS = {"max_connections": "120", "wal_writer_delay": "10s"}
PATIENCE_SECONDS = 120
_number = count(1)


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """One running server. It refuses to run as root, so root lends it to the user `postgres` (or `nobody`)."""

    def __init__(self, folder_of_binaries: Path) -> None:
        self._binaries = folder_of_binaries
        self.folder = Path(tempfile.mkdtemp(prefix="catalogue-pg-"))
        self._data = self.folder / "data"
        self._as_user = self._lend() if os.getuid() == 0 else []
        self._run([str(self._binaries / "initdb"), "-D", str(self._data), "-U", "tests", "-A", "trust", "-E", "UTF8"])
        self._process = self._start()
        self._waits = True
        self.wait_for_the_disk(False)

    def _lend(self) -> list[str]:
        user = next(one for one in ("postgres", "nobody") if _known(one))
        entry = pwd.getpwnam(user)
        os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]

    def _run(self, command: Sequence[str]) -> None:
        subprocess.run([*self._as_user, *command], check=True, capture_output=True, cwd=self.folder)

    def _start(self) -> subprocess.Popen[bytes]:
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **SETTINGS}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*self._as_user, str(self._binaries / "postgres"), "-D", str(self._data), *options],
                stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        self._wait_until_ready()
        return process

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host={self.folder} user=tests dbname=postgres", autocommit=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def create(self, *, like: str = "template1") -> str:
        """A new database, empty or a copy of another one that nobody uses now. :returns: its name."""
        name = f"t{next(_number)}"
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'.encode())
        return name

    def wait_for_the_disk(self, wanted: bool) -> None:
        """Whether a commit waits for the disk, as it must where a test is about just that; else it costs time only."""
        if wanted != self._waits:
            with self._connect() as connection:
                connection.execute(f"ALTER SYSTEM SET fsync = {'on' if wanted else 'off'}".encode())
                connection.execute("SELECT pg_reload_conf()")
            self._waits = wanted

    def drop(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@/{name}?host={self.folder}"

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # "fast shutdown"
        self._process.wait(timeout=PATIENCE_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
