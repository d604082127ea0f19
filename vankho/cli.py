"""The command `vankho`. Exit status: 0 done; 1 the content has errors, nothing was written; 2 could not run."""

import argparse
import errno
import gc
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from vankho import desk, terminal
from vankho.options import parser
from vankho.problem import Problem
from vankho.report import problem_lines, summary
from vankho.said import NOTHING, Failed, Said, told, verbatim

if TYPE_CHECKING:
    from vankho.crew import Crew
    from vankho.loading import Checked
    from vankho.model import LogEntry
    from vankho.quick import Asked
    from vankho.sign import Sign
    from vankho.twin import Twins


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a file holds can be told on any terminal
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(500_000, 20, 20)  # what is read lives to the end: looking for garbage was half the time of a table
    options = parser().parse_args(arguments)
    commands = {"build": _build, "check": _check, "cite": _cite, "serve": _serve, "verify": _verify}
    commands |= {
        "import": desk.import_files,
        "publish-log": _publish_log,
        "withdraw": _withdraw,
        "fmt": desk.fmt,
        "new": desk.new,
        "init": desk.init,
        "schema": desk.schema,
    }
    try:
        status = commands[options.command](options)
        sys.stdout.flush()
        gc.freeze()  # nor at the end: a tenth of the time of a build after a change
        return status
    except Failed as reason:
        terminal.say(f"vankho: {reason.by(terminal.teller(options))}")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return 2
    except OSError as error:
        terminal.say(f"vankho: {error}")
        return 2


def _build(options: argparse.Namespace) -> int:
    return _in_turn(options, _built)


def _in_turn(options: argparse.Namespace, work: Callable[[argparse.Namespace, Path, Path], int]) -> int:
    """What writes to --output, from content and project, when no other build does."""
    from vankho.output import refuse_output
    from vankho.turn import turn

    content = terminal.folder(options.content)
    project = content.resolve().parent
    refuse_output(options.output, content, project)
    with turn(options.output, project / ".vankho", terminal.sayer(options)):
        return work(options, content, project)


def _built(options: argparse.Namespace, content: Path, project: Path) -> int:
    """Builds, if anything has changed since the last build."""
    from vankho import quick
    from vankho.crew import asides, workers
    from vankho.twin import SHARES

    targets = {edition: options.output / edition for edition in _EDITIONS[options.edition]}
    asked_for = [
        *(str(target.absolute()) for target in targets.values()),
        *map(str, (options.no_search, options.lang, options.packed)),
    ]
    looked = partial(quick.looked, content, project / ".vankho", asked_for, targets, may_be_done=options.sign is None)
    jobs = 1 if options.cluster else options.jobs or workers()
    with asides(looked, jobs) as seen:
        known = None
        for module in _LOADED if jobs > 1 else ():  # most builds have something to do
            if known is None and seen.has_come() and (known := seen())[1]:
                break
            import_module(module)
        asked, before = known or seen()
        # A list, for both are asked whatever one says: what comes after it is another answer.
        if not before or not all([quick.is_as_left(before, list(targets.values()), SHARES[1]), seen()]):
            return _build_anew(options, content, project, asked, cache(seen))
    done, say = before.done, terminal.sayer(options)
    for line in (*map(verbatim, done.told), told("nothing has changed since the last build")):
        say(line)
    print(done.result if options.json else "\n".join(done.printed))
    return 0


_LOADED = (
    "vankho.model",
    "vankho.forms",
    "vankho.edition",
    "vankho.resolve",
    "vankho.store",
    "vankho.render",
    "vankho.making",
    "vankho.pipeline",
)
"""What a build loads, in parts of some 0.03 s."""
_EDITIONS = {"public": ("public",), "internal": ("internal",), "all": ("public", "internal")}


def _build_anew(
    options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None", twins: "Twins"
) -> int:
    from vankho.cached import CACHE
    from vankho.store import Damaged

    try:
        return _build_once(options, content, project, asked, twins)
    except Damaged as reason:
        terminal.loud(options)(told("the cache is damaged, so all is read anew: %(why)s", why=reason))
        (project / ".vankho" / CACHE).unlink(missing_ok=True)
        return _build_once(options, content, project, asked, twins)


