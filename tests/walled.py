"""Made archives with much that is internal, and what is left of them when all of that is cut away by hand.

The wall's theorem (tests/test_wall.py, `make fuzz`) compares what is built from both.
"""

import gzip
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hypothesis import strategies as st
from make import ARCHIVE, SILENT, built_files, theme, write_content

from vankho.holdings import Edition
from vankho.keeper import search_leaks
from vankho.loading import load
from vankho.pipeline import build
from vankho.verify import site_files

EMPTY = MappingProxyType({})
MARK = "Xqz"
"""Begins every word that is internal: it must stand nowhere in what is public."""

ARCHIVE_WITH_SECRETS = ARCHIVE.replace(
    "documents:",
    f"""\
  ban-{MARK.lower()}: {{name: Ban {MARK}mat, side: party, symbols: [TU], parent: tinh-uy-a, access: internal}}
  so-noi-vu: {{name: Sở Nội vụ, side: state, symbols: [SNV], aliases: [Tỉnh ủy, Ban {MARK}], place: tỉnh A, access: internal}}
documents:
  de-an-{MARK.lower()}: {{name: Nghị quyết Đại hội {MARK}kin lần thứ V, access: internal}}
  quy-che-a: {{name: Quy chế làm việc của Tỉnh ủy A, aliases: [Quy chế làm việc của Tỉnh ủy], issuer: tinh-uy-a,
    access: internal}}""",
)
"""Internal bodies and records bear names that public texts say too: these must look as if nobody knew them."""

# issuer, symbol, type, words for the body
BODIES = [
    ("tinh-uy-a", "CV/TU", "công văn", "Tỉnh ủy"),
    ("thanh-uy-a", "KH/TU", "kế hoạch", "Thành ủy"),
    ("tinh-uy-b", "CV/TU", "công văn", "Tỉnh ủy B"),
    ("tw", "KL/TW", "kết luận", "Ban Bí thư"),
    ("ubnd-a", "UBND-TH", "công văn", "UBND tỉnh"),
    ("so-noi-vu", "SNV-TC", "công văn", "Sở Nội vụ"),
]
NAMES = [f"Chương trình hành động của {body}" for body in ("Tỉnh ủy A", "Thành ủy A", "Tỉnh ủy B")]
numbers = st.integers(10, 14)
days = st.sampled_from(["2021-03-02", "2022-06-06", "2023-05-08", "2023-05-09"])
bodies = st.sampled_from(BODIES)
access = st.sampled_from(["public", "public", "internal"])


def printed(body, number):
    return f"{number}{'/' if body[1].startswith(('UBND', 'SNV')) else '-'}{body[1]}"


@st.composite
def citations(draw):
    """Words that cite some document of the archive, or one that is not held, more or less completely."""
    body, number, day = draw(bodies), draw(numbers), draw(days)
    words = f"{body[2].capitalize()} số {printed(body, number)}"
    if draw(st.booleans()):
        words += f" ngày {day[8:]}/{int(day[5:7])}/{day[:4]}"
    if draw(st.booleans()):
        words += f" của {body[3]}"
    return draw(
        st.sampled_from(
            [
                words,
                words,
                f"{words} (sau đây viết tắt là {body[2].capitalize()} số {number})",
                f"{body[2].capitalize()} số {number}",
                "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX",
                "Quy chế làm việc của Tỉnh ủy A",
                draw(st.sampled_from(NAMES)),
                f"khoản 2 Điều 5 {words}",
                f"{words} về thực hiện Kết luận số 11-KL/TW ngày 02/3/2021 của Ban Bí thư",
            ]
        )
    )


