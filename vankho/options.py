"""The commands of `vankho` and their options, as `--help` tells them."""

import argparse
import re
from collections.abc import Callable
from datetime import date as Day
from pathlib import Path

from vankho import __version__
from vankho.language import LANGUAGES
from vankho.packing import KINDS

_EPILOG = """\
exit status:
  0  done
  1  the content has errors: each is told as path:line:column, and nothing was written;
     of verify: the site is not sound
  2  could not run: one line says why
"""


def parser() -> argparse.ArgumentParser:
    """Everything that can be written behind `vankho`."""
    whole = argparse.ArgumentParser(
        prog="vankho",
        description="Turns a folder of official directives into an archive website, public and internal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"vankho {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

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

    def day(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--as-of", type=_day, required=True, metavar="DATE", help="the day to write, YYYY-MM-DD: no clock is asked"
        )

    build = command(
        "build",
        "build the website",
        "Reads and checks the content, then builds OUTPUT/public and OUTPUT/internal.\n"
        "With one error nothing is written, and what was published stays. At the end it tells what has changed since\n"
        "the last build, and which citations to look at. Those lines, as the warnings and --json, name internal files\n"
        "and quote them: they belong in no public log.",
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
    build.add_argument(
        "--compress",
        dest="packed",
        type=_kinds,
        default=(),
        metavar="KINDS",
        help="write each text once more, packed, beside itself, for servers that hand it on as it is: gz, br (needs"
        " vankho[br]), or gz,br",
    )
    _telling(build)
    signing(build)
    who = build.add_mutually_exclusive_group()
    _jobs(who)
    _cluster(who)

    check = command(
        "check",
        "tell every problem of the content",
        "Reads and checks the content and, without --fix, writes nothing. Messages name internal files and quote\n"
        "them: they belong in no public log.",
    )
    content(check)
    check.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="text for people, json (one object a line) for programs, github for annotations (default: text)",
    )
    _fixing(check)

    bring = command(
        "import",
        "make directives' files of Word, PDF, scans and texts",
        "Reads the letterhead, the text and the signature of each file (.docx, .pdf, .txt, .md; pictures and\n"
        "scanned PDF by Tesseract), and writes CONTENT/<issuer>/<year>/<number>.md with the original beside it. What\n"
        "is not surely read is left empty, with a comment that says what was seen; a letter whose place is not known\n"
        "goes to cho-bo-sung/ beside CONTENT: fill in what is missing there, and import that file. Nothing is\n"
        "overwritten. Exit status 1: some file was not taken.",
    )
    content(bring)
    _importing(bring)
    _writing(command, content)

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
    _jobs(log)

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
    _jobs(withdraw)

    serve = command(
        "serve",
        "look at the site while you write",
        "Builds a preview of the content, serves it on this machine, and builds again what you change: open pages\n"
        "show it at once, errors stand over them. What build put into site/ stays as it is. Ctrl-C ends it.\n"
        "Without a content folder, or with --no-watch, it serves what was built.",
    )
    content(serve)
    _serving(serve)

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
    _lang(build, check, bring, cite, log, withdraw, serve, verify)
    return whole


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(text.split(","))
    if unknown := [each for each in kinds if each not in KINDS]:
        raise argparse.ArgumentTypeError(f"'{unknown[0]}' is none of {', '.join(KINDS)}")
    return kinds


def _telling(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "--quiet", action="store_true", help="tell nothing but errors and the result: no progress, no warnings"
    )
    build.add_argument(
        "--json",
        action="store_true",
        help="print the result as one JSON object: per edition files, bytes and what has changed; counts of errors and"
        " warnings; which citations to look at. What only a later build can tell is null",
    )


def _importing(to: argparse.ArgumentParser) -> None:
    to.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or folders with such files")
    to.add_argument("--issuer", metavar="ID", help="the body that issued them all, a key of archive.yaml")
    to.add_argument("--access", choices=("public", "internal"), help="of them all; without it each is yours to mark")
    to.add_argument("--dry-run", action="store_true", help="write nothing; tell what would be written")
    to.add_argument("--format", choices=("text", "json"), default="text", help="json: an object a file, what was read")
    _jobs(to)


def _fixing(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--fix",
        action="store_true",
        help="first mend what has but one cure, in front matter and archive.yaml only: misspelt keys, dates as"
        " 08/5/2023, blanks in numbers, files at another path than their front matter says",
    )
    _jobs(check)


def _lang(*commands: argparse.ArgumentParser) -> None:
    for to in commands:
        to.add_argument(
            "--lang",
            choices=LANGUAGES,
            help="the language in which it is told how the work goes and what is wrong (default: 'language' of"
            " archive.yaml, or that of the built site; en where there is none)",
        )


def _writing(
    command: Callable[[str, str, str], argparse.ArgumentParser], content: Callable[[argparse.ArgumentParser], None]
) -> None:
    """The commands that write content."""
    fmt = command(
        "fmt",
        "write front matter in its one order and spelling",
        "Puts the keys of front matter in the order of docs/front-matter.md, spells YAML in one way, writes dates as\n"
        "YYYY-MM-DD (8/5/2023 is the 8th of May) and text in NFC. Values, comments and bodies stay, blank lines\n"
        "between keys go. A file that cannot be read is told and left alone.",
    )
    fmt.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: the content)")
    content(fmt)
    fmt.add_argument(
        "--check", action="store_true", help="write nothing; name the files that would change, exit with 1"
    )

    new = command(
        "new",
        "write the file of a new directive",
        "Writes CONTENT/<issuer>/<year>/<number-and-symbol>.md from what the options say, and asks on a terminal, in\n"
        "Vietnamese, for what they do not. Issuer and type are taken from the number where it tells them. The text is\n"
        "yours to add. A file that is there is never overwritten.",
    )
    content(new)
    for option, sample in (
        ("number", "15-KH/TU"),
        ("issuer", "a key of archive.yaml"),
        ("type", "kế hoạch"),
        ("date", "2026-03-02 or 02/3/2026"),
        ("subject", "trích yếu"),
        ("organ", "the organ that signs: Ban Thường vụ"),
        ("place", "Quảng Ngãi"),
        ("access", "public or internal: there is no default"),
    ):
        new.add_argument(f"--{option}", metavar=option.upper(), help=sample)
    new.add_argument(
        "--signer",
        action="append",
        default=[],
        metavar="'AUTHORITY; POSITION; NAME'",
        help="who signs, the name last: 'T/M BAN THƯỜNG VỤ; PHÓ BÍ THƯ; Đặng Ngọc Huy'; for several say it again",
    )

    init = command(
        "init",
        "begin an archive",
        "Writes content/archive.yaml, with one body that issues documents, and .gitignore. What the options do not\n"
        "say is asked for on a terminal. A folder that has content/ is left alone.",
    )
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="(default: this folder)")
    init.add_argument("--title", metavar="TITLE", help="the name of the archive (default: Kho văn bản, and the body)")
    init.add_argument("--issuer-name", metavar="NAME", help="the body, as in running text: Tỉnh ủy Quảng Ngãi")
    init.add_argument("--side", choices=("party", "state"), help="Party or State")
    init.add_argument("--symbol", metavar="SYMBOL", help="the body in its numbers: TU, UBND")

    _lang(fmt, new, init)

    schema = command(
        "schema",
        "print a JSON Schema, for editors that complete and check YAML",
        "Prints the JSON Schema (2020-12) of archive.yaml or of a directive's front matter, with descriptions in\n"
        "Vietnamese. docs/editors.md says how an editor uses it.",
    )
    schema.add_argument("of", choices=("archive", "directive"), metavar="{archive,directive}")
    schema.add_argument("--output", type=Path, metavar="FILE", help="write it there (default: print it)")


