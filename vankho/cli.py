"""The command `vankho`. Exit status: 0 done; 1 the content has errors, nothing was written; 2 could not run."""

import argparse
import gc
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING

from vankho import __version__
from vankho.problem import Problem
from vankho.report import problem_lines, summary

if TYPE_CHECKING:
    from vankho.model import LogEntry
    from vankho.sign import Sign

_EPILOG = """\
exit status:
  0  done
  1  the content has errors: each is told as path:line:column, and nothing was written;
     of verify: the site is not sound
  2  could not run: one line says why
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vankho",
        description="Turns a folder of official directives into an archive website, public and internal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"vankho {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str, description: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=description,
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def content(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--content",
            type=Path,
            default=Path("content"),
            metavar="DIR",
            help="the folder with archive.yaml and the directives (default: content)",
        )

    def signing(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--sign",
            type=Path,
            metavar="KEY_FILE",
            help="sign each edition's manifest with this private key (Ed25519, PEM); needs vankho[sign]",
        )

    def jobs(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--jobs",
            type=_positive,
            metavar="N",
            help="worker processes for large archives (default: the processors that are there); the result is the same",
        )

    def day(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--as-of", type=_day, required=True, metavar="DATE", help="the day to write, YYYY-MM-DD: no clock is asked"
        )

    build = command(
        "build",
        "build the website",
        "Reads and checks the content, then builds OUTPUT/public and OUTPUT/internal.\n"
        "With one error nothing is written, and what was published stays.",
    )
    content(build)
    build.add_argument(
        "--output", type=Path, default=Path("site"), metavar="DIR", help="where the editions go (default: site)"
    )
    build.add_argument(
        "--edition",
        choices=("public", "internal", "all"),
        default="all",
        help="public holds nothing that is internal; internal holds everything (default: all)",
    )
    build.add_argument(
        "--no-search", action="store_true", help="leave out the search index: the search page then says so"
    )
    signing(build)
    jobs(build)

    check = command(
        "check",
        "tell every problem of the content",
        "Reads and checks the content and writes nothing. Messages name internal files and quote them:\n"
        "they belong in no public log.",
    )
    content(check)
    check.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="text for people, json (one object a line) for programs, github for annotations (default: text)",
    )
    jobs(check)

    cite = command(
        "cite",
        "tell the citations of a text",
        "Finds what a text cites. Offsets are code points of the text in NFC; emphasis marks do not hinder.\n"
        "Of a file with front matter, subject and body are read. With archive.yaml at hand, names of documents\n"
        "and bodies are looked up in it.",
    )
    cite.add_argument("file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input")
    content(cite)
    cite.add_argument(
        "--issuer",
        metavar="ID",
        help="the body that writes the text, a key of archive.yaml: 'Tỉnh ủy', 'UBND tỉnh' are then understood",
    )
    cite.add_argument("--format", choices=("jsonl", "text"), default="jsonl", help="(default: jsonl)")

    log = command(
        "publish-log",
        "record what was published, changed, withdrawn",
        "Compares the content with the publication logs that stand beside archive.yaml, and adds to them what has\n"
        "happened since: CONTENT/log-public.jsonl and CONTENT/log-internal.jsonl. Commit them; the site shows them.",
    )
    content(log)
    day(log)
    log.add_argument("--edition", choices=("public", "internal", "all"), default="all", help="whose log (default: all)")
    jobs(log)

    withdraw = command(
        "withdraw",
        "take a directive off the public site, now",
        "Marks the directive as internal, records the withdrawal, builds the public edition anew without it, and\n"
        "looks through all that is published for what it said. Then tells what only you can do (docs/withdraw.md).",
    )
    withdraw.add_argument("id", metavar="ID", help="its address without slashes at the ends: tinh-uy-a/2023/10-cv-tu")
    content(withdraw)
    day(withdraw)
    withdraw.add_argument(
        "--output", type=Path, default=Path("site"), metavar="DIR", help="where the editions are (default: site)"
    )
    signing(withdraw)
    jobs(withdraw)

    serve = command(
        "serve",
        "look at a built edition",
        "Serves a built edition on this machine until you press Ctrl-C. Build first; nothing is rebuilt.",
    )
    serve.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="as for build (default: site)")
    serve.add_argument("--edition", choices=("public", "internal"), default="public", help="(default: public)")
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="(default: 8000; 0 takes a free one)")

    verify = command(
        "verify",
        "tell whether a built site is whole and sound",
        "Compares a site, or a copy of it on a server, with its manifest, and follows every link inside it.\n"
        "It needs nothing but the site, and changes nothing in it. With --against it also looks in each byte of a\n"
        "public site for what the content says is internal; its messages then quote that.",
    )
    verify.add_argument("site", type=Path, metavar="SITE", help="the folder of an edition, such as site/public")
    verify.add_argument(
        "--against",
        type=Path,
        metavar="CONTENT",
        help="the content that the public site was built from: nothing that is internal in it may stand in the site",
    )
    verify.add_argument(
        "--key",
        type=Path,
        metavar="PUBLIC_KEY",
        help="demand that the manifest is signed with the private key to this one (Ed25519, PEM); needs vankho[sign]",
    )
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return int(text)


def _day(text: str) -> Day:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return Day.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day (YYYY-MM-DD, like 2026-11-25)") from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (0 to 65535)")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a file holds can be told on any terminal
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(50_000, 20, 20)  # what is read lives to the end: looking for garbage was half the time of a table
    options = _parser().parse_args(arguments)
    commands = {"build": _build, "check": _check, "cite": _cite, "serve": _serve, "verify": _verify}
    commands |= {"publish-log": _publish_log, "withdraw": _withdraw}
    try:
        status = commands[options.command](options)
        sys.stdout.flush()
        return status
    except _CannotRun as reason:
        _say(f"vankho: {reason}")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return 2
    except OSError as error:
        _say(f"vankho: {error}")
        return 2


class _CannotRun(Exception):
    """Why a command cannot do its work, in one line."""


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise _CannotRun(f"there is no folder {path}: use --content DIR")
    return path


def _build(options: argparse.Namespace) -> int:
    return _in_turn(options, _built)


def _in_turn(options: argparse.Namespace, work: Callable[[argparse.Namespace, Path, Path], int]) -> int:
    """What writes to --output, from content and project, when no other build does."""
    from vankho.output import PublishFailed, refuse_output
    from vankho.turn import turn

    content = _folder(options.content)
    project = content.resolve().parent
    try:
        refuse_output(options.output, content, project)
        with turn(options.output, project / ".vankho", _say):
            return work(options, content, project)
    except PublishFailed as error:
        raise _CannotRun(str(error)) from error


def _built(options: argparse.Namespace, content: Path, project: Path) -> int:
    from vankho import pipeline
    from vankho.edition import Edition
    from vankho.index import IndexFailed
    from vankho.render import RenderFailed

    sign = _signer(options.sign)
    jobs = options.jobs or pipeline.workers()
    checked = pipeline.load(content, _say, jobs)
    if not checked.sound:
        return _unsound(checked.problems)
    for line in problem_lines(checked.problems, "text"):
        _say(line)
    editions = list(Edition) if options.edition == "all" else [Edition(options.edition)]
    try:
        published = pipeline.build(
            checked, project, options.output, editions, _say, search=not options.no_search, jobs=jobs, sign=sign
        )
    except (IndexFailed, RenderFailed) as error:
        raise _CannotRun(str(error)) from error
    for edition, manifest in published.items():
        size = sum(file.bytes for file in manifest.entries)
        print(f"{options.output / edition}: {len(manifest.entries)} files, {size / 1_000_000:.1f} MB")
    return 0


def _signer(path: Path | None) -> "Sign | None":
    from vankho.sign import SignFailed, signer

    try:
        return signer(path) if path else None
    except SignFailed as error:
        raise _CannotRun(str(error)) from error


def _check(options: argparse.Namespace) -> int:
    from vankho import pipeline

    checked = pipeline.load(_folder(options.content), lambda _: None, options.jobs or pipeline.workers())
    for line in problem_lines(checked.problems, options.format):
        print(line)
    _say(f"{len(checked.directives)} directives, {summary(checked.problems)}")
    return 0 if checked.sound else 1


def _cite(options: argparse.Namespace) -> int:
    from vankho.reading import readings
    from vankho.report import citation_line

    if options.file == "-":
        data = sys.stdin.buffer.read()
    else:
        try:
            data = Path(options.file).read_bytes()
        except OSError as error:
            raise _CannotRun(f"cannot read {options.file}: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _CannotRun(f"{options.file} is not UTF-8 text (byte {error.start})") from error
    try:
        found = readings(text, options.content, options.issuer)
    except LookupError as error:
        raise _CannotRun(str(error.args[0])) from error
    for reading in found:
        print(citation_line(reading, options.format))
    return 0


def _publish_log(options: argparse.Namespace) -> int:
    from vankho import pipeline
    from vankho.edition import Edition
    from vankho.turn import alone

    content = _folder(options.content)
    editions = list(Edition) if options.edition == "all" else [Edition(options.edition)]
    with alone(content.resolve().parent / ".vankho", _say):
        checked = pipeline.load(content, lambda _: None, options.jobs or pipeline.workers())
        if not checked.sound_but_for_log:
            return _unsound(checked.problems)
        try:
            added = pipeline.record(checked, content, editions, options.as_of)
        except pipeline.LogFailed as error:
            raise _CannotRun(str(error)) from error
    for edition, entries in added.items():
        print(_added(content, edition, entries))
    return 0


def _added(content: Path, edition: str, entries: "Sequence[LogEntry]") -> str:
    from vankho.publog import LOGS

    counts = Counter(entry.event for entry in entries)
    told = ", ".join(f"{counts[event]} {event}" for event in sorted(counts)) or "nothing to add"
    return f"{content / LOGS[edition]}: {told}"


def _withdraw(options: argparse.Namespace) -> int:
    return _in_turn(options, _withdrawn)


def _withdrawn(options: argparse.Namespace, content: Path, project: Path) -> int:
    from vankho import pipeline
    from vankho.edition import Edition
    from vankho.index import IndexFailed
    from vankho.model import Access
    from vankho.publish import PublishFailed
    from vankho.render import RenderFailed
    from vankho.verify import site_files

    directive_id = options.id.strip("/")
    jobs = options.jobs or pipeline.workers()
    site = options.output / Edition.PUBLIC
    sign = _signer(options.sign)
    try:
        pipeline.mark_internal(content, directive_id)
    except LookupError as error:
        raise _CannotRun(f"{error.args[0]}; {site} still shows it") from error
    checked = pipeline.load(content, lambda _: None, jobs)
    marked = any(d.path == directive_id and d.access is Access.INTERNAL for d in checked.directives)
    if not checked.sound_but_for_log or not marked:
        _unsound(checked.problems)
        _say(
            f"{site} still shows it: mend the errors and run this again, or delete {site / directive_id} by hand first"
        )
        return 1
    _say(f"{content}/{directive_id}.md: access: internal")
    unlogged = ""
    try:
        if Edition.PUBLIC in checked.logs:
            try:
                added = pipeline.record(checked, content, [Edition.PUBLIC], options.as_of)
                _say(_added(content, Edition.PUBLIC, added[Edition.PUBLIC]))
                checked = pipeline.load(content, lambda _: None, jobs)
            except pipeline.LogFailed as error:  # to take it down comes first
                unlogged = str(error)
        pipeline.build(checked, project, options.output, [Edition.PUBLIC], _say, jobs=jobs, sign=sign)
    except (IndexFailed, PublishFailed, RenderFailed) as error:
        raise _CannotRun(f"{error}; {site} still shows it") from error
    sought, found = pipeline.search_leaks(checked, content, site_files(site))
    for line in problem_lines(found, "text"):
        _say(line)
    if found:
        return 1
    print(f"{site}: built without it; none of {len(sought)} internal texts and files is in it. What only you can do:")
    print(_ONLY_YOU.format(site=site, id=directive_id))
    if unlogged:
        _say(f"it is off the site, but the log does not say so: {unlogged}; mend its last line, then run 'publish-log'")
        return 1
    return 0


_ONLY_YOU = """\
  1. copy {site}/ to the server, so that files that are no more there go too (rsync --delete)
  2. empty what stands between the server and its readers: proxies, a content delivery network
  3. ask search engines to forget the address of /{id}/, and archives of the web to take out their copies
  4. write to those who told you, and commit content/ (docs/withdraw.md)"""


def _unsound(problems: Sequence[Problem], so: str = "nothing was written") -> int:
    for line in problem_lines(problems, "text"):
        _say(line)
    _say(f"{summary(problems)}; {so}")
    return 1


def _serve(options: argparse.Namespace) -> int:
    from vankho.serve import serve

    folder = options.output / options.edition
    if not (folder / "index.html").is_file():
        raise _CannotRun(f"there is no site in {folder}: run 'vankho build' first")
    try:
        serve(folder, options.port, _say)
    except OSError as error:
        raise _CannotRun(f"cannot serve on port {options.port}: {error.strerror}") from error
    return 0


def _verify(options: argparse.Namespace) -> int:
    from vankho import pipeline
    from vankho.sign import SignFailed, checker
    from vankho.verify import NotASite, site_files, verify

    try:
        found = verify(options.site, checker(options.key) if options.key else None)
    except (NotASite, SignFailed) as error:
        raise _CannotRun(str(error)) from error
    leaks: tuple[Problem, ...] = ()
    if options.against:
        checked = pipeline.load(_folder(options.against), lambda _: None, pipeline.workers())
        if not checked.sound_but_for_log:
            return _unsound(checked.problems, "nothing was looked for")
        sought, leaks = pipeline.search_leaks(checked, options.against, site_files(options.site))
        short = f", {sought.too_short} are too short for that" if sought.too_short else ""
        _say(f"{options.against}: {len(sought)} internal texts and files were looked for{short}")
    problems = sorted((*found.problems, *leaks), key=lambda problem: problem.place)
    for line in problem_lines(problems, "text"):
        print(line)
    size = f"{found.bytes / 1_000_000:.1f} MB"
    _say(f"{options.site}: {found.files} files, {size}, {found.links} links; {found.signature}")
    _say(summary(problems) if problems else "sound")
    return 1 if problems else 0