def _build_once(
    options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None", twins: "Twins"
) -> int:
    with _crew(options) as crew:
        return _build_with(crew, options, content, project, asked, twins)


def _crew(options: argparse.Namespace) -> "AbstractContextManager[Crew]":
    from vankho.crew import workers

    if not options.cluster:
        return nullcontext(options.jobs or workers())
    from vankho.cluster import connected

    return connected(options.cluster)


def _build_with(
    jobs: "Crew", options: argparse.Namespace, content: Path, project: Path, asked: "Asked | None", twins: "Twins"
) -> int:
    from vankho import loading, pipeline, quick
    from vankho.holdings import Edition
    from vankho.news import BuiltEdition, Report
    from vankho.packing import packer
    from vankho.render import Theme

    say, sign, translate = terminal.sayer(options), _signer(options.sign), terminal.teller(options)
    for kind in options.packed:
        packer(kind)  # what is not there is told before the work
    theme = Theme.of(project)
    editions = [Edition(edition) for edition in _EDITIONS[options.edition]]
    ahead = loading.Ahead(theme, twins, editions)
    with terminal.watcher(options) as watch:
        checked = loading.load(content, watch, jobs, project / ".vankho", warn=False, ahead=ahead)
    if not checked.sound:
        if options.json:
            print(Report({}, checked.problems, None).json())
        return terminal.unsound(checked, options)
    with loading.noticing(checked, editions, jobs) as notices:
        with terminal.watcher(options) as watch:
            published = pipeline.build(
                checked,
                project,
                options.output,
                editions,
                watch,
                search=not options.no_search,
                jobs=jobs,
                sign=sign,
                theme=theme,
                ahead=ahead,
                packed=options.packed,
            )
        checked = checked.noticed(notices())
    lines = tuple(problem_lines(checked.problems, "text", terminal.teller_for(checked, options)))
    for line in lines:
        say(verbatim(line))
    built: dict[str, BuiltEdition] = {
        edition: BuiltEdition(options.output / edition, each.manifest.count, each.manifest.bytes, each.changes)
        for edition, each in published.items()
    }
    report = Report(built, checked.problems, checked.news)
    print(report.json() if options.json else "\n".join(line.by(translate) for line in report.lines()))
    for said in checked.news.lines() if checked.news else ():
        say(said)
    own_pagefind = checked.authority is not None and checked.authority.settings.search.pagefind
    sites = [each.digests for each in published.values() if each.states]
    if asked and sign is None and len(sites) == len(editions) and not own_pagefind:
        printed = tuple(each.line().by(translate) for each in built.values())
        with suppress(OSError):
            quick.remember(project / ".vankho", asked, sites, quick.Done(lines, printed, report.unchanged().json()))
    return 0


def _signer(path: Path | None) -> "Sign | None":
    from vankho.sign import signer

    return signer(path) if path else None


def _check(options: argparse.Namespace) -> int:
    from vankho import loading
    from vankho.crew import workers

    content, jobs = terminal.folder(options.content), options.jobs or workers()
    checked = loading.load(content, lambda _: None, jobs)
    if options.fix and _mended(checked, content, options):
        checked = loading.load(content, lambda _: None, jobs)
        if _mended(checked, content, options):  # a file is moved when all else in it is mended
            checked = loading.load(content, lambda _: None, jobs)
    translate = terminal.teller_for(checked, options)
    for line in problem_lines(checked.problems, options.format, translate):
        print(line)
    counts = told("%(count)s directives, %(summary)s", count=len(checked.cards), summary=summary(checked.problems))
    terminal.say(counts.by(translate))
    return 0 if checked.sound else 1


def _mended(checked: "Checked", content: Path, options: argparse.Namespace) -> bool:
    """Mends what has but one cure, tells it, and says whether there was any."""
    from vankho.mend import mend
    from vankho.turn import alone

    with alone(content.resolve().parent / ".vankho", terminal.loud(options)):
        done = mend(checked.problems, content)
    for each in done:
        terminal.say(each.by(terminal.teller_for(checked, options)))
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
            raise Failed(told("cannot read %(path)s: %(why)s", path=options.file, why=error.strerror)) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failed(told("%(path)s is not UTF-8 text (byte %(byte)s)", path=options.file, byte=error.start)) from error
    try:
        found = readings(text, options.content, options.issuer)
    except LookupError as error:
        raise Failed(str(error.args[0])) from error
    for reading in found:
        print(citation_line(reading, options.format))
    return 0