def _serving(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where the editions go (default: .vankho/preview/site); with --no-watch, where they are (default: site)",
    )
    to.add_argument(
        "--edition",
        choices=("public", "internal", "both"),
        default="both",
        help="both are served side by side; with --no-watch one alone stands at / (default: both)",
    )
    to.add_argument("--port", type=_port, default=8000, metavar="N", help="(default: 8000; 0 takes a free one)")
    to.add_argument("--no-watch", action="store_true", help="build nothing: serve what was built")
    to.add_argument("--search", action="store_true", help="make the search index too: each change then takes longer")
    to.add_argument(
        "--host",
        metavar="ADDRESS",
        help="let other machines look, at this address of this one; only with --no-watch and one --edition. Nobody is"
        " asked who he is: whoever reaches the address reads the edition (default: 127.0.0.1, this machine alone)",
    )
    _jobs(to)


def _jobs(to: argparse._ActionsContainer) -> None:
    to.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help="worker processes for large archives (default: the processors that are there); the result is the same",
    )


def _cluster(to: argparse._ActionsContainer) -> None:
    to.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="have the workers of a Dask cluster do it, by its scheduler's address (tcp://host:8786): each has the same"
        " program and sees the project at the same path (docs/scale.md); needs vankho[cluster]",
    )


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return int(text)


def _day(text: str) -> Day:
    try:
        if printed := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text):  # as letters have it
            return Day(*(int(part) for part in reversed(printed.groups())))
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return Day.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day (YYYY-MM-DD, năm-tháng-ngày: 2026-11-25)") from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (0 to 65535)")
    return int(text)
