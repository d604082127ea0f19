"""The command `vankho`. Exit status: 0 done; 1 the content has errors, nothing was written; 2 could not run."""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from vankho import __version__

_EPILOG = """\
exit status:
  0  done
  1  the content has errors: each is told as path:line:column, and nothing was written
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

    def jobs(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--jobs",
            type=_positive,
            metavar="N",
            help="worker processes for large archives (default: the processors that are there); the result is the same",
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

    serve = command(
        "serve",
        "look at a built edition",
        "Serves a built edition on this machine until you press Ctrl-C. Build first; nothing is rebuilt.",
    )
    serve.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="as for build (default: site)")
    serve.add_argument("--edition", choices=("public", "internal"), default="public", help="(default: public)")
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="(default: 8000; 0 takes a free one)")
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (0 to 65535)")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a file holds can be told on any terminal
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    commands = {"build": _build, "check": _check, "cite": _cite, "serve": _serve}
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
    from vankho.output import PublishFailed, refuse_output
    from vankho.turn import turn

    content = _folder(options.content)
    project = content.resolve().parent
    try:
        refuse_output(options.output, content, project)
        with turn(options.output, project / ".vankho", _say):
            return _built(options, content, project)
    except PublishFailed as error:
        raise _CannotRun(str(error)) from error


def _built(options: argparse.Namespace, content: Path, project: Path) -> int:
    from vankho import pipeline
    from vankho.edition import Edition
    from vankho.index import IndexFailed
    from vankho.render import RenderFailed
    from vankho.report import problem_lines, summary

    jobs = options.jobs or pipeline.workers()
    checked = pipeline.load(content, _say, jobs)
    for line in problem_lines(checked.problems, "text"):
        _say(line)
    if not checked.sound:
        _say(f"{summary(checked.problems)}; nothing was written")
        return 1
    editions = list(Edition) if options.edition == "all" else [Edition(options.edition)]
    try:
        published = pipeline.build(
            checked, project, options.output, editions, _say, search=not options.no_search, jobs=jobs
        )
    except (IndexFailed, RenderFailed) as error:
        raise _CannotRun(str(error)) from error
    for edition, manifest in published.items():
        size = sum(file.bytes for file in manifest.entries)
        print(f"{options.output / edition}: {len(manifest.entries)} files, {size / 1_000_000:.1f} MB")
    return 0


def _check(options: argparse.Namespace) -> int:
    from vankho import pipeline
    from vankho.report import problem_lines, summary

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
