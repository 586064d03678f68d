"""Whether a file is one whole picture and nothing else, told from its outline before anything decodes it."""

from __future__ import annotations

import re

from catalogue.offerings.images.rules import MOST_SCANS, Broken, KindNotShown, MoreThanAPicture

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"
PNG_START = b"\x89PNG\r\n\x1a\n"
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""Where compressed data ends: in it a 255 is followed by a zero or the mark of a restart, or by one more that fills."""
ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length."""
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
MOST_FURTHER = 8
PADDING = b"\0\r\n\t "


def kind_of(data: bytes) -> str:
    """:raises KindNotShown: it begins like no picture that is taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(PNG_START):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    raise KindNotShown


def ensure_whole(data: bytes) -> str:
    """:returns: the kind of picture.

    :raises KindNotShown: it is none of those that are taken. :raises Broken: its end is missing, or it has no order.
    :raises MoreThanAPicture: something follows that phones do not write behind their pictures.
    """
    kind = kind_of(data)
    rest = data[{JPEG: _end_of_jpeg, PNG: _end_of_png, WEBP: _end_of_webp}[kind](data) :]
    if kind == JPEG:
        rest = _without_what_phones_add(rest)
    if rest.strip(PADDING):
        raise MoreThanAPicture
    return kind


def _end_of_jpeg(data: bytes, at: int = 2) -> int:
    scans = 0
    while at + 1 < len(data):
        if data[at] != 0xFF:
            raise Broken
        marker = data[at + 1]
        if marker == END_OF_IMAGE:
            return at + 2
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))
        if marker == START_OF_SCAN:
            scans += 1
            found = MARKER.search(data, at)
            if found is None or scans > MOST_SCANS:
                raise Broken
            at = found.start()
    raise Broken


def _without_what_phones_add(rest: bytes) -> bytes:
    """Further pictures (of depth, of light), the seconds of film of a moving one, the notes of one maker."""
    for _one in range(MOST_FURTHER):
        further = rest.lstrip(PADDING)
        if not further.startswith(b"\xff\xd8\xff"):
            break
        rest = further[_end_of_jpeg(further) :]
    return b"" if rest[4:8] == b"ftyp" or rest.endswith(b"SEFT") else rest


def _end_of_png(data: bytes) -> int:
    at = len(PNG_START)
    while at + 12 <= len(data):
        kind, after = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4])
        if kind == b"IEND" and after <= len(data):
            return after
        at = after
    raise Broken


def _end_of_webp(data: bytes) -> int:
    size = int.from_bytes(data[4:8], "little")
    end = 8 + size + size % 2
    if end - size % 2 > len(data) or size < 12:
        raise Broken
    return end
