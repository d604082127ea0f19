"""The command `vankho`. Exit status: 0 done; 1 the content has errors, nothing was written; 2 could not run."""

import argparse
import gc
import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import chain, starmap
from pathlib import Path
from typing import TYPE_CHECKING

from vankho.options import parser
from vankho.problem import Problem
from vankho.report import problem_lines, summary
from vankho.said import Said, told

if TYPE_CHECKING:
    from vankho.crew import Crew
    from vankho.model import LogEntry
    from vankho.pipeline import Checked
    from vankho.quick import Asked
    from vankho.said import Translate
    from vankho.sign import Sign


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a file holds can be told on any terminal
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(500_000, 20, 20)  # what is read lives to the end: looking for garbage was half the time of a table
    options = parser().parse_args(arguments)
    commands = {"build": _build, "check": _check, "cite": _cite, "serve": _serve, "verify": _verify}
    commands |= {
        "import": _import,
        "publish-log": _publish_log,
        "withdraw": _withdraw,
        "fmt": _fmt,
        "new": _new,
        "init": _init,
        "schema": _schema,
    }
    try:
        status = commands[options.command](options)
        sys.stdout.flush()
        gc.freeze()  # nor at the end: a tenth of the time of a build after a change
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


def _sayer(options: argparse.Namespace) -> Callable[[str], None]:
    """What tells how the work goes on; what went wrong is told by `_say`."""
    return (lambda _: None) if getattr(options, "quiet", False) else _say


def _watcher(options: argparse.Namespace) -> AbstractContextManager[Callable[[str], None]]:
    """As `_sayer`, and on a terminal it shows how far the work is."""
    if getattr(options, "quiet", False) or not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return nullcontext(_sayer(options))
    from vankho.progress import bar

    return bar()


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
        with turn(options.output, project / ".vankho", _sayer(options)):
            return work(options, content, project)
    except PublishFailed as error:
        raise _CannotRun(str(error)) from error


def _built(options: argparse.Namespace, content: Path, project: Path) -> int:
    """Builds, if anything has changed since the last build."""
    from vankho import quick

    work, targets = project / ".vankho", [options.output / edition for edition in _EDITIONS[options.edition]]
    asked = quick.asked(
        content,
        work,
        [str(target.absolute()) for target in targets]
        + [str(options.no_search), str(options.lang), str(options.packed)],
    )
    done = quick.last(work, asked, targets) if asked and options.sign is None else None
    if done is None:
        return _build_anew(options, content, project, asked)
    for line in (*done.told, "nothing has changed since the last build"):
        _sayer(options)(line)
    print(done.result if options.json else "\n".join(done.printed))
    return 0


_EDITIONS = {"public": ("public",), "internal": ("internal",), "all": ("public", "internal")}