def _publish_log(options: argparse.Namespace) -> int:
    from vankho import keeper, loading
    from vankho.crew import workers
    from vankho.holdings import Edition
    from vankho.turn import alone

    content = terminal.folder(options.content)
    editions = list(Edition) if options.edition == "all" else [Edition(options.edition)]
    with alone(content.resolve().parent / ".vankho", terminal.loud(options)):
        checked = loading.load(content, lambda _: None, options.jobs or workers())
        if not checked.sound_but_for_log:
            return terminal.unsound(checked, options)
        added = keeper.record(checked, content, editions, options.as_of)
    translate = terminal.teller_for(checked, options)
    for edition, entries in added.items():
        print(_added(content, edition, entries).by(translate))
    return 0


def _added(content: Path, edition: str, entries: "Sequence[LogEntry]") -> Said:
    from vankho.publog import LOGS

    counts = Counter(entry.event for entry in entries)
    path, events = (content / LOGS[edition]).as_posix(), NOTHING
    for event in sorted(counts):
        one = told("%(count)s %(event)s", count=counts[event], event=verbatim(event))
        events = told("%(some)s, %(one)s", some=events, one=one) if events else one
    return told("%(path)s: %(events)s", path=path, events=events or told("nothing to add"))


def _withdraw(options: argparse.Namespace) -> int:
    return _in_turn(options, _withdrawn)


def _withdrawn(options: argparse.Namespace, content: Path, project: Path) -> int:
    from vankho import keeper, loading, pipeline
    from vankho.crew import workers
    from vankho.holdings import Edition
    from vankho.model import Access
    from vankho.verify import site_files

    directive_id = _id_of(options.id)
    jobs = options.jobs or workers()
    site = options.output / Edition.PUBLIC
    sign, say = _signer(options.sign), terminal.loud(options)
    try:
        keeper.mark_internal(content, directive_id)
    except keeper.NotMarked as error:
        raise Failed(told("%(why)s; nothing was taken down", why=error.said)) from error
    checked = loading.load(content, lambda _: None, jobs)
    marked = any(d.path == directive_id and d.access is Access.INTERNAL for d in checked.cards)
    if not checked.sound_but_for_log or not marked:
        terminal.unsound(checked, options)
        say(
            told(
                "%(site)s still shows it: mend the errors and run this again, or delete %(folder)s by hand first",
                site=site,
                folder=site / directive_id,
            )
        )
        return 1
    say(verbatim(f"{(content / directive_id).as_posix()}.md: access: internal"))
    unlogged = NOTHING
    try:
        if Edition.PUBLIC in checked.logs:
            try:
                added = keeper.record(checked, content, [Edition.PUBLIC], options.as_of)
                say(_added(content, Edition.PUBLIC, added[Edition.PUBLIC]))
                checked = loading.load(content, lambda _: None, jobs)
            except keeper.LogFailed as error:  # to take it down comes first
                unlogged = error.said
        pipeline.build(checked, project, options.output, [Edition.PUBLIC], say, jobs=jobs, sign=sign)
    except Failed as error:
        raise Failed(told("%(why)s; %(site)s still shows it", why=error.said, site=site)) from error
    translate = terminal.teller_for(checked, options)
    sought, found = keeper.search_leaks(checked, content, site_files(site))
    for line in problem_lines(found, "text", translate):
        terminal.say(line)
    if found:
        return 1
    for said in _only_you(site, directive_id, len(sought)):
        print(said.by(translate))
    if unlogged:
        say(
            told(
                "it is off the site, but the log does not say so: %(why)s; mend its last line, then run 'publish-log'",
                why=unlogged,
            )
        )
        return 1
    return 0


def _id_of(address: str) -> str:
    """The id of a directive by its address as a clerk copies it: with slashes at its ends, or with its host."""
    path = re.split("[?#]", re.sub(r"(?i)^https?://[^/]*", "", address.strip()), maxsplit=1)[0]
    path = path.removesuffix("index.html").removesuffix(".md").strip("/")
    is_whole = "://" in address
    return "/".join(path.split("/")[-3:]) if is_whole else path  # a site may lie in a folder of its host