sentences = st.builds(
    lambda cue, words: f"{cue} {words}.", st.sampled_from(["Thực hiện", "Căn cứ", "Theo"]), citations()
)
secrets = st.builds(lambda words: f"{MARK}mat {words} {MARK}het", citations())
labels = st.sampled_from(["", "", "1. ", "2. ", "a) ", "- "])
public_blocks = st.builds(lambda label, words: f"{label}{words}", labels, sentences)
mixed_blocks = st.builds(
    lambda label, words, secret: f"{label}{words[:-1]} :internal[{secret}] và các việc.", labels, sentences, secrets
)
head_blocks = st.builds(
    lambda head, words: f"{head}\n\n{words}",
    st.sampled_from(["# I- Phần", "## Mục 2", "Chương I", "Điều 5. Việc", "PHỤ LỤC", "1.1. Việc", "Căn cứ:"]),
    sentences,
)
hidden_heads = st.builds(lambda block, secret: f"::: internal\n\n{block} {secret}.\n\n:::", head_blocks, secrets)
hidden_blocks = st.builds(
    lambda blocks: "\n\n".join(["::: internal", *blocks, ":::"]),
    st.lists(st.builds(lambda label, secret: f"{label}{secret}.", labels, secrets), max_size=3),
)
label_blocks = st.builds(
    lambda form, secret, words: form.format(secret=secret, words=words),
    st.sampled_from(
        [
            "Điều:internal[{secret}] 5. {words}",
            "1:internal[{secret}]. {words}",
            "I:internal[{secret}]- {words}",
            "Điều :internal[{secret}] 5. {words}",
            "Gồm: :internal[{secret}\n1. b]\n1. {words}\n2. C",
            "1. A\n:internal[{secret}\n]2. {words}",
            "Hạn :internal[{secret} \\| b]\n|---|\n{words}",
            "**Điều :internal[{secret}** 6.] {words}",
            "{words} :internal[{secret}] :internal[{secret}]",
        ]
    ),
    secrets,
    sentences,
)
"""Spans where structure is read: in labels, at line breaks, in what may be a table."""
tables = st.builds(
    lambda words, secret: f"| Việc | Hạn |\n|---|---|\n| {words} | :internal[{secret}] |", citations(), secrets
)


