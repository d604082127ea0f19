"""Vietnamese spelling: text in, the form of it that is compared, sorted or put into an address out.

NFC is not enough for Vietnamese: `Ủy` and `Uỷ` differ after every Unicode normalisation, because the tone mark sits
on another letter; and `đ` does not decompose at all. Nothing here changes what a reader sees.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of the Vietnamese alphabet (CLDR vi.xml); no mark comes first."""

_LOOK_ALIKES = str.maketrans("\u00d0\u0189\u00f0\u0256\u2044\u2013\u2011\u2010\u2212\u00a0", "ĐĐđđ/---- ")
"""One sign for one sign, so that offsets hold: eth and African D, fraction slash, dashes, the no-break blank."""

_LOOK_ALIKE = re.compile(f"[{''.join(map(chr, _LOOK_ALIKES))}]")

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)
"""Signs that no reader sees, or that turn what stands beside them: a letter has none."""

_WORD = re.compile(r"[^\W_]+")


def nfc(text: str) -> str:
    """The composed form (NFC), in which the whole program works and counts its offsets."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold_look_alikes(text: str) -> str:
    """The same number of code points, with foreign look-alikes replaced: for finding, never for showing."""
    return text.translate(_LOOK_ALIKES) if _LOOK_ALIKE.search(text) else text


def _parted(word: str) -> tuple[str, str]:
    """A word's letters without tone marks, and its tone marks."""
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in decomposed if sign not in _TONES)
    return unicodedata.normalize("NFC", letters), "".join(sign for sign in decomposed if sign in _TONES)


@lru_cache(maxsize=1 << 14)
def match_key(text: str) -> str:
    """What two spellings of one name have in common: case, blanks and the place of the tone mark do not count.

    >>> match_key("UỶ BAN  NHÂN DÂN") == match_key("Ủy ban nhân dân")
    True
    >>> match_key("Tỉnh ủy") == match_key("Tỉnh uy")
    False
    """
    words = _WORD.findall(fold_look_alikes(nfc(text)).lower())
    return " ".join("".join(_parted(word)) for word in words)


_OPEN_SYLLABLE = re.compile(
    f"(?P<first>o)(?P<tone>[{_TONES}])(?P<second>[ae])$|(?P<u>(?<!q)u)(?P<utone>[{_TONES}])(?P<y>y)$"
    f"|(?P<first2>o)(?P<second2>[ae])(?P<tone2>[{_TONES}])$|(?P<u2>(?<!q)u)(?P<y2>y)(?P<utone2>[{_TONES}])$",
    re.IGNORECASE,
)


def tone_variants(word: str) -> tuple[str, ...]:
    """The word, and the word with its tone mark on the other vowel where both places are in use.

    >>> tone_variants("hòa"), tone_variants("UỶ"), tone_variants("quý"), tone_variants("hoàn")
    (('hòa', 'hoà'), ('UỶ', 'ỦY'), ('quý',), ('hoàn',))
    """
    decomposed = unicodedata.normalize("NFD", word)
    match = _OPEN_SYLLABLE.search(decomposed)
    if match is None:
        return (word,)
    signs = [group for group in match.groups() if group]
    tone = next(sign for sign in signs if sign in _TONES)
    first, second = (sign for sign in signs if sign not in _TONES)
    moved = first + second + tone if signs.index(tone) == 1 else first + tone + second
    return word, unicodedata.normalize("NFC", decomposed[: match.start()] + moved)


@lru_cache(maxsize=1 << 14)
def slug(text: str) -> str:
    """Lower-case ASCII with hyphens, as in addresses.

    >>> slug("1593-CV/TU"), slug("Đặng Ngọc Huy"), slug("30/2020/NĐ-CP")
    ('1593-cv-tu', 'dang-ngoc-huy', '30-2020-nd-cp')
    """
    plain = fold_look_alikes(nfc(text)).lower().replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", plain)
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


_SIGNS = " _-–—,;:!?.…·'‘’‹›\"“”„«»()[]{}§¶@*/\\&#%‰†•`´^¨°©®←→↑↓+±÷×<=≠>|¦~−≈≤≥¤¢$£¥₫€"
"""Blanks and signs in the order of CLDR's root collation: they come before figures, these before letters."""

_RANK = {
    sign: chr(0x21 + rank) for rank, sign in enumerate(_SIGNS + "0123456789" + "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}


@lru_cache(maxsize=4096)
def _weights(sign: str) -> tuple[str, str, str]:
    """The three weights of a sign: of the letter; of its marks, of which a letter without marks has the least; of its
    case."""
    small = sign.lower()
    decomposed = unicodedata.normalize("NFD", small)
    tones = "".join(str(_TONES.index(mark) + 1) for mark in decomposed if mark in _TONES)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    if letter not in _RANK and decomposed[0] in _RANK:  # a foreign mark: ç, ñ, ü
        letter, tones = decomposed[0], f"{tones}9"
    return _RANK.get(letter) or f"\uffff{letter}", f"0{tones}", "1" if sign != small else "0"


def collation_key(text: str) -> tuple[str, str, str, str]:
    """Sorts as the Vietnamese alphabet does (CLDR, common/collation/vi.xml): letters first, then tones, then case.

    >>> sorted(["mạ", "đa", "mà", "ma", "mă", "dạ", "má", "Ma"], key=collation_key)
    ['dạ', 'đa', 'ma', 'Ma', 'mà', 'má', 'mạ', 'mă']
    """
    text = nfc(text)
    weights = [_weights(sign) for sign in text]
    letters, tones, cases = ("".join(weight[level] for weight in weights) for level in range(3))
    return letters, tones, cases, text


def name_key(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sorts people as Vietnamese lists do: by the given name, which stands last, then by the whole name."""
    return collation_key(name.rsplit(maxsplit=1)[-1] if name.split() else ""), collation_key(name)
