"""Taking pictures in: what is drawn anew, and what is refused (docs/rules/pictures.md). Every file is made here."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from catalogue.core.errors import DomainError
from catalogue.offerings.images.drawing import Drawn, bytes_of, drawn
from catalogue.offerings.images.rules import (
    BUDGETS,
    MOST_BYTES,
    Broken,
    ImageTooLarge,
    KindNotShown,
    MoreThanAPicture,
    TooManyPixels,
    TooSmall,
)
from tests.builders_images import a_picture
from tests.ending import end_of

JPEG, PNG, WEBP = (a_picture(form=form) for form in ("JPEG", "PNG", "WEBP"))
FORMS = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
EXIF_ORIENTATION, EXIF_ARTIST, EXIF_GPS = 0x0112, 0x013B, 0x8825


def opened(picture: Drawn, number: int = 0) -> Image.Image:
    return Image.open(BytesIO(picture.sizes[number].content))


def a_busy_picture(size: tuple[int, int]) -> bytes:
    """More to see in it than in any photograph."""
    pixels = random.Random(7).randbytes(size[0] * size[1] * 3)
    file = BytesIO()
    Image.frombytes("RGB", size, pixels).save(file, "PNG")
    return file.getvalue()


def a_png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are a large picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_becomes_webp_in_two_or_three_sizes(form: str) -> None:
    found = drawn(FORMS[form])
    assert [(size.width, size.height) for size in found.sizes] == [(640, 400), (400, 250)]
    assert {opened(found, number).format for number in range(2)} == {"WEBP"}
    large = drawn(a_picture((3000, 2000), form))
    assert [(size.width, size.height) for size in large.sizes] == [(1200, 800), (800, 533), (400, 267)]


@pytest.mark.parametrize("size", [(1800, 1200), (1200, 1800), (900, 600)])
def test_even_the_busiest_picture_stays_within_its_bytes(size: tuple[int, int]) -> None:
    found = drawn(a_busy_picture(size))
    limits = sorted(BUDGETS.values(), reverse=True)
    for one, most in zip(found.sizes, limits, strict=False):
        assert len(one.content) <= most
    assert [size.width for size in found.sizes] == sorted({size.width for size in found.sizes}, reverse=True)


def test_the_same_picture_has_the_same_key_and_another_one_another() -> None:
    assert drawn(JPEG).key == drawn(JPEG).key
    assert drawn(JPEG).key != drawn(a_picture(colour=(1, 2, 3))).key


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[EXIF_ARTIST] = "A photographer of this town"
    exif.get_ifd(EXIF_GPS)[1] = "N"
    profile = b"a profile of colours" * 10
    for form in FORMS:
        source = a_picture(form=form, exif=exif, icc_profile=profile)
        assert b"photographer" in source or form == "PNG"
        found = opened(drawn(source))
        assert not found.getexif()
        assert not found.info.keys() & {"exif", "icc_profile", "xmp", "comment"}
        assert b"photographer" not in drawn(source).sizes[0].content


@pytest.mark.parametrize(("turned", "size"), [(1, (640, 400)), (3, (640, 400)), (6, (400, 640)), (8, (400, 640))])
def test_a_picture_stands_upright(turned: int, size: tuple[int, int]) -> None:
    """Above the colour that was above for whoever held the camera."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = turned
    found = opened(drawn(a_picture(exif=exif))).convert("RGB")
    assert found.size == size
    green = {1: (0.5, 0.1), 3: (0.5, 0.9), 6: (0.9, 0.5), 8: (0.1, 0.5)}[turned]
    red, greenish, blue = found.getpixel((int(size[0] * green[0]), int(size[1] * green[1])))  # type: ignore[misc]
    assert abs(red - 20) < 12
    assert abs(greenish - 90) < 12
    assert abs(blue - 70) < 12


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_spoilt_note_about_the_camera_spoils_no_picture() -> None:
    assert drawn(a_picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(40))).sizes


