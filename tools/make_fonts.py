"""The shipped fonts: whole TTFs in, subsets (woff2), their licences and templates/assets/fonts.css out.

Each face is two files: what Vietnamese letters are written with, and other letters and signs, which a browser fetches
only for a page that has them (`unicode-range`). STIX Two Text has no mathematical signs and arrows: these are a file of
their own, from STIX Two Math, in one weight for all.

The TTFs are those of three npm packages, @expo-google-fonts/stix-two-text, stix-two-math and public-sans:

    npm install --prefix DIR_WITH_TTFS @expo-google-fonts/stix-two-text@0.4.2
    npm install --prefix DIR_WITH_TTFS @expo-google-fonts/stix-two-math@0.4.0
    npm install --prefix DIR_WITH_TTFS @expo-google-fonts/public-sans@0.4.2
    pip install fonttools==4.68.0 brotli==1.2.1
    python tools/make_fonts.py DIR_WITH_TTFS

The folder is searched through, so unpacked `npm pack` files serve as well. The woff2 files are committed;
this is no build step. The same packages and the same versions of fonttools and brotli give the same bytes.

The families are renamed, so that a page never takes an installed font of the old name, which may lack signs.
"""

import argparse
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Untyped: fonttools ships no types, and is needed by nothing else here
from fontTools.subset import Options, Subsetter, load_font, save_font  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

ASSETS = Path(__file__).resolve().parents[1] / "templates" / "assets"
FONTS = ASSETS / "fonts"


def between(first: int, last: int) -> str:
    """The characters from one code point to another."""
    return "".join(map(chr, range(first, last + 1)))


VIETNAMESE = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + between(0x1EA0, 0x1EF9)
"""The 134 letters with marks, composed (NFC), as the program keeps all text: combining marks are left out."""

SIGNS = "\u00a0§«»°½\u00d7\u2013—“”\u2018\u2019•…₫\u2212·\u203a"
"""Escaped are the look-alikes: no-break blank, times, en dash, single quotes, minus, angle quote."""

CHARACTERS = between(0x20, 0x7E) + VIETNAMESE + SIGNS
"""The first file of a face has all of these."""

MORE = (
    between(0xA1, 0x17F)  # letters of Europe, and with breve of the Central Highlands; ± ² ³ ¼ ¾
    + "\u0180\u0218\u0219\u021a\u021b"  # b with stroke; s and t with comma
    + between(0x391, 0x3A9)
    + between(0x3B1, 0x3C9)  # Greek
    + between(0x2010, 0x203E)  # hyphens, quotes, daggers, per mille, primes
    + between(0x2044, 0x2044)
    + between(0x2070, 0x2094)  # raised and lowered figures
    + "€№℃℉℗™Ωℓ"
    + between(0x2150, 0x215F)  # fractions
    + "∂∅∆∏∑√∞∫≈≠≤≥"
)
"""The second file has those of these that the face has and the first file lacks."""

OPERATORS = "∀∂∃∅∆∇∈∉∋∏∑∓∕∗∘∙√∝∞∟∠∥∧∨∩∪∫∴∵∼≃≅≈≠≡≤≥≪≫⊂⊃⊆⊇⊕⊗⊥⋅⋮⋯"
SHAPES = "←↑→↓↔↕⇐⇑⇒⇓⇔■□▪▫▲△►▼◄◆◇○●◦☐☑☒✓★☆" + between(0x2460, 0x2473)
"""Arrows, boxes to tick, figures in circles."""

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
    features: tuple[str, ...] = FEATURES
    """OpenType features that stay."""


@dataclass(frozen=True, slots=True)
class Face:
    family: Family
    source: str
    """The TTF's file name in the package."""
    file: str
    """The woff2 file's name without its end; that of the second file goes on with `-them`."""
    weight: str
    """As the style sheet says it."""
    style: str = "normal"


LETTER = Family("STIX Two Text", "VK Thu", "OFL-STIX-Two-Text.txt")
SIGN = Family("STIX Two Math", "VK Ky hieu", "OFL-STIX-Two-Math.txt")
INTERFACE = Family("Public Sans", "VK Giao dien", "OFL-Public-Sans.txt", (*FEATURES, "tnum"))

