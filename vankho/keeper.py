"""What a keeper does with an archive besides building it: records what was published, withdraws, looks for leaks."""

import re
from collections.abc import Iterable
from datetime import date as Day
from pathlib import Path

from vankho.history import changes
from vankho.holdings import Edition
from vankho.language import interface_texts
from vankho.leaks import Watch, internal_files, leaks, said_of, watch
from vankho.loading import Checked
from vankho.model import VERBS, Access, LogEntry
from vankho.parse import HALVES
from vankho.pieces import pieces
from vankho.problem import Problem
from vankho.publish import replace_file
from vankho.publog import LOGS, log_text
from vankho.read import read_content
from vankho.render import Theme
from vankho.said import Failed, told
from vankho.symbol import BUILT_IN_TYPES
from vankho.yamltree import Scalar, compose


def record(
    checked: Checked, content: Path, editions: Iterable[Edition], day: Day
) -> dict[Edition, tuple[LogEntry, ...]]:
    """Adds to the publication logs of content/ what has happened to each edition, dated; says what was added.

    Raises LogFailed where a log has later entries, and OSError.
    """
    added: dict[Edition, tuple[LogEntry, ...]] = {}
    for edition in editions:
        holdings = checked.holdings(edition)
        if holdings.log and holdings.log[-1].date > day:
            shown = (content / LOGS[edition]).as_posix()
            raise LogFailed(
                told(
                    "%(log)s has an entry of %(last)s, later than %(day)s",
                    log=shown,
                    last=holdings.log[-1].date,
                    day=day,
                )
            )
        added[edition] = changes(holdings, day)
    for edition, entries in added.items():
        if entries:
            log = (*checked.logs.get(edition, ()), *entries)
            replace_file(content / LOGS[edition], log_text(log).encode())
    return added


class LogFailed(Failed):
    """The publication log cannot be written as asked."""


class NotMarked(Failed):
    """The directive cannot be marked as internal."""


def mark_internal(content: Path, directive_id: str) -> None:
    """Writes `internal` in the place of `public` behind a directive's `access`, and changes no other byte.

    A file that says it already is left as it is. Raises NotMarked where there is no such file, or
    where its `access` cannot be read; and OSError.
    """
    path = content / f"{directive_id}.md"
    if not re.fullmatch(r"[a-z0-9-]+/[0-9]{4}/[a-z0-9-]+", directive_id) or not path.is_file():
        raise NotMarked(told("there is no %(path)s", path=path.as_posix()))
    written = path.read_bytes().decode("utf-8", errors="surrogateescape")
    text = re.sub(r"\r\n?", "\n", written).removeprefix("\ufeff")
    head = HALVES.fullmatch(text)
    node = compose(head["head"], str(path), first_line=2)[0] if head else None
    access = next((value for key, value in node.entries if key.text == "access"), None) if node else None
    if isinstance(access, Scalar) and access.text == Access.INTERNAL:
        return
    lines = re.split(r"(\r\n|\r|\n)", written)  # each with its end behind it
    at = 2 * (access.place.line - 1) if access else 0
    changed = re.sub(r"(:\s*[\"']?)public\b", r"\1internal", lines[at], count=1)
    if not isinstance(access, Scalar) or access.text != Access.PUBLIC or changed == lines[at]:
        raise NotMarked(
            told("%(path)s: write 'access: internal' there by hand, and run this again", path=path.as_posix())
        )
    lines[at] = changed
    replace_file(path, "".join(lines).encode("utf-8", errors="surrogateescape"))


def search_leaks(
    checked: Checked, content: Path, files: Iterable[tuple[str, bytes]]
) -> tuple[Watch, tuple[Problem, ...]]:
    """What of sound content was looked for in a public site's files, and what was found.

    The messages quote what is internal.
    """
    assert checked.authority is not None
    read = read_content(content)
    said = [
        *interface_texts(),
        *Theme.of(content.resolve().parent).texts(),
        *(verb for both in VERBS.values() for verb in both),
        *(row.name for row in BUILT_IN_TYPES),
        *said_of(checked.authority, checked.fronts()),
        *(source.text for name, source in read.logs.items() if name == LOGS[Edition.PUBLIC]),
    ]
    found = (piece for source in (read.archive, *read.sources()) if source is not None for piece in pieces(source))
    bodies = [
        name
        for issuer in checked.authority.issuers
        if issuer.access is Access.PUBLIC
        for name in (issuer.name, *issuer.aliases)
    ]
    known = watch(found, said, bodies, internal_files(checked.fronts(), checked.stored))
    return known, tuple(leaks(files, known))