def _build_anew(options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None") -> int:
    from vankho.cached import CACHE
    from vankho.store import Damaged

    try:
        return _build_once(options, content, project, asked)
    except Damaged as reason:
        _say(f"the cache is damaged, so all is read anew: {reason}")
        (project / ".vankho" / CACHE).unlink(missing_ok=True)
        return _build_once(options, content, project, asked)


def _build_once(options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None") -> int:
    from vankho.crew import ClusterFailed

    try:
        with _crew(options) as crew:
            return _build_with(crew, options, content, project, asked)
    except ClusterFailed as error:
        raise _CannotRun(str(error)) from error


def _crew(options: argparse.Namespace) -> "AbstractContextManager[Crew]":
    from vankho.crew import workers

    if not options.cluster:
        return nullcontext(options.jobs or workers())
    from vankho.cluster import connected

    return connected(options.cluster)


def _build_with(jobs: "Crew", options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None") -> int:
    from vankho import pipeline, quick
    from vankho.edition import Edition
    from vankho.index import IndexFailed
    from vankho.news import BuiltEdition, Report
    from vankho.packing import PackFailed, packer
    from vankho.render import RenderFailed

    say, sign = _sayer(options), _signer(options.sign)
    try:
        for kind in options.packed:
            packer(kind)  # what is not there is told before the work
    except PackFailed as error:
        raise _CannotRun(str(error)) from error
    with _watcher(options) as watch:
        checked = pipeline.load(content, watch, jobs, project / ".vankho")
    if not checked.sound:
        if options.json:
            print(Report({}, checked.problems, None).json())
        return _unsound(checked, options)
    lines = tuple(problem_lines(checked.problems, "text", _translate(checked, options)))
    for line in lines:
        say(line)
    editions = [Edition(edition) for edition in _EDITIONS[options.edition]]
    try:
        with _watcher(options) as watch:
            published = pipeline.build(
                checked,
                project,
                options.output,
                editions,
                watch,
                search=not options.no_search,
                jobs=jobs,
                sign=sign,
                packed=options.packed,
            )
    except (IndexFailed, RenderFailed) as error:
        raise _CannotRun(str(error)) from error
    built: dict[str, BuiltEdition] = {
        edition: BuiltEdition(options.output / edition, each.manifest.count, each.manifest.bytes, each.changes)
        for edition, each in published.items()
    }
    report = Report(built, checked.problems, checked.news)
    print(report.json() if options.json else "\n".join(report.lines()))
    for line in checked.news.lines() if checked.news else ():
        say(line)
    own_pagefind = checked.authority is not None and checked.authority.settings.search.pagefind
    sites = [quick.site_digest(each.states) for each in published.values() if each.states]
    if asked and sign is None and len(sites) == len(editions) and not own_pagefind:
        printed = tuple(each.line() for each in built.values())
        with suppress(OSError):
            quick.remember(project / ".vankho", asked, sites, quick.Done(lines, printed, report.unchanged().json()))
    return 0


def _signer(path: Path | None) -> "Sign | None":
    from vankho.sign import SignFailed, signer

    try:
        return signer(path) if path else None
    except SignFailed as error:
        raise _CannotRun(str(error)) from error


def _check(options: argparse.Namespace) -> int:
    from vankho import pipeline
    from vankho.crew import workers

    content, jobs = _folder(options.content), options.jobs or workers()
    checked = pipeline.load(content, lambda _: None, jobs)
    if options.fix and _mended(checked, content, options):
        checked = pipeline.load(content, lambda _: None, jobs)
        if _mended(checked, content, options):  # a file is moved when all else in it is mended
            checked = pipeline.load(content, lambda _: None, jobs)
    translate = _translate(checked, options)
    for line in problem_lines(checked.problems, options.format, translate):
        print(line)
    counts = told("%(count)s directives, %(summary)s", count=len(checked.cards), summary=summary(checked.problems))
    _say(counts.by(translate))
    return 0 if checked.sound else 1


def _import(options: argparse.Namespace) -> int:
    from vankho import importing
    from vankho.authority import read_authority
    from vankho.crew import watched, workers
    from vankho.read import read_content

    read = read_content(_folder(options.content))
    authority = read_authority(read.archive.text, read.archive.path)[0] if read.archive else None
    if authority is None:
        raise _CannotRun(f"there is no archive.yaml in {options.content} that can be read: see 'vankho check'")
    if options.issuer and options.issuer not in {each.key for each in authority.issuers}:
        raise _CannotRun(f"--issuer: '{options.issuer}' is not in issuers of archive.yaml")
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
    with nullcontext(_say) if is_quiet else _watcher(options) as watch:
        for done in watched(found, len(files), watch, "nhập tệp"):
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


def _fmt(options: argparse.Namespace) -> int:
    from vankho.fmt import format_files

    for path in options.paths:
        if not path.exists():
            raise _CannotRun(f"there is no {path}")
    found = format_files(options.paths or [_folder(options.content)], write=not options.check)
    for path in found.changed:
        print(path.as_posix())
    for line in problem_lines(found.problems, "text"):
        _say(line)
    _say(f"{found.count} files, {len(found.changed)} {'would change' if options.check else 'changed'}")
    return 1 if found.problems or (options.check and found.changed) else 0


def _new(options: argparse.Namespace) -> int:
    from vankho.new import Refused, draft, put

    keys = ("number", "issuer", "type", "date", "subject", "organ", "place", "access")
    said = {key: getattr(options, key) for key in keys}
    try:
        made = draft(said, tuple(options.signer), _folder(options.content), _ask())
        put(made)
    except Refused as reason:
        raise _CannotRun(str(reason)) from None
    for line in made.told:
        _say(line)
    print(made.path.as_posix())
    return 0


def _ask() -> "Callable[[str], str] | None":
    """How a person at a terminal is asked; None where there is none."""
    return input if sys.stdin.isatty() else None


def _init(options: argparse.Namespace) -> int:
    from vankho.init import InitFailed, answers, begin

    said = {"name": options.issuer_name, "side": options.side, "symbol": options.symbol}
    try:
        body = answers(said, _ask())
        title = options.title or f"Kho văn bản {body['name']}"
        begun = begin(options.folder, title=title, name=body["name"], side=body["side"], symbol=body["symbol"])
    except InitFailed as reason:
        raise _CannotRun(str(reason)) from None
    for path in begun.written:
        print(path.as_posix())
    where = "" if options.folder == Path() else f" (trong thư mục {options.folder})"
    _say(f"Tiếp theo{where}:\n    vankho import TỆP…    nhập văn bản từ tệp Word, PDF, bản quét")
    _say("    vankho new            ghi một văn bản mới\n    vankho build          dựng trang kho vào site/")
    return 0


def _schema(options: argparse.Namespace) -> int:
    from vankho.publish import replace_file
    from vankho.schema import schema_text

    text = schema_text(options.of)
    if options.output:
        replace_file(options.output, text.encode())
    else:
        print(text, end="")
    return 0


def _mended(checked: "Checked", content: Path, options: argparse.Namespace) -> bool:
    """Mends what has but one cure, tells it, and says whether there was any."""
    from vankho.mend import mend
    from vankho.turn import alone

    with alone(content.resolve().parent / ".vankho", _say):
        done = mend(checked.problems, content)
    for each in done:
        _say(each.by(_translate(checked, options)))
    return bool(done)


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
    from vankho import keeper, pipeline
    from vankho.crew import workers
    from vankho.edition import Edition
    from vankho.turn import alone

    content = _folder(options.content)
    editions = list(Edition) if options.edition == "all" else [Edition(options.edition)]
    with alone(content.resolve().parent / ".vankho", _say):
        checked = pipeline.load(content, lambda _: None, options.jobs or workers())
        if not checked.sound_but_for_log:
            return _unsound(checked, options)
        try:
            added = keeper.record(checked, content, editions, options.as_of)
        except keeper.LogFailed as error:
            raise _CannotRun(str(error)) from error
    for edition, entries in added.items():
        print(_added(content, edition, entries))
    return 0


def _added(content: Path, edition: str, entries: "Sequence[LogEntry]") -> str:
    from vankho.publog import LOGS

    counts = Counter(entry.event for entry in entries)
    events = ", ".join(f"{counts[event]} {event}" for event in sorted(counts)) or "nothing to add"
    return f"{(content / LOGS[edition]).as_posix()}: {events}"


def _withdraw(options: argparse.Namespace) -> int:
    return _in_turn(options, _withdrawn)


def _withdrawn(options: argparse.Namespace, content: Path, project: Path) -> int:
    from vankho import keeper, pipeline
    from vankho.crew import workers
    from vankho.edition import Edition
    from vankho.index import IndexFailed
    from vankho.model import Access
    from vankho.publish import PublishFailed
    from vankho.render import RenderFailed
    from vankho.verify import site_files

    directive_id = options.id.strip("/")
    jobs = options.jobs or workers()
    site = options.output / Edition.PUBLIC
    sign = _signer(options.sign)
    try:
        keeper.mark_internal(content, directive_id)
    except LookupError as error:
        raise _CannotRun(f"{error.args[0]}; {site} still shows it") from error
    checked = pipeline.load(content, lambda _: None, jobs)
    marked = any(d.path == directive_id and d.access is Access.INTERNAL for d in checked.cards)
    if not checked.sound_but_for_log or not marked:
        _unsound(checked, options)
        _say(
            f"{site} still shows it: mend the errors and run this again, or delete {site / directive_id} by hand first"
        )
        return 1
    _say(f"{(content / directive_id).as_posix()}.md: access: internal")
    unlogged = ""
    try:
        if Edition.PUBLIC in checked.logs:
            try:
                added = keeper.record(checked, content, [Edition.PUBLIC], options.as_of)
                _say(_added(content, Edition.PUBLIC, added[Edition.PUBLIC]))
                checked = pipeline.load(content, lambda _: None, jobs)
            except keeper.LogFailed as error:  # to take it down comes first
                unlogged = str(error)
        pipeline.build(checked, project, options.output, [Edition.PUBLIC], _say, jobs=jobs, sign=sign)
    except (IndexFailed, PublishFailed, RenderFailed) as error:
        raise _CannotRun(f"{error}; {site} still shows it") from error
    sought, found = keeper.search_leaks(checked, content, site_files(site))
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


_UNWRITTEN = told("nothing was written")


def _unsound(checked: "Checked", options: argparse.Namespace, so: Said = _UNWRITTEN) -> int:
    translate = _translate(checked, options)
    for line in problem_lines(checked.problems, "text", translate):
        _say(line)
    _say(told("%(summary)s; %(so)s", summary=summary(checked.problems), so=so).by(translate))
    return 1


def _translate(checked: "Checked", options: argparse.Namespace) -> "Translate":
    """What says problems in the language that is asked for, else in that of the archive."""
    from vankho.language import CONSOLE_SOURCE, teller

    archive = checked.authority.settings.language if checked.authority else CONSOLE_SOURCE
    return teller(getattr(options, "lang", None) or archive)  # what `verify` itself finds is in English


def _serve(options: argparse.Namespace) -> int:
    if options.no_watch or not options.content.is_dir():
        return _serve_built(options)
    from vankho.crew import workers
    from vankho.edition import Edition
    from vankho.output import PublishFailed
    from vankho.preview import Preview, watch

    if options.host:
        raise _CannotRun("--host shows what was built to other machines: give --no-watch and one --edition with it")
    editions = tuple(each for each in Edition if options.edition in ("both", each))
    jobs = options.jobs or workers()
    try:
        preview = Preview(options.content, options.output, editions, _say, search=options.search, jobs=jobs)
        watch(preview, options.port)
    except PublishFailed as error:
        raise _CannotRun(str(error)) from error
    return 0


def _serve_built(options: argparse.Namespace) -> int:
    from vankho.serve import serve

    if options.host and options.edition == "both":
        raise _CannotRun("--host needs --no-watch and one --edition: --edition public, or --edition internal")
    output = options.output or Path("site")
    names = ("public", "internal") if options.edition == "both" else (options.edition,)
    built = [name for name in names if (output / name / "index.html").is_file()]
    if not built:
        raise _CannotRun(f"there is no site in {output / names[0]}: run 'vankho build' first")
    try:
        serve(output, built, options.host, options.port, _say, at_root=options.edition != "both")
    except OSError as error:
        raise _CannotRun(f"cannot serve on port {options.port}: {error.strerror}") from error
    return 0


def _verify(options: argparse.Namespace) -> int:
    from vankho import keeper, pipeline
    from vankho.crew import workers
    from vankho.sign import SignFailed, checker
    from vankho.verify import NotASite, site_files, verify

    try:
        found = verify(options.site, checker(options.key) if options.key else None)
    except (NotASite, SignFailed) as error:
        raise _CannotRun(str(error)) from error
    leaks: tuple[Problem, ...] = ()
    if options.against:
        checked = pipeline.load(_folder(options.against), lambda _: None, workers())
        if not checked.sound_but_for_log:
            return _unsound(checked, options, told("nothing was looked for"))
        sought, leaks = keeper.search_leaks(checked, options.against, site_files(options.site))
        short = f", {sought.too_short} are too short for that" if sought.too_short else ""
        _say(f"{options.against}: {len(sought)} internal texts and files were looked for{short}")
    problems = sorted((*found.problems, *leaks), key=lambda problem: problem.place)
    for line in problem_lines(problems, "text"):
        print(line)
    size = f"{found.bytes / 1_000_000:.1f} MB"
    _say(f"{options.site}: {found.files} files, {size}, {found.links} links; {found.signature}")
    _say(str(summary(problems)) if problems else "sound")
    return 1 if problems else 0
