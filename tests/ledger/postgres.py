"""A PostgreSQL server for the tests alone, in a temporary folder, where its programs are installed.

``python -m tests.ledger.postgres`` says whether one can be started here; its exit code is 1 where not.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "PostgreSQL is not installed (no initdb and pg_ctl); on Debian: apt-get install postgresql"


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``; None where they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that runs while the context lasts; it listens on this machine only."""
    folder = programs()
    assert folder is not None, MISSING
    home = Path(tempfile.mkdtemp(prefix="dragoman-pg-"))
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        shutil.chown(home, user)
    data, port = home / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        # a server refuses to run as root
        options = {"user": user, "group": user, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run([folder / program, *arguments], check=True, capture_output=True, cwd=home, **options)  # type: ignore[call-overload]

    try:
        run("initdb", "-D", str(data), "-U", "dragoman", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB"
        run("pg_ctl", "-D", str(data), "-o", settings, "-l", str(home / "log"), "-w", "start")
        try:
            yield f"postgresql://dragoman@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Start a server and stop it again, and say how that went."""
    folder = programs()
    if folder is None:
        print(MISSING)
        return 1
    try:
        with server():
            print(f"PostgreSQL starts ({folder}).")
    except (OSError, LookupError, subprocess.CalledProcessError) as fault:
        print(f"PostgreSQL does not start ({folder}): {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
