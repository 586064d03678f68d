"""The site's own typeface as one file with both scripts, as PDFs need it: made once, and kept in the home folder.

The pages load Arabic and Latin apart. In a PDF every change from one file to the other is a place where letters can go
wrong; so they are joined first.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

from catalogue.settings import ROOT

FONTS = ROOT / "static" / "fonts"
SCRIPTS = ("arabic", "latin")


def typeface(home: Path, weight: int) -> Path:
    """The file of a weight (400 or 600)."""
    parts = [(FONTS / f"plex-{script}-{weight}.woff2").read_bytes() for script in SCRIPTS]
    path = home / "fonts" / f"{weight}-{sha256(b''.join(parts)).hexdigest()[:10]}.ttf"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        Merger().merge([_plain(part) for part in parts]).save(unfinished)
        unfinished.replace(path)
    return path


def _plain(packed: bytes) -> BytesIO:
    font, plain = TTFont(BytesIO(packed)), BytesIO()
    font.flavor = None
    font.save(plain)
    plain.seek(0)
    return plain
