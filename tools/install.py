"""Make `.venv` and install a lock file into it, only when the lock has changed. Needs nothing but Python.

pip is called with the machine's own configuration: where packages come from is not decided here.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
OLDEST = (3, 11)
# The development lock holds everything that running needs, at the same versions; that of the benchmarks both.
COVERS = {"run": ("run",), "dev": ("dev", "run"), "bench": ("bench", "dev", "run")}


def stamp(name: str) -> Path:
    return HOME / f".installed-{name}"


def wanted(name: str) -> str:
    """What the stamp says once this lock is installed: the lock's hash and the interpreter's version."""
    content = (ROOT / "requirements" / f"{name}.lock").read_bytes()
    return f"{hashlib.sha256(content).hexdigest()} {sys.version_info.major}.{sys.version_info.minor}\n"


def installed(name: str) -> bool:
    return stamp(name).is_file() and stamp(name).read_text() == wanted(name)


def make_environment() -> None:
    if not (HOME / "bin" / "pip").exists():
        print("Making the virtual environment .venv …", flush=True)
        venv.create(HOME, with_pip=True, clear=HOME.exists())


def install(name: str) -> None:
    print(f"Installing requirements/{name}.lock (the first time takes a few minutes) …", flush=True)
    lock = ROOT / "requirements" / f"{name}.lock"
    command = [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # The lock is complete: nothing is left to resolve, and a newer release of tomorrow cannot get in the way.
    subprocess.run([*command, "--require-hashes", "--no-deps", "--requirement", str(lock)], check=True)
    for covered in COVERS[name]:
        stamp(covered).write_text(wanted(covered))


def main(name: str) -> int:
    if sys.version_info < OLDEST:
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    if installed(name):
        return 0
    try:
        make_environment()
        install(name)
    except subprocess.CalledProcessError as failure:
        print(f"installing failed: {failure}", file=sys.stderr)
        print("On Debian and Ubuntu, virtual environments need the package python3-venv.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
