"""Sound content in, both editions out."""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from vankho.built import Built, kept_at
from vankho.crew import Cluster, Crew, aside, is_worth_spreading, workers
from vankho.elsewhere import EARLIER, Order, order
from vankho.exchange import restore
from vankho.holdings import Edition, Holdings
from vankho.index import Indexer
from vankho.loading import Ahead, Checked
from vankho.making import Content, Earlier, Index, Making, Outcome, Put, make, pack, parted_facts
from vankho.memory import UNKNOWN
from vankho.model import StoredFile
from vankho.news import Changes, changes
from vankho.output import MANIFEST, SIGNATURE, digests, refuse_foreign
from vankho.publish import File, Manifest, Staged, mend, put_out, revise, rewrite, stage, write
from vankho.render import Theme
from vankho.resolve import resolve
from vankho.said import Say, told, verbatim
from vankho.store import keep
from vankho.turn import SCRATCH, scratch
from vankho.twin import SHARES, State, copy, follow, foreign, is_as_left, remove, state, state_digests, twin_of


@dataclass(frozen=True, slots=True)
class Published:
    """A site that was built."""

    manifest: Manifest
    states: Mapping[str, State] | None
    """Of all its files; None where nothing is kept for later builds."""
    digests: Sequence[str]
    """Of these (`twin.state_digests`)."""
    changes: Changes | None
    """Against the site that was there; None where there was none."""


def build(
    checked: Checked,
    project: Path,
    output: Path,
    editions: Iterable[Edition],
    say: Say,
    *,
    search: bool = True,
    jobs: Crew = 1,
    sign: Callable[[bytes], bytes] | None = None,
    work: Path | None = None,
    theme: Theme | None = None,
    ahead: Ahead | None = None,
    left: Mapping[Edition, Published] = MappingProxyType({}),
    alone: bool = False,
    packed: Collection[str] = (),
) -> dict[Edition, Published]:
    """Builds sound content into OUTPUT/public and OUTPUT/internal: all the editions that were asked for, or none.

    The project folder is the one that holds the content: its templates/ overrides ours, its .vankho/ is for staging.
    `sign` signs the manifests; `jobs` says how many processes do the work, or which cluster. Whoever may not be alone
    takes a `turn` first. Another `work` keeps what it needs apart from what other builds keep; a `theme` that is handed
    in is as the project's files were when it was made. What was looked at `ahead` is not looked at again, nor what is
    `left`: what the caller built there last, and nobody has touched since. Where nobody else writes into the output it
    is `alone` there. Texts are also `packed` beside themselves, in these of `packing.KINDS`.
    """
    theme, work = theme or Theme.of(project), work or project / ".vankho"
    assert checked.authority is not None
    own = checked.authority.settings.search.pagefind
    pagefind = project / own if own else None
    index = partial(Indexer, pagefind, work) if search else None
    mend((output / edition for edition in Edition), work)
    sites = [
        _Site(
            checked,
            theme,
            work,
            output / edition,
            edition,
            partial(index, work / f"cache-index-{edition}") if index else None,
            pagefind,
            say,
            jobs,
            left.get(edition),
            ahead.twins().get(edition) if ahead else None,
            packed,
            alone=alone,
        )
        for edition in editions
    ]
    for site in sites:
        if site.earlier is None:
            refuse_foreign(site.target)
    is_here = not isinstance(jobs, Cluster)
    with ExitStack() as stages:
        staged: dict[Edition, Staged] = {}
        if len(sites) == len(Edition) and not any(site.earlier for site in sites) and checked.memory and is_here:
            by_edition = {site.edition: site for site in sites}
            public, internal = by_edition[Edition.PUBLIC], by_edition[Edition.INTERNAL]
            staged[public.edition], staged[internal.edition] = public.stage_with(internal, stages, sign)
        for site in sites:
            if site.edition not in staged:
                staged[site.edition] = stages.enter_context(site.staged(sign))
            count = len(staged[site.edition].manifest.entries)
            say(
                told(
                    "%(edition)s: publishing %(count)s files to %(folder)s",
                    edition=verbatim(site.edition),
                    count=count,
                    folder=site.target.as_posix(),
                )
            )
        put_out(staged.values(), say, alone=alone)
        return {
            site.edition: Published(staged[site.edition].manifest, *site.remember(staged[site.edition]), site.changes)
            for site in sites
        }


def edition_files(
    holdings: Holdings, theme: Theme, say: Say, index: Index | None = None
) -> dict[str, bytes | StoredFile]:
    """Every file of an edition by its path from the site's root; from nothing but its holdings and the theme."""
    files: dict[str, bytes | StoredFile] = {}

    def put(name: str, content: Content) -> File:
        assert name not in files, f"two pages have one URL: {name}"
        files[name] = content if isinstance(content, bytes | StoredFile) else b"".join(content)
        return File(name, "", 0)

    make(resolve(holdings), theme, say, 1, index, put, {})
    return files


