"""The commands with which a letter comes into an archive: import, new, fmt, init, schema."""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from itertools import chain, starmap
from pathlib import Path

from vankho import terminal
from vankho.report import problem_lines
from vankho.said import Failed, told, verbatim


def import_files(options: argparse.Namespace) -> int:
    """`vankho import`: letters from files, and those that waited."""
    from vankho import importing
    from vankho.authority import read_authority
    from vankho.crew import watched, workers
    from vankho.read import read_content

    read = read_content(terminal.folder(options.content))
    authority = read_authority(read.archive.text, read.archive.path)[0] if read.archive else None
    if authority is None:
        raise Failed(
            told("there is no archive.yaml in %(folder)s that can be read: see 'vankho check'", folder=options.content)
        )
    if options.issuer and options.issuer not in {each.key for each in authority.issuers}:
        raise Failed(told("--issuer: '%(key)s' is not in issuers of archive.yaml", key=options.issuer))
    files = importing.sources(options.files)
    importer = importing.Importer(options.content, authority, options.issuer, options.access)
    rows = []
    waiting = [file for file in files if importing.is_directive(file)]
    letters = [file for file in files if file not in set(waiting)]
    found = chain(
        map(importer.adopt, waiting),
        starmap(importer.plan, importing.read_files(letters, authority.types, options.jobs or workers())),
    )
    is_quiet = options.dry_run or options.format == "json"  # what is printed meanwhile would run into the bar
    with nullcontext(terminal.loud(options)) if is_quiet else terminal.watcher(options) as watch:
        for done in watched(found, len(files), watch, verbatim("nhập tệp")):
            if done.path is not None and not options.dry_run:
                try:
                    importer.write(done)
                except OSError as error:
                    done.path, done.failed = None, f"không ghi được: {error.strerror or error}"
            rows.append(done)
            if options.format == "json":
                print(importing.fact_line(done), flush=True)
            elif options.dry_run and done.path is not None and done.text:
                print(f"# {done.path.as_posix()}\n{done.text}")
    if options.format == "text":
        for line in chain(importing.table(rows, options.dry_run), importing.next_steps(rows, options.dry_run)):
            print(line)
    return 1 if any(each.failed for each in rows) else 0


def fmt(options: argparse.Namespace) -> int:
    """`vankho fmt`: front matter in its canonical form."""
    from vankho.fmt import format_files

    for path in options.paths:
        if not path.exists():
            raise Failed(told("there is no %(path)s", path=path))
    found = format_files(options.paths or [terminal.folder(options.content)], write=not options.check)
    for path in found.changed:
        print(path.as_posix())
    say, translate = terminal.loud(options), terminal.teller(options)
    for line in problem_lines(found.problems, "text", translate):
        terminal.say(line)
    count, changed = found.count, len(found.changed)
    if options.check:
        say(told("%(count)s files, %(changed)s would change", count=count, changed=changed))
    else:
        say(told("%(count)s files, %(changed)s changed", count=count, changed=changed))
    return 1 if found.problems or (options.check and found.changed) else 0


def new(options: argparse.Namespace) -> int:
    """`vankho new`: the file of a new letter."""
    from vankho.new import draft, put

    keys = ("number", "issuer", "type", "date", "subject", "organ", "place", "access")
    said = {key: getattr(options, key) for key in keys}
    made = draft(said, tuple(options.signer), terminal.folder(options.content), _ask())
    put(made)
    for line in made.told:
        terminal.say(line)
    print(made.path.as_posix())
    return 0


def _ask() -> "Callable[[str], str] | None":
    """How a person at a terminal is asked; None where there is none."""
    return input if sys.stdin.isatty() else None


def init(options: argparse.Namespace) -> int:
    """`vankho init`: a new archive."""
    from vankho.init import answers, begin, refuse_begun

    refuse_begun(options.folder)
    said = {"name": options.issuer_name, "side": options.side, "symbol": options.symbol}
    body = answers(said, _ask())
    title = options.title or f"Kho văn bản {body['name']}"
    begun = begin(options.folder, title=title, name=body["name"], side=body["side"], symbol=body["symbol"])
    for path in begun.written:
        print(path.as_posix())
    where = "" if options.folder == Path() else f" (trong thư mục {options.folder})"
    terminal.say(f"Tiếp theo{where}:\n    vankho import TỆP…    nhập văn bản từ tệp Word, PDF, bản quét")
    terminal.say("    vankho new            ghi một văn bản mới\n    vankho build          dựng trang kho vào site/")
    return 0


def schema(options: argparse.Namespace) -> int:
    """`vankho schema`: what editors know of the files."""
    from vankho.publish import replace_file
    from vankho.schema import schema_text

    text = schema_text(options.of)
    if options.output:
        replace_file(options.output, text.encode())
    else:
        print(text, end="")
    return 0
