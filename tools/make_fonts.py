"""The shipped fonts: whole TTFs in, Vietnamese subsets (woff2) and licences in templates/assets/fonts out.

The TTFs are those of the npm packages @expo-google-fonts/stix-two-text 0.4.2 and public-sans 0.4.2:

    npm install --prefix DIR_WITH_TTFS @expo-google-fonts/stix-two-text@0.4.2
    npm install --prefix DIR_WITH_TTFS @expo-google-fonts/public-sans@0.4.2
    pip install fonttools==4.68.0 brotli==1.2.1
    python tools/make_fonts.py DIR_WITH_TTFS

The folder is searched through, so unpacked `npm pack` files serve as well. The woff2 files are committed;
this is no build step. The same packages and the same versions of fonttools and brotli give the same bytes.

The families are renamed, so that a page never takes an installed font of the old name, which may lack signs.
"""

import argparse
import io
from dataclasses import dataclass
from pathlib import Path

# Untyped: fonttools ships no types, and is needed by nothing else here
from fontTools.subset import Options, Subsetter, load_font, save_font  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).resolve().parents[1] / "templates" / "assets" / "fonts"

VIETNAMESE = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
"""The 134 letters with marks, composed (NFC), as the program keeps all text: combining marks are left out."""

SIGNS = "\u00a0§«»°½\u00d7\u2013—“”\u2018\u2019•…₫\u2212·\u203a"
"""Escaped are the look-alikes: no-break blank, times, en dash, single quotes, minus, angle quote."""

CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + VIETNAMESE + SIGNS

FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")

KEPT_NAMES = (0, 1, 2, 4, 5, 6, 13, 14, 16, 17)
"""Copyright, family, style, full name, version, PostScript name, licence, its address, family, style."""


@dataclass(frozen=True, slots=True)
class Family:
    source: str
    """The family's name in the TTFs' name table."""
    name: str
    """Its name in ours, as the style sheet says it."""
    licence: str
    """The file that gets the package's OFL text."""
    features: tuple[str, ...]
    """OpenType features that stay."""


@dataclass(frozen=True, slots=True)
class Face:
    family: Family
    source: str
    """The TTF's file name in the package."""
    file: str
    """The woff2 file's name."""


LETTER = Family("STIX Two Text", "VK Thu", "OFL-STIX-Two-Text.txt", FEATURES)
INTERFACE = Family("Public Sans", "VK Giao dien", "OFL-Public-Sans.txt", (*FEATURES, "tnum"))

FACES = (
    Face(LETTER, "STIXTwoText_400Regular.ttf", "thu-400.woff2"),
    Face(LETTER, "STIXTwoText_400Regular_Italic.ttf", "thu-400i.woff2"),
    Face(LETTER, "STIXTwoText_700Bold.ttf", "thu-700.woff2"),
    Face(LETTER, "STIXTwoText_700Bold_Italic.ttf", "thu-700i.woff2"),
    Face(INTERFACE, "PublicSans_400Regular.ttf", "giao-dien-400.woff2"),
    Face(INTERFACE, "PublicSans_600SemiBold.ttf", "giao-dien-600.woff2"),
)


def subset(ttf: Path, family: Family) -> bytes:
    """The TTF cut down to CHARACTERS and renamed, as woff2; exits when it lacks one of them."""
    options = Options(
        flavor="woff2",
        hinting=False,
        recalc_timestamp=False,
        bidi_closure=False,  # it would add the mirror image of the angle quote
        layout_features=list(family.features),
        name_IDs=list(KEPT_NAMES),
    )
    options.drop_tables += ["STAT"]  # left from the variable font; it would keep a dozen names alive
    font = load_font(ttf, options)
    missing = sorted(set(CHARACTERS) - set(map(chr, font.getBestCmap())))
    if missing:
        raise SystemExit(f"{ttf.name} has no {' '.join(missing)}")
    subsetter = Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    rename(font, family)
    woff2 = io.BytesIO()
    save_font(font, woff2, options)
    return woff2.getvalue()


def rename(font: TTFont, family: Family) -> None:
    """Put the family's new name wherever the old one names the font; copyright and licence stay."""
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = record.toUnicode().replace(family.source, family.name)
        elif record.nameID == 6:  # PostScript names have no blanks
            old, new = family.source.replace(" ", ""), family.name.replace(" ", "")
            record.string = record.toUnicode().replace(old, new)


def find(folder: Path, name: str) -> Path:
    """The one file of that name in the folder, at any depth; exits when there is none."""
    found = sorted(folder.rglob(name))
    if not found:
        raise SystemExit(f"{name} is not in {folder}")
    return found[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the font files in templates/assets/fonts.")
    parser.add_argument("folder", type=Path, metavar="DIR_WITH_TTFS")
    folder: Path = parser.parse_args().folder
    FONTS.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        ttf = find(folder, face.source)
        woff2 = subset(ttf, face.family)
        (FONTS / face.file).write_bytes(woff2)
        (FONTS / face.family.licence).write_bytes((ttf.parents[1] / "LICENSE_FONT").read_bytes())
        print(f"{len(woff2):7,} {face.file}")


if __name__ == "__main__":
    main()