class _Site:
    """The site of an edition: made as if for the first time, or from what an earlier build left."""

    def __init__(
        self,
        checked: Checked,
        theme: Theme,
        work: Path,
        target: Path,
        edition: Edition,
        index: Index | None,
        pagefind: Path | None,
        say: Say,
        jobs: Crew,
        left: Published | None,
        seen: Sequence[str] | None,
        packed: Collection[str],
        *,
        alone: bool,
    ) -> None:
        self.target, self.edition = target, edition
        self._is_alone = alone
        self._left, self._seen = left, seen
        self._packed = sorted(packed)
        self._threads = workers() if isinstance(jobs, Cluster) else jobs
        self._checked, self._theme, self._work = checked, theme, work
        self._pagefind = pagefind
        self._is_afar = isinstance(jobs, Cluster)
        self._archive = checked.settled[edition].archive
        self._memory = checked.memory
        self._say, self._jobs, self._index = say, jobs, index
        self._twin = twin_of(work, edition)
        self._kept = kept_at(work, edition)
        has_log = bool(self._archive.holdings.log)
        settings = sha256(repr(self._archive.holdings.settings).encode()).hexdigest()  # which stand on every page
        self._key = f"{settings} {target.absolute()} {has_log} {index is None} {self._packed}"
        self._outcome: Outcome | None = None
        self._rewritten: set[str] = set()
        self._untouched: Callable[[], None] | None = None
        self.earlier = self._found()
        self.changes: Changes | None = None
        """Once it is staged."""

    def _found(self) -> Earlier | None:
        """What an earlier build left, if the copy of its site, or else the site, is as it left it."""
        built = self._memory.store.recall(self._kept, self._key, Built) if self._memory else None
        if built is None or self._memory is None:
            return None
        pending = self._memory.pending[self.edition]
        if pending.since == UNKNOWN or built.basis != pending.since:
            return None
        is_known = self._left is not None and self._left.states == built.states
        if is_known or (is_as_left(self._twin, built.states) if self._seen is None else self._seen == [*built.digests]):
            return Earlier.of(built, pending.facts, self._twin)
        if is_as_left(self.target, built.states) and self._copy() is not None:
            return Earlier.of(built, pending.facts, self._twin)
        return None

    @contextmanager
    def staged(self, sign: Callable[[bytes], bytes] | None) -> Iterator[Staged]:
        """The site, written and not yet seen by anybody."""
        if self.earlier:
            known = self.earlier.built.states
            # Where no later build works: a worker of a cluster that was given up may still write.
            with scratch(self._work, f"{SCRATCH}{self.edition}-", restore) as folder, ExitStack() as beside:
                self._kept.replace(folder / EARLIER)  # what is begun and not ended leaves nothing to go on from
                site = self._twin.rename(folder / "site")
                with revise(partial(self._revised, self.earlier, beside), site, self.target, known, sign) as staged:
                    yield replace(staged, untouched=self._untouched)
        else:
            with self._first(self._filled, sign) as staged:
                yield staged

    def stage_with(self, internal: "_Site", stages: ExitStack, sign: Callable[[bytes], bytes] | None) -> list[Staged]:
        """Stages this, the public edition, and the internal one, made together for the first time."""
        assert self._memory
        facts = {*self._memory.differing(), *parted_facts(self._memory.parted)}
        staged: list[Staged] = []

        def fill(place: Path) -> Iterable[File]:
            theirs, outcomes = internal._making(partial(write, place)), list[Outcome]()

            def fill_own(site: Path) -> Iterable[File]:
                own = self._making(partial(write, site))
                outcomes.extend(own.both(theirs, facts, (self._index, internal._index)))
                return self._ended(outcomes[0], site)

            staged.append(stages.enter_context(self._first(fill_own, sign)))
            return internal._ended(outcomes[1], place)

        staged.append(stages.enter_context(internal._first(fill, sign)))
        return staged

    def _first(
        self, fill: Callable[[Path], Iterable[File]], sign: Callable[[bytes], bytes] | None
    ) -> AbstractContextManager[Staged]:
        """The stage of a site that nothing earlier is known of."""
        with suppress(OSError):
            self._kept.unlink(missing_ok=True)
        shutil.rmtree(self._twin, ignore_errors=True)
        return stage(fill, self.target, self._work, sign)

    def _filled(self, site: Path) -> Iterable[File]:
        order = self._order(site) if self._is_afar else None
        return self._ended(self._making(partial(write, site), order).outcome(self._index), site)

    def _ended(self, outcome: Outcome, site: Path) -> Iterable[File]:
        before = digests(self.target)
        files = self._packed_up(outcome, site, partial(write, site))
        self._compare(before, files)
        return files

    def _revised(self, earlier: Earlier, beside: ExitStack, site: Path) -> Iterable[File]:
        """Writes what has become another in the copy of the site, and removes what is no more."""
        earlier = self.earlier = replace(earlier, site=site)
        known = earlier.known

        def put(name: str, content: Content) -> File:
            if isinstance(content, bytes):
                new = File(name, sha256(content).hexdigest(), len(content))
            elif isinstance(content, StoredFile):
                new = File(name, content.sha256, content.bytes)
            else:
                self._rewritten.add(name)
                return rewrite(site, name, content)
            before = known.get(name)
            is_same = before is not None and (before.sha256, before.bytes) == (new.sha256, new.bytes)
            return new if is_same else rewrite(site, name, content)

        order = self._order(site) if self._is_afar else None
        outcome = self._making(put, order).outcome(self._index)
        # Has somebody written there meanwhile? In one half another process looks while the rest is written.
        looks = [partial(foreign, self.target, earlier.built.states, share) for share in SHARES]
        half = beside.enter_context(aside(looks[0], 1 if self._is_alone else self._jobs))
        self._untouched = partial(refuse_foreign, self.target, look=lambda: [*looks[1](), *half()])
        files = self._packed_up(outcome, site, put)
        for name in sorted(known.keys() - {file.path for file in files}):
            remove(site, name)
        self._compare({name: file.sha256 for name, file in known.items()}, files)
        return files

    def _compare(self, before: Mapping[str, str], files: Iterable[File]) -> None:
        if before:
            self.changes = changes(before, {file.path: file.sha256 for file in files})

    def _making(self, put: Put, order: Order | None = None) -> Making:
        versions = self._memory.versions if self._memory else {}
        return Making(self._archive, self._theme, self._say, self._jobs, put, versions, self.earlier, order)

    def _packed_up(self, outcome: Outcome, site: Path, put: Put) -> list[File]:
        self._outcome = outcome
        pack(outcome, self._packed, site, put, self.earlier, self._threads)
        return list(outcome.files())

    def _order(self, site: Path) -> Order:
        """What the workers of a cluster are told."""
        assert self._memory is not None
        built_key = self._key if self.earlier else None
        return order(self._archive, self._memory, self._theme, self._checked.stored, site, built_key, self._pagefind)

    def remember(self, staged: Staged) -> tuple[Mapping[str, State] | None, Sequence[str]]:
        """Keeps what the site was built of, and a copy of it; where that cannot be done the next build makes all.

        Gives the states of its files and their digests, None where nothing is kept.
        """
        outcome, memory = self._outcome, self._memory
        assert outcome is not None
        if memory is None:
            return None, ()
        with suppress(OSError):
            found = self._copied(staged, outcome)
            if found is None:
                return None, ()
            seals = tuple(state_digests(found))
            built = Built(
                memory.pending[self.edition].until,
                outcome.log,
                self._theme.digest,
                outcome.templates,
                outcome.versions,
                outcome.around,
                outcome.bodies,
                outcome.rows,
                outcome.docs,
                outcome.parts,
                tuple(outcome.others),
                tuple(outcome.packed),
                found,
                seals,
            )
            keep(self._kept, self._key, built)
            memory.published(self.edition)
            return found, seals
        return None, ()

    def _copy(self) -> Mapping[str, State] | None:
        """Makes the twin a copy of the site, and gives the states of its files; None, and no twin, where none can be
        made."""
        shutil.rmtree(self._twin, ignore_errors=True)
        ours, theirs = (partial(copy, self.target, self._twin, share) for share in SHARES)
        try:
            self._twin.mkdir()
            with aside(theirs, self._jobs if is_worth_spreading(len(self._archive.targets)) else 1) as others:
                found = {**ours(), **others()}
            shutil.copystat(self.target, self._twin)
        except OSError:
            shutil.rmtree(self._twin, ignore_errors=True)
            return None
        return found

    def _copied(self, staged: Staged, outcome: Outcome) -> Mapping[str, State] | None:
        """The states of the files of the site, of which there is a copy; None where none can be made."""
        if not self.earlier or not staged.site.is_dir():  # where there was no site before, the copy has become it
            return self._copy()
        found = dict(self.earlier.built.states)
        now = {*(file.path for file in staged.manifest.entries), MANIFEST}
        if (self.target / SIGNATURE).exists():
            now.add(SIGNATURE)
        removed = found.keys() - now
        changed = {*outcome.changed, *self._rewritten, MANIFEST, *({SIGNATURE} & now)}
        follow(self.target, staged.site, changed, removed)
        staged.site.rename(self._twin)
        for name in removed:
            del found[name]
        found.update((name, state(self.target / name)) for name in changed)
        return found
