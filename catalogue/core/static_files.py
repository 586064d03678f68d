"""Style sheets, scripts, fonts and icons: under one name that changes with their content, compressed once."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

from whitenoise.compress import Compressor

from catalogue.settings import ROOT

STATIC = ROOT / "static"


def tree_hash(folder: Path, *, but: tuple[str, ...] = ()) -> str:
    """Ten hex digits over names and contents: the same files, the same address.

    :param but: names of folders that do not count.
    """
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not {*path.parts} & {*but}):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:10]


def served_folder(home: Path, version: str) -> Path:
    """Where the files are served from: the compressed copy in the home folder, or the project's own files."""
    copy = home / "static" / version
    return copy if copy.is_dir() else STATIC


def compress(home: Path) -> bool:
    """Make the compressed copy of this version, with a .br and a .gz beside each file that gains by it.

    :returns: whether there was anything to do.
    """
    copy = home / "static" / tree_hash(STATIC)
    if copy.is_dir():
        return False
    shutil.rmtree(copy.parent, ignore_errors=True)  # of older versions
    unfinished = copy.with_suffix(".unfinished")
    shutil.copytree(STATIC, unfinished)
    compressor = Compressor(quiet=True)
    for path in [path for path in unfinished.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
        compressor.compress(str(path))
    unfinished.rename(copy)
    return True
