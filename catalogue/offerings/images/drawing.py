"""Drawing a picture anew: decoded, turned upright, brought to its sizes. Nothing of the file that came is kept.

One at a time in a process: a picture of 40 megapixels needs up to 250 MB while it is decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import IO

from PIL import Image

from catalogue.core.errors import DomainError
from catalogue.offerings.images.rules import (
    BUDGETS,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    LONGEST_SHAPE,
    MOST_BYTES,
    MOST_PIXELS,
    MOST_WEBP_PIXELS,
    Broken,
    ImageTooLarge,
    TooManyPixels,
    TooSmall,
)
from catalogue.offerings.images.structure import JPEG, WEBP, ensure_whole

QUALITIES = (80, 66, 52, 40, 30)
BAND = 64
"""Rows of the reduced picture that are converted at once."""
PAPER = (255, 255, 255)
"""What shows through where a picture is transparent, in every theme."""
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's number → what brings the picture upright."""
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Size:
    """The picture in one size, as WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Drawn:
    """A picture in all its sizes, the largest first. :ivar key: made from their bytes."""

    key: str
    sizes: tuple[Size, ...]


def bytes_of(file: IO[bytes]) -> bytes:
    """:raises ImageTooLarge: it is longer than a picture may be; no more of it is read than that."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ImageTooLarge
    return content


def drawn(content: bytes) -> Drawn:
    """:raises DomainError: it is no picture that can be shown; the refusal says why."""
    kind = ensure_whole(content)
    with _one_at_a_time:
        try:
            upright = _decoded(content, kind)
        except DomainError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
            raise TooManyPixels from trouble
        except Exception as trouble:  # a decoder that meets nonsense raises whatever it stumbles over
            raise Broken from trouble
        found = [_in_size(upright, side, most) for side, most in _sides(max(upright.size))]
    sizes = {size.width: size for size in found}  # very busy ones shrink until two are alike
    key = sha256(b"".join(size.content for size in sizes.values())).hexdigest()[:32]
    return Drawn(key, tuple(sorted(sizes.values(), key=lambda size: -size.width)))


def _decoded(content: bytes, kind: str) -> Image.Image:
    with Image.open(BytesIO(content), formats=[kind]) as image:
        _ensure_size(image, kind)
        if kind == JPEG:
            image.draft("RGB", (max(BUDGETS), max(BUDGETS)))
        image.load()
        small = _flat(image, max(1, max(image.size) // (2 * max(BUDGETS))))
        turn = _turn_of(image)
    return small if turn is None else small.transpose(turn)


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """How the camera was held; what cannot be read there spoils no picture."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # made up of bytes from outside, as all of it
        return None


def _ensure_size(image: Image.Image, kind: str) -> None:
    """:raises TooManyPixels: decoding it would take too much memory. :raises TooSmall: it would look poor."""
    most = MOST_WEBP_PIXELS if kind == WEBP else MOST_PIXELS
    if kind == JPEG and len(image.getbands()) > 3:
        most //= 2
    short, long = sorted(image.size)
    if short * long > most:
        raise TooManyPixels
    if short < LEAST_HEIGHT or long < LEAST_WIDTH or long > LONGEST_SHAPE * short:
        raise TooSmall


def _flat(image: Image.Image, factor: int) -> Image.Image:
    """The picture in plain colours on white, smaller by a whole factor; band by band, so that no second copy stands in
    memory."""
    width, height = -(-image.width // factor), -(-image.height // factor)
    flat = Image.new("RGB", (width, height), PAPER)
    for start in range(0, height, BAND):
        rows = (start * factor, min(image.height, (start + BAND) * factor))
        band = _coloured(image.crop((0, rows[0], image.width, rows[1])))
        flat.paste(band.reduce(factor) if factor > 1 else band, (0, start))
    return flat


def _coloured(band: Image.Image) -> Image.Image:
    if band.mode.startswith("I"):  # sixteen bits of grey
        band = band.point(lambda value: value / 256).convert("L")
    if not band.has_transparency_data:
        return band.convert("RGB")
    seen = band.convert("RGBA")
    ground = Image.new("RGBA", seen.size, (*PAPER, 255))
    return Image.alpha_composite(ground, seen).convert("RGB")


def _sides(longest: int) -> list[tuple[int, int]]:
    """The longest side of each size that is kept, and its bytes: not more than came, nor two nearly alike."""
    first = min(longest, max(BUDGETS))
    room = min(most for side, most in BUDGETS.items() if side >= first)
    return [(first, room), *((side, most) for side, most in BUDGETS.items() if side < 0.8 * first)]


def _in_size(image: Image.Image, side: int, most: int) -> Size:
    """As good as the bytes allow; where even a poor one has too many, a little smaller."""
    qualities: tuple[int, ...] = QUALITIES
    while True:
        scale = min(1.0, side / max(image.size))
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        small = image.resize(size, Image.Resampling.LANCZOS) if scale < 1 else image
        for quality in qualities:
            file = BytesIO()
            small.save(file, "WEBP", quality=quality, method=4)
            if file.tell() <= most:
                return Size(*small.size, file.getvalue())
        side, qualities = round(side * 0.8), QUALITIES[-1:]