@st.composite
def letters(draw):
    body, number, day, level = draw(bodies), draw(numbers), draw(days), draw(access)
    level = "internal" if body[0] == "so-noi-vu" else level
    blocks = draw(
        st.lists(
            public_blocks | mixed_blocks | hidden_blocks | label_blocks | tables | head_blocks | hidden_heads,
            min_size=1,
            max_size=5,
        )
    )
    word = MARK if level == "internal" else ""
    subject = f"{word}Về công tác {draw(sentences)[:-1]}"
    if draw(st.booleans()):
        subject += f" :internal[{draw(secrets)}]"
    lines = [
        "---",
        f"number: {printed(body, number)}",
        f"type: {body[2]}",
        f"issuer: {body[0]}",
        f"date: {day}",
        f"subject: >-\n  {subject}",
        f"access: {level}",
    ]
    for key in ("organ", "place", "status"):
        match draw(st.integers(0, 3)):
            case 1:
                lines.append(f"{key}: {word}Chung")
            case 2:
                lines.append(f"{key}: {{value: {MARK}rieng, access: internal}}")
            case 3:
                lines.append(f"{key}: {{value: {word}Chung, access: {level}}}")
    effective = draw(st.sampled_from(["", "effective: {value: 2033-03-03, access: internal}", "effective: 2023-06-01"]))
    lines += [effective] if effective else []
    if draw(st.booleans()):
        lines.append(f"letterhead: [{word}ĐẢNG BỘ, {word}TỈNH ỦY A]")
    for key in ("addressees", "recipients", "topics"):
        entries = draw(
            st.lists(st.sampled_from([f"{word}Như trên,", f"{{value: {MARK}noi, access: internal}}"]), max_size=3)
        )
        if entries:
            lines += [f"{key}:", *(f"  - {entry}" for entry in entries)]
    notes = draw(st.lists(st.sampled_from([f"{word}Bản mờ.", f"{{value: {MARK}ghi, access: internal}}"]), max_size=2))
    lines += ["notes:", *(f"  - {entry}" for entry in notes)] if notes else []
    files = [
        f"{{path: kem.png, title: {word}Tệp}}",
        f"{{value: {{path: {MARK}.png, title: {MARK}}}, access: internal}}",
    ]
    files = draw(st.lists(st.sampled_from(files), max_size=2, unique=True))
    lines += ["files:", *(f"  - {entry}" for entry in files)] if files else []
    if draw(st.booleans()) and body[0] != "tinh-uy-b":
        lines.append(f"co_issuers: [{'ban-' + MARK.lower() if level == 'internal' else 'tinh-uy-b'}]")
    relations = draw(st.lists(st.tuples(citations(), st.booleans()), max_size=2))
    stated = [
        f"  - {{value: {{relation: replaces, document: {words.split(' (')[0]} {MARK}}}, access: internal}}"
        if hidden
        else f"  - {{relation: replaces, document: {words.split(' (')[0]}}}"
        for words, hidden in relations
        if "về" not in words and re.search(r"[0-9][-/]|Nghị quyết", words)
    ]
    if stated:
        lines += ["relations:", *stated]
    signers = draw(st.lists(st.sampled_from(["Đặng Ngọc Huy", f"{MARK} Ky"]), max_size=2))
    if signers:
        lines.append("signers:")
        for name in signers:
            person = f"{{position: BÍ THƯ, name: {name}}}"
            lines.append(f"  - {{value: {person}, access: internal}}" if MARK in name else f"  - {person}")
    former = [f"/{body[0]}/2020/{draw(st.integers(1, 99))}-{word}{number}-{day}/".lower() for word in ("cu", MARK)]
    former = draw(
        st.lists(st.sampled_from([former[0], f"{{value: {former[1]}, access: internal}}"]), max_size=2, unique=True)
    )
    lines += ["formerly:", *(f"  - {entry}" for entry in former)] if former else []
    name = f"{body[0]}/{day[:4]}/{printed(body, number).replace('/', '-').lower()}"
    return name, "\n".join([*lines, "---", "", "\n\n".join(blocks), ""])


@st.composite
def archives(draw):
    """Files by name: letters, of which some bear names besides their numbers."""
    files = dict(draw(st.lists(letters(), min_size=1, max_size=7)))
    named = draw(st.lists(st.sampled_from([*files, None]), min_size=len(NAMES), max_size=len(NAMES)))
    for alias, name in zip(NAMES, named, strict=True):
        if name is not None and "\naliases:" not in files[name]:
            written = draw(st.sampled_from([alias, f"{{value: {alias}, access: internal}}"]))
            files[name] = files[name].replace("\n---\n", f"\naliases:\n  - {written}\n---\n", 1)
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(files)))
        record = (
            draw(st.sampled_from(["dai-hoi-a-xx", "quy-che-a"]))
            if "\naccess: internal\n" in files[name]
            else "dai-hoi-a-xx"
        )
        files[name] = files[name].replace("\n---\n", f"\nrecord: {record}\n---\n", 1)
    return files


def cut(files: dict[str, str]) -> dict[str, str]:
    """What is left when everything internal is cut away: by text, with no line of the program."""
    kept = {}
    for name, text in files.items():
        if "\naccess: internal\n" in text:
            continue
        emptied = re.sub(r"^::: internal$.*?^:::$", "::: internal\n:::", text, flags=re.MULTILINE | re.DOTALL)
        emptied = re.sub(r":internal\[[^\]]*\]", ":internal[]", emptied)
        lines = [line for line in emptied.split("\n") if "access: internal}" not in line]
        empty = [line for line, after in zip(lines, [*lines[1:], ""], strict=True)
                 if not (re.fullmatch(r"(?:addressees|recipients|topics|signers|relations|notes|files|aliases|formerly):", line) and not after.startswith("  - "))]  # fmt: skip
        kept[name] = "\n".join(empty)
    return kept


