"""Write requirements/*.lock from pyproject.toml: names, versions, hashes, no addresses.

Uses `uv`, taken from the machine or installed for the moment into a folder of its own; where packages come from is
the machine's own configuration.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--quiet",
)
DEV = ("--group", "dev")
LOCKS: dict[str, tuple[str, ...]] = {"run": (), "dev": DEV, "bench": (*DEV, "--group", "bench")}


def uv(folder: Path) -> str:
    """The path of uv."""
    if found := shutil.which("uv"):
        return found
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), "uv"], check=True)
    return str(folder / "bin" / "uv")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        program = uv(Path(folder))
        for name, more in LOCKS.items():
            target = ROOT / "requirements" / f"{name}.lock"
            command = [program, "pip", "compile", "pyproject.toml", *more, *OPTIONS, "--output-file", str(target)]
            subprocess.run(command, check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