def test_what_is_transparent_is_white_and_only_the_first_of_moving_pictures_stays() -> None:
    clear = opened(drawn(a_picture(form="PNG", mode="RGBA", colour=(0, 0, 0, 0)))).convert("RGB")
    assert min(clear.getpixel((5, 5))) > 250  # type: ignore[arg-type]
    other = Image.new("RGB", (640, 400), (255, 0, 0))
    for form in ("PNG", "WEBP"):
        moving = opened(drawn(a_picture(form=form, save_all=True, append_images=[other, other])))
        assert getattr(moving, "n_frames", 1) == 1
        assert abs(moving.convert("RGB").getpixel((5, 5))[0] - 20) < 12  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    assert opened(drawn(a_picture(form="PNG", mode=mode, colour=1))).mode == "RGB"


def test_a_picture_for_print_is_drawn() -> None:
    assert opened(drawn(a_picture(mode="CMYK", colour=(0, 90, 90, 0)))).mode == "RGB"


PHONES = {
    "another picture behind": JPEG + JPEG,
    "a film behind": JPEG + b"\0\0\0\x18ftypmp42" + bytes(400),
    "notes of a maker behind": JPEG + b"\0\0\x01\x0a" + b"notes" * 9 + b"SEFT",
    "padding behind": JPEG + bytes(512),
    "progressive": a_picture(progressive=True),
    "bytes that fill before a marker": JPEG[:-2] + b"\xff" * 9 + b"\xff\xd9",
    "restarts": a_picture(restart_marker_blocks=4),
}