def inflated(files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        name: gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content for name, content in files.items()
    }


@st.composite
def logs(draw, files):
    """A public publication log that agrees with the files, with what was withdrawn in it, and an internal one."""
    lines = []
    told = {"date": "2024-01-01", "digest": "0123456789abcdef"}
    open_to_all = [name for name in sorted(files) if not name.startswith("so-noi-vu")]
    for name in draw(st.lists(st.sampled_from(open_to_all), max_size=4, unique=True)) if open_to_all else ():
        lines.append({**told, "event": "published", "id": name})
        if draw(st.booleans()):
            lines.append({**told, "event": draw(st.sampled_from(["changed", "moved"])), "id": name, "to": name})
            if lines[-1]["event"] == "changed":
                del lines[-1]["to"]
        if "\naccess: internal\n" in files[name]:
            lines.append({"date": "2024-01-01", "event": "withdrawn", "id": name})
    public = "".join(json.dumps(line) + "\n" for line in lines)
    hidden = {"date": "2024-01-01", "event": "published", "id": f"ban-{MARK.lower()}/2023/1-cv-tu", "digest": "0" * 16}
    gone = {"date": "2024-01-01", "event": "withdrawn", "id": f"ban-{MARK.lower()}/2023/1-cv-tu"}
    return {"log-public.jsonl": public, "log-internal.jsonl": f"{json.dumps(hidden)}\n{json.dumps(gone)}\n"}


@st.composite
def archives_with_logs(draw):
    files = draw(archives())
    return files, draw(logs(files)), draw(st.sampled_from(["", SETTINGS]))


SETTINGS = """
base_url: https://kho.example/x
language: en
motto: Văn bản của tỉnh
contact: Văn phòng
types:
  đề án: {party: [ĐA]}
"""


def published(content: Path) -> dict[str, bytes]:
    """What stands in the folder of the public edition that is built of a content folder."""
    checked = load(content, SILENT)
    assert checked.sound, [str(problem) for problem in checked.problems]
    site = content.parent / "site"
    build(checked, content.parent, site, [Edition.PUBLIC], SILENT, theme=theme(content.parent))
    count, found = search_leaks(checked, content, site_files(site / "public"))
    assert not found, [str(problem) for problem in found]
    assert count or MARK not in "".join(path.read_text(encoding="utf-8") for path in content.rglob("*.md"))
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def published_beside(content: Path) -> dict[str, bytes]:
    """As `published`, built together with the internal edition and without a search index."""
    project = content.parent
    checked = load(content, SILENT, work=project / ".vankho")
    assert checked.sound, [str(problem) for problem in checked.problems]
    build(checked, project, project / "site", Edition, SILENT, search=False, theme=theme(project))
    site = project / "site/public"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def prove(
    folder: Path,
    files: dict[str, str],
    logs: Mapping[str, str] = EMPTY,
    more: str = "",
    *,
    search: bool,
    beside: bool = False,
) -> None:
    """The theorem for one archive; with `search` as published on the disk, where no leak is found either; `beside` the
    internal edition, with which it is made."""
    shutil.rmtree(folder, ignore_errors=True)
    everything = write_content(folder / "all" / "content", files, ARCHIVE_WITH_SECRETS + more)
    public_part = write_content(folder / "cut" / "content", cut(files), ARCHIVE + more)
    for name in files:
        for content, word in ((everything, MARK), (everything, "kem"), (public_part, "kem")):
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).with_name(f"{word}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + word.encode())
    for name, text in logs.items():
        for content in (everything, public_part)[: 1 if "internal" in name else 2]:
            (content / name).write_text(text, encoding="utf-8")
    found = published if search else published_beside if beside else built_files
    one, other = map(found, (everything, public_part))
    assert sorted(one) == sorted(other)
    for name, content in one.items():
        assert content == other[name], name
    for name, content in inflated(one).items():
        assert MARK.lower().encode() not in content.lower(), name
        assert MARK.lower() not in name.lower()
