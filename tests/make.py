"""Made archives for tests: short texts in, values of every stage out. Nothing here stands in content/."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from subprocess import Popen
from time import monotonic, process_time, sleep
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from vankho import check
from vankho.authority import Authority, read_authority
from vankho.cards import InMemory, card
from vankho.directive import Directive
from vankho.edition import select
from vankho.holdings import Edition
from vankho.index import Indexer
from vankho.lexicon import EMPTY, Lexicon
from vankho.loading import load
from vankho.model import LogEntry, Source, StoredFile
from vankho.parse import parse
from vankho.pipeline import edition_files
from vankho.problem import Problem
from vankho.publish import File, write
from vankho.render import Theme
from vankho.resolve import Archive, resolve

ARCHIVE = """\
title: Kho thử
issuers:
  tw: {name: Trung ương Đảng, side: party, symbols: [TW], aliases: [Ban Bí thư, Bộ Chính trị]}
  tinh-uy-a: {name: Tỉnh ủy A, side: party, symbols: [TU], place: tỉnh A, parent: tw,
    aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy]}
  thanh-uy-a: {name: Thành ủy A, side: party, symbols: [TU], place: thành phố A, parent: tinh-uy-a, aliases: [Thành ủy]}
  tinh-uy-b: {name: Tỉnh ủy B, side: party, symbols: [TU], place: tỉnh B, parent: tw,
    aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy]}
  ubnd-a: {name: Ủy ban nhân dân tỉnh A, side: state, symbols: [UBND], place: tỉnh A, aliases: [UBND tỉnh]}
documents:
  dai-hoi-a-xx:
    name: Nghị quyết Đại hội đại biểu Đảng bộ tỉnh A lần thứ XX
    issuer: tinh-uy-a
    aliases: [Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX]
"""

SILENT = lambda line: None  # noqa: E731


def edits(names: Iterable[str], *fields: SearchStrategy[Any], most: int = 3) -> SearchStrategy[list[dict[str, Any]]]:
    """Steps that each change a few letters: by name what is new of one, None where it is deleted."""
    one = st.none() | st.tuples(*fields)
    return st.lists(
        st.dictionaries(st.sampled_from(sorted(names)), one, min_size=1, max_size=most), min_size=2, max_size=6
    )


def letter(
    number: str = "10-CV/TU",
    issuer: str = "tinh-uy-a",
    date: str = "2023-05-08",
    kind: str = "công văn",
    access: str = "public",
    body: str = "Nội dung.",
    more: str = "",
    subject: str = "Về công tác",
) -> str:
    """The text of a directive's file."""
    return (
        f"---\nnumber: {number}\ntype: {kind}\nissuer: {issuer}\ndate: {date}\n"
        f"subject: {subject}\naccess: {access}\n{more}---\n\n{body}\n"
    )


def authority(text: str = ARCHIVE) -> Authority:
    """A sound authority file."""
    found, problems = read_authority(text, "content/archive.yaml")
    assert found is not None
    assert not problems
    return found


def source(text: str, name: str = "x") -> Source:
    return Source(f"content/{name}.md", name, text)


def directive(text: str, name: str = "x", lexicon: Lexicon = EMPTY) -> Directive:
    """The directive of a sound file."""
    found, problems = parse(source(text, name), lexicon)
    assert found is not None, problems
    assert not problems
    return found


def archive(
    *texts: str, edition: Edition = Edition.PUBLIC, authority_text: str = ARCHIVE, log: tuple[LogEntry, ...] = ()
) -> Archive:
    """Directives, resolved."""
    known = authority(authority_text)
    directives = [directive(text, f"file-{place}", known.lexicon) for place, text in enumerate(texts)]
    return resolve(select(directives, known, edition, log=log))


def problems_of(*texts: str, names: tuple[str, ...] | None = None) -> list[Problem]:
    """What is wrong with an archive of these files."""
    files = [source(text, names[place] if names else f"file-{place}") for place, text in enumerate(texts)]
    parsed = [parse(file) for file in files]
    found = [problem for _, problems in parsed for problem in problems]
    directives = [directive for directive, _ in parsed if directive is not None]
    shelf = InMemory({each.path: each for each in directives})
    found.extend(check.problems([card(each) for each in directives], shelf, authority()))
    return found


def write_content(folder: Path, texts: dict[str, str], archive_text: str = ARCHIVE) -> Path:
    """A content folder with archive.yaml and the files by name (without `.md`)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "archive.yaml").write_text(archive_text, encoding="utf-8")
    for name, text in texts.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def until(happens: Callable[[], bool], running: Popen[str] | None = None) -> None:
    """Waits for it, while a process is running; fails after half a minute."""
    end = monotonic() + 30
    while not happens():
        assert monotonic() < end
        assert running is None or running.poll() is None
        sleep(0.01)


def examples(count: int) -> int:
    """How many of a slow law: these in `make test`, four times as many, at random, in `make fuzz`."""
    return count * (4 if settings.get_current_profile_name() == "search" else 1)


def slowness() -> float:
    """How many times longer a piece of work takes here and now than on the machine for which limits of time are said;
    at least 1. Measure it when the limit is to be held: machines that share processors are slow for minutes."""

    def once() -> float:
        begin = process_time()
        sum(number ^ 5 for number in range(300_000))
        return process_time() - begin

    return max(1.0, min(once() for _ in range(3)) / 0.01)


_THEMES: dict[str, Theme] = {}
theme_of = Theme.of
"""As the program has it: tests share what it makes of its own templates (`theme`)."""


def theme(project: Path) -> Theme:
    """As `Theme.of`; one of the same files is the same, so that its templates are compiled once."""
    found = theme_of(project)
    return _THEMES.setdefault(found.digest, found) if len(found.folders) == 1 else found


def built_files(
    content: Path, edition: Edition = Edition.PUBLIC, *, search: bool = False, pagefind: Path | None = None
) -> dict[str, bytes]:
    """The files of an edition of a content folder, by path from the site's root."""
    checked = load(content, SILENT)
    assert checked.authority is not None
    assert checked.sound, [str(problem) for problem in checked.problems]
    index = partial(Indexer, pagefind) if search else None
    files = edition_files(checked.holdings(edition), theme(content.parent), SILENT, index)
    return {name: each.source.read_bytes() if isinstance(each, StoredFile) else each for name, each in files.items()}


def filling(files: dict[str, bytes]) -> Callable[[Path], list[File]]:
    """What `stage` has these files written by."""
    return lambda site: [write(site, name, content) for name, content in files.items()]