@pytest.mark.parametrize("content", PHONES.values(), ids=PHONES)
def test_what_phones_write_is_taken(content: bytes) -> None:
    assert drawn(content).key in {drawn(JPEG).key, drawn(PHONES["progressive"]).key}


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ZIP, PDF, PAGE = b"PK\x03\x04" + bytes(60), b"%PDF-1.7\n" + bytes(60), b"<!doctype html><script>alert(1)</script>"
SCANS = JPEG[: JPEG.index(b"\xff\xda")] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x01" * 200 + b"\xff\xd9"
HOSTILE: dict[str, tuple[bytes, type[DomainError]]] = {
    "nothing": (b"", KindNotShown),
    "SVG": (SVG, KindNotShown),
    "GIF": (a_picture(form="GIF"), KindNotShown),
    "BMP": (a_picture(form="BMP"), KindNotShown),
    "TIFF": (a_picture(form="TIFF"), KindNotShown),
    "AVIF": (b"\0\0\0\x1cftypavif" + bytes(60), KindNotShown),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(60), KindNotShown),
    "page": (PAGE, KindNotShown),
    "program": (b"MZ" + bytes(200), KindNotShown),
    "RIFF sound": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), KindNotShown),
    "half a JPEG": (JPEG[: len(JPEG) // 2], Broken),
    "JPEG without an end": (JPEG[:-2], Broken),
    "JPEG of three bytes": (JPEG[:3], Broken),
    "JPEG without data": (b"\xff\xd8\xff\xd9", Broken),
    "JPEG with a length of nothing": (b"\xff\xd8\xff\xe0\x00\x00" + JPEG[4:], Broken),
    "JPEG that goes through itself 200 times": (SCANS, Broken),
    "half a PNG": (PNG[: len(PNG) // 2], Broken),
    "PNG without an end": (PNG[:-12], Broken),
    "PNG with a wrong sum": (PNG.replace(b"IDAT", b"IDAT\x01", 1), Broken),
    "PNG whose chunk says to be endless": (PNG[:8] + b"\xff\xff\xff\xff" + PNG[12:], Broken),
    "half a WebP": (WEBP[: len(WEBP) // 2], Broken),
    "WebP of nonsense": (WEBP[:20] + bytes(len(WEBP) - 20), Broken),
    "WebP that says to be longer": (WEBP[:4] + b"\xff\xff\xff\x7f" + WEBP[8:], Broken),
    "a bomb of a terapixel": (a_png_claiming(2**31 - 1, 2**31 - 1), TooManyPixels),
    "a bomb of 100 megapixels": (a_png_claiming(10_000, 10_000), TooManyPixels),
    "41 megapixels": (a_png_claiming(8200, 5000), TooManyPixels),
    "JPEG, archive behind": (JPEG + ZIP, MoreThanAPicture),
    "JPEG, page behind": (JPEG + PAGE, MoreThanAPicture),
    "two JPEGs, archive behind": (JPEG + JPEG + ZIP, MoreThanAPicture),
    "PNG, document behind": (PNG + PDF, MoreThanAPicture),
    "PNG, picture behind": (PNG + JPEG, MoreThanAPicture),
    "WebP, archive behind": (WEBP + ZIP, MoreThanAPicture),
    "a dot": (a_picture((1, 1), "PNG"), TooSmall),
    "an icon": (a_picture((64, 64)), TooSmall),
    "a line": (a_picture((4000, 200)), TooSmall),
}


@pytest.mark.parametrize(("content", "refusal"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_that_can_be_shown_is_refused_by_name(content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        drawn(content)


def test_ten_megabytes_that_fill_are_no_picture_and_are_read_once() -> None:
    """One search from each of them on would take days."""
    code = """
from catalogue.offerings.images.structure import Broken, ensure_whole
try:
    ensure_whole(bytes.fromhex("ffd8ffda0002") + bytes([255]) * 9_999_000 + bytes(1))
except Broken:
    print("refused")
"""
    assert end_of(code) == "refused"


@pytest.mark.filterwarnings("ignore")
def test_whatever_is_changed_in_a_file_it_is_drawn_or_refused() -> None:
    dice = random.Random(20)
    for number in range(240):
        content = bytearray(dice.choice((JPEG, PNG, WEBP)))
        for _change in range(dice.choice((1, 3, 30))):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            found = drawn(bytes(content))
        except DomainError:
            continue
        assert found.sizes, number


def test_no_more_is_read_than_a_picture_may_have() -> None:
    endless = BytesIO(bytes(MOST_BYTES + 5_000_000))
    with pytest.raises(ImageTooLarge):
        bytes_of(endless)
    assert endless.tell() == MOST_BYTES + 1


MEASURE = """
import resource, sys
from catalogue.offerings.images.drawing import drawn
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
drawn(content)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
MOST_MEGABYTES = 270
LARGEST: dict[str, tuple[str, str, tuple[int, int], dict[str, Any]]] = {
    "PNG with transparency": ("PNG", "RGBA", (8000, 5000), {"compress_level": 1}),
    "PNG": ("PNG", "RGB", (8000, 5000), {"compress_level": 1}),
    "progressive JPEG": ("JPEG", "RGB", (8000, 5000), {"progressive": True, "subsampling": 0}),
    "progressive JPEG for print": ("JPEG", "CMYK", (5000, 4000), {"progressive": True, "subsampling": 0}),
    "WebP": ("WEBP", "RGB", (4000, 3000), {"method": 0}),
}


@pytest.mark.slow
@pytest.mark.parametrize("about", LARGEST.values(), ids=LARGEST)
def test_the_largest_picture_that_is_taken_stays_within_its_memory(
    about: tuple[str, str, tuple[int, int], dict[str, Any]],
) -> None:
    form, mode, size, how = about
    file = BytesIO()
    Image.effect_noise((800, 500), 30).resize(size).convert(mode).save(file, form, **how)
    content = file.getvalue()
    if len(content) > MOST_BYTES:
        file = BytesIO()
        Image.new(mode, size).save(file, form, **how)
        content = file.getvalue()

    measured = subprocess.run([sys.executable, "-c", MEASURE], input=content, capture_output=True, check=True)

    assert int(measured.stdout) <= MOST_MEGABYTES, measured.stdout
