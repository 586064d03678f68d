"""Bring in the front-end parts that others made, pinned and checked.

`static/vendor.json` names packages, versions, integrity and files; this script packs them with npm, copies what is
named, builds the icon sprite, subsets the fonts and writes `static/vendor.lock.json`: a SHA-256 for each file it made.

    python tools/vendor.py            fetch and build (needs npm; fonts need `pip install fonttools brotli`)
    python tools/vendor.py --check    compare the files with the lock (needs nothing else, works offline)
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess  # nosec B404: npm and the font subsetter are called with fixed arguments
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "static"
MANIFEST = STATIC / "vendor.json"
LOCK = STATIC / "vendor.lock.json"
OWNED_FOLDERS = ("vendor", "fonts")
SUBSET_OPTIONS = ("--flavor=woff2", "--layout-features-=frac,numr,dnom", "--obfuscate-names")
COMPRESSED = {".br", ".gz"}
SYMBOL = '<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'
SPRITE = '<!-- {notice} -->\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


class VendoringFailed(Exception):
    """Something does not match the manifest; nothing after it was done."""


class Package:
    """One npm package as named in the manifest, with its tarball once packed."""

    def __init__(self, entry: dict[str, Any], tarball: Path) -> None:
        self.entry = entry
        self.tarball = tarball

    @property
    def label(self) -> str:
        return f"{self.entry['name']}@{self.entry['version']}"

    def verify(self) -> None:
        """Compare the tarball with the integrity in the manifest, or write it there the first time."""
        found = "sha512-" + base64.b64encode(hashlib.sha512(self.tarball.read_bytes()).digest()).decode("ascii")
        expected = self.entry.get("integrity") or found
        if found != expected:
            raise VendoringFailed(f"{self.label}: integrity is {found}, the manifest says {expected}")
        self.entry["integrity"] = expected

    def read(self, member: str) -> bytes:
        with tarfile.open(self.tarball, "r:gz") as archive:
            handle = archive.extractfile(f"package/{member}")
            if handle is None:
                raise VendoringFailed(f"{self.label}: {member} is not a file")
            return handle.read()


def pack(entry: dict[str, Any], folder: Path) -> Package:
    """Fetch one package with npm, exactly the version named, and verify it."""
    folder.mkdir()
    name = f"{entry['name']}@{entry['version']}"
    command = ["npm", "pack", name, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # nosec B603
    tarballs = sorted(folder.rglob("*.tgz"))
    if len(tarballs) != 1:
        raise VendoringFailed(f"{name}: npm wrote {len(tarballs)} tarballs")
    package = Package(entry, tarballs[0])
    package.verify()
    return package


def write(path: str, content: bytes) -> None:
    target = STATIC / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def copy_files(package: Package) -> None:
    for member, path in package.entry.get("files", {}).items():
        write(path, package.read(member))


def build_sprite(package: Package) -> None:
    """Put the named icons into one SVG; strokes and colours come from the style sheet."""
    sprite = package.entry.get("sprite")
    if sprite is None:
        return
    symbols = [symbol(name, package.read(f"icons/{name}.svg").decode("utf-8")) for name in sorted(sprite["icons"])]
    write(sprite["path"], SPRITE.format(notice=sprite["notice"], symbols="\n".join(symbols)).encode("utf-8"))


def symbol(name: str, svg: str) -> str:
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inside is None:
        raise VendoringFailed(f"{name}: not an SVG")
    return SYMBOL.format(name=name, body=re.sub(r"\s*\n\s*", "", inside.group(1)).replace(" />", "/>"))


def build_fonts(package: Package, folder: Path) -> None:
    """Keep only the letters that our pages use; the family gets a name of our own in the style sheet."""
    for font in package.entry.get("fonts", []):
        whole = folder / Path(font["from"]).name
        small = folder / Path(font["path"]).name
        whole.write_bytes(package.read(font["from"]))
        command = [sys.executable, "-m", "fontTools.subset", str(whole), *SUBSET_OPTIONS]
        command += [f"--unicodes={font['unicodes']}", f"--output-file={small}"]
        subprocess.run(command, check=True)  # nosec B603
        write(font["path"], small.read_bytes())


def planned(manifest: Mapping[str, Any]) -> set[str]:
    """The paths, under static/, that the manifest stands for."""
    paths: set[str] = set()
    for entry in manifest["packages"]:
        paths.update(entry.get("files", {}).values())
        paths.update(font["path"] for font in entry.get("fonts", []))
        if "sprite" in entry:
            paths.add(entry["sprite"]["path"])
    return paths


def present() -> Iterator[str]:
    """The files that lie in the folders which only this script may fill."""
    for folder in OWNED_FOLDERS:
        for path in sorted((STATIC / folder).rglob("*")):
            if path.is_file() and path.suffix not in COMPRESSED:
                yield path.relative_to(STATIC).as_posix()


def digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()


def as_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def fetch() -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        for number, entry in enumerate(manifest["packages"]):
            package = pack(entry, Path(scratch) / str(number))
            copy_files(package)
            build_sprite(package)
            build_fonts(package, Path(scratch) / str(number))
    wanted = planned(manifest)
    for path in set(present()) - wanted:
        (STATIC / path).unlink()
    MANIFEST.write_text(as_json(manifest), "utf-8")
    LOCK.write_text(as_json({path: digest(path) for path in sorted(wanted)}), "utf-8")


def problems() -> list[str]:
    """Say what differs between manifest, lock and files; an empty list means that nothing does."""
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    lock: dict[str, str] = json.loads(LOCK.read_text("utf-8"))
    found = [f"not in the lock: {path}" for path in sorted(planned(manifest) - lock.keys())]
    found += [f"not in the manifest: {path}" for path in sorted(lock.keys() - planned(manifest))]
    found += [f"no integrity: {entry['name']}" for entry in manifest["packages"] if not entry.get("integrity")]
    for path, expected in sorted(lock.items()):
        if not (STATIC / path).is_file():
            found.append(f"missing: {path}")
        elif digest(path) != expected:
            found.append(f"changed: {path}")
    found += [f"extra: {path}" for path in present() if path not in lock]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Vendor the front-end parts named in static/vendor.json.")
    parser.add_argument("--check", action="store_true", help="only compare the files with the lock")
    if not parser.parse_args().check:
        try:
            fetch()
        except (VendoringFailed, subprocess.CalledProcessError, FileNotFoundError) as failure:
            print(f"vendoring failed: {failure}", file=sys.stderr)
            return 1
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