FACES = (
    Face(LETTER, "STIXTwoText_400Regular.ttf", "thu-400", "400"),
    Face(LETTER, "STIXTwoText_400Regular_Italic.ttf", "thu-400i", "400", "italic"),
    Face(LETTER, "STIXTwoText_700Bold.ttf", "thu-700", "700"),
    Face(LETTER, "STIXTwoText_700Bold_Italic.ttf", "thu-700i", "700", "italic"),
    Face(INTERFACE, "PublicSans_400Regular.ttf", "giao-dien-400", "400"),
    Face(INTERFACE, "PublicSans_600SemiBold.ttf", "giao-dien-600", "600 700"),
)
SIGN_FACE = Face(SIGN, "STIXTwoMath_400Regular.ttf", "ky-hieu", "400")

FALLBACKS = (
    ("VK Thu tam", "400", "normal", "Times New Roman", "Liberation Serif", 104.5),
    ("VK Thu tam", "400", "italic", "Times New Roman Italic", "Liberation Serif Italic", 101.5),
    ("VK Thu tam", "700", "normal", "Times New Roman Bold", "Liberation Serif Bold", 107.7),
    ("VK Thu tam", "700", "italic", "Times New Roman Bold Italic", "Liberation Serif Bold Italic", 106.6),
    ("VK Giao dien tam", "400", "normal", "Arial", "Liberation Sans", 101.7),
    ("VK Giao dien tam", "600 700", "normal", "Arial Bold", "Liberation Sans Bold", 96.5),
)
"""What is shown until a face arrives: family, weight, style, names on the reader's machine, and how much wider our face
sets the five letters of content/, in percent (measured in Chromium with Tinos and Arimo, which have the widths of Times
New Roman and Arial)."""

HEIGHTS = {"VK Thu tam": (76.2, 23.8), "VK Giao dien tam": (95.0, 22.5)}
"""Ascent and descent of our faces, in percent of their size."""


def subset(ttf: Path, family: Family, characters: Iterable[str]) -> bytes:
    """The TTF cut down to these characters and renamed, as woff2; exits when it lacks one of them."""
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
    missing = sorted(set(characters) - set(map(chr, font.getBestCmap())))
    if missing:
        raise SystemExit(f"{ttf.name} has no {' '.join(missing)}")
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(characters))
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


def characters_of(ttf: Path) -> set[str]:
    """The characters of a TTF."""
    return set(map(chr, TTFont(ttf, lazy=True).getBestCmap()))


def unicode_range(characters: Iterable[str]) -> str:
    """Characters as the style sheet says them: `U+20-7E, U+A0`."""
    runs: list[list[int]] = []
    for point in sorted(map(ord, set(characters))):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def rule(face: Face, file: str, characters: Iterable[str]) -> str:
    """The `@font-face` rule of one file."""
    return (
        f'@font-face {{ font-family: "{face.family.name}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'font-display: swap; src: url("fonts/{file}") format("woff2"); '
        f"unicode-range: {unicode_range(characters)}; }}\n"
    )


def fallback(family: str, weight: str, style: str, name: str, other: str, width: float) -> str:
    """The `@font-face` rule of a face of the reader's machine, with the measures of ours."""
    ascent, descent = (height / width * 100 for height in HEIGHTS[family])
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: local("{name}"), local("{other}"); size-adjust: {width}%; '
        f"ascent-override: {ascent:.1f}%; descent-override: {descent:.1f}%; }}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the font files in templates/assets/fonts, and fonts.css.")
    parser.add_argument("folder", type=Path, metavar="DIR_WITH_TTFS")
    folder: Path = parser.parse_args().folder
    FONTS.mkdir(parents=True, exist_ok=True)
    parts: list[tuple[Face, str, str]] = []
    for face in FACES:
        more = set(MORE) & characters_of(find(folder, face.source)) - set(CHARACTERS)
        parts += [(face, f"{face.file}.woff2", CHARACTERS), (face, f"{face.file}-them.woff2", "".join(sorted(more)))]
    parts.append((SIGN_FACE, f"{SIGN_FACE.file}.woff2", OPERATORS + SHAPES))
    rules = "/* Written by tools/make_fonts.py: each file is fetched only for a page that has its characters. */\n"
    for face, file, characters in parts:
        ttf = find(folder, face.source)
        woff2 = subset(ttf, face.family, characters)
        (FONTS / file).write_bytes(woff2)
        (FONTS / face.family.licence).write_bytes((ttf.parents[1] / "LICENSE_FONT").read_bytes())
        rules += rule(face, file, characters)
        print(f"{len(woff2):7,} {file}")
    rules += "/* The fallbacks have the measures of the shipped faces, so that little moves when these arrive. */\n"
    rules += "".join(fallback(*row) for row in FALLBACKS)
    (ASSETS / "fonts.css").write_text(rules, encoding="utf-8")


if __name__ == "__main__":
    main()