def _only_you(site: Path, directive_id: str, sought: int) -> "Iterator[Said]":
    """What a keeper is told when it is done."""
    yield told(
        "%(site)s: built without it; none of %(count)s internal texts and files is in it. What only you can do:",
        site=site.as_posix(),
        count=sought,
    )
    yield told(
        "  1. copy %(site)s/ to the server, so that files that are no more there go too (rsync --delete)",
        site=site.as_posix(),
    )
    yield told("  2. empty what stands between the server and its readers: proxies, a content delivery network")
    yield told(
        "  3. ask search engines to forget the address of /%(id)s/, and archives of the web to take out their copies",
        id=directive_id,
    )
    yield told("  4. write to those who told you, and commit content/ (docs/withdraw.md)")


def _serve(options: argparse.Namespace) -> int:
    if options.no_watch or not options.content.is_dir():
        return _serve_built(options)
    from vankho.crew import workers
    from vankho.holdings import Edition
    from vankho.preview import Preview, watch

    if options.host:
        raise Failed(told("--host shows what was built to other machines: give --no-watch and one --edition with it"))
    editions = tuple(each for each in Edition if options.edition in ("both", each))
    jobs = options.jobs or workers()
    say = terminal.loud(options)
    preview = Preview(options.content, options.output, editions, say, search=options.search, jobs=jobs)
    try:
        watch(preview, options.port)
    except OSError as error:
        raise _busy(options.port, error) from error
    return 0


def _busy(port: int, error: OSError) -> Exception:
    """Why nothing can be served, if it is for the port."""
    if error.errno not in (errno.EADDRINUSE, errno.EACCES):
        return error
    why = told("it is in use") if error.errno == errno.EADDRINUSE else verbatim(error.strerror or str(error))
    return Failed(told("cannot serve on port %(port)s: %(why)s (--port 8080 takes another)", port=port, why=why))


def _serve_built(options: argparse.Namespace) -> int:
    from vankho.serve import serve

    if options.host and options.edition == "both":
        raise Failed(told("--host needs --no-watch and one --edition: --edition public, or --edition internal"))
    output = options.output or Path("site")
    names = ("public", "internal") if options.edition == "both" else (options.edition,)
    built = [name for name in names if (output / name / "index.html").is_file()]
    if not built:
        raise Failed(
            told("there is no site in %(folder)s: run 'vankho build' first", folder=(output / names[0]).as_posix())
        )
    try:
        serve(output, built, options.host, options.port, terminal.loud(options), at_root=options.edition != "both")
    except OSError as error:
        raise _busy(options.port, error) from error
    return 0


def _verify(options: argparse.Namespace) -> int:
    from vankho import keeper, loading
    from vankho.crew import workers
    from vankho.sign import checker
    from vankho.verify import site_files, verify

    found = verify(options.site, checker(options.key) if options.key else None)
    say, translate = terminal.loud(options), terminal.teller(options)
    leaks: tuple[Problem, ...] = ()
    if options.against:
        checked = loading.load(terminal.folder(options.against), lambda _: None, workers())
        if not checked.sound_but_for_log:
            return terminal.unsound(checked, options, told("nothing was looked for"))
        sought, leaks = keeper.search_leaks(checked, options.against, site_files(options.site))
        few = told(", %(count)s are too short for that", count=sought.too_short) if sought.too_short else NOTHING
        say(
            told(
                "%(folder)s: %(count)s internal texts and files were looked for%(short)s",
                folder=options.against.as_posix(),
                count=len(sought),
                short=few,
            )
        )
    problems = sorted((*found.problems, *leaks), key=lambda problem: problem.place)
    for line in problem_lines(problems, "text", translate):
        print(line)
    say(
        told(
            "%(site)s: %(files)s files, %(size)s MB, %(links)s links; %(signature)s",
            site=options.site.as_posix(),
            files=found.files,
            size=f"{found.bytes / 1_000_000:.1f}",
            links=found.links,
            signature=verbatim(found.signature),
        )
    )
    say(summary(problems) if problems else told("sound"))
    return 1 if problems else 0
