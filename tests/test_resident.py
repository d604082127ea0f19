"""A process that stays: what is the same is not read, shown or decided once more, and all is as a first build has it."""

import gc

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, examples, letter
from test_build_again import AUTHORITIES, ONE, TEXTS, TWO, WRITTEN, is_right, sound, write
from test_resolve_again import SAID

from vankho.cached import CACHE
from vankho.holdings import Edition
from vankho.loading import load
from vankho.memory import Memory
from vankho.preview import Preview


def preview_of(project):
    """What builds a project into its site/."""
    return Preview(project / "content", project / "site", tuple(Edition), SILENT)


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "kho", TEXTS)
    return tmp_path / "kho"


STEPS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdef"), WRITTEN, max_size=3),
        st.lists(st.tuples(st.integers(0, 5), SAID | st.just("1. Một.")), max_size=2),
        st.sampled_from(["", "", "", *AUTHORITIES]),
        st.sampled_from(Edition),
    ),
    min_size=2,
    max_size=5,
)


@pytest.mark.slow
@settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(STEPS)
def test_after_any_edits_all_is_as_a_first_build_has_it(tmp_path_factory, steps):
    project = tmp_path_factory.mktemp("edits") / "kho"
    preview = preview_of(project)
    letters: dict[str, str] = {}
    for more, texts, says, first in steps:  # of most steps only texts are others
        letters |= more
        for place, text in texts:
            if letters:
                name = sorted(letters)[place % len(letters)]
                letters[name] += f"\n\n{text}\n"
        write(project, sound(letters), AUTHORITIES[says])
        assert preview.build(SILENT, first) == []
        assert is_right(project)


def untouched(*arguments):
    raise AssertionError("it is done once more")


def test_where_only_a_text_is_another_nothing_is_shown_or_decided_again(project, monkeypatch):
    preview = preview_of(project)
    assert preview.build(SILENT) == []
    for name in ("vankho.loading.selected", "vankho.memory.settle", "vankho.store._card"):
        monkeypatch.setattr(name, untouched)
    write(project, TEXTS)
    assert preview.build(SILENT) == []
    monkeypatch.undo()
    for name in ("vankho.loading.selected", "vankho.memory.settle"):
        monkeypatch.setattr(name, untouched)
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert preview.build(SILENT) == []
    monkeypatch.undo()
    assert is_right(project)


def test_in_a_folder_of_its_own_it_looks_for_nobody_else_s_files(project, monkeypatch):
    changed = {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")}
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    assert preview.build(SILENT) == []
    write(project, changed)
    with monkeypatch.context() as alone:
        alone.setattr("vankho.publish.refuse_foreign", untouched)
        assert preview.build(SILENT) == []
    page = project / ".vankho" / "preview" / "site" / "public" / ONE / "index.html"
    assert "Hai nội dung." in page.read_text()


def test_where_others_may_write_nothing_of_theirs_is_lost(project):
    preview = preview_of(project)
    assert preview.build(SILENT) == []
    theirs = project / "site" / "public" / "mine.txt"
    theirs.write_text("x")
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert theirs.name in preview.build(SILENT)[0]["message"]
    assert theirs.read_text() == "x"


OTHERS = {
    "what it cites": (TWO, TEXTS[TWO].replace("10-CV/TU", "12-CV/TU"), ARCHIVE),
    "its subject": (ONE, TEXTS[ONE].replace("Về công tác", "Về việc khác"), ARCHIVE),
    "it becomes internal": (ONE, TEXTS[ONE].replace("access: public", "access: internal"), ARCHIVE),
    "the title of the archive": (ONE, TEXTS[ONE], AUTHORITIES["the title"]),
    "a parent in archive.yaml": (ONE, TEXTS[ONE], AUTHORITIES["another parent"]),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_another_is_seen(project, what):
    name, text, says = OTHERS[what]
    preview = preview_of(project)
    for texts, authority in ((TEXTS, ARCHIVE), ({**TEXTS, name: text}, says), (TEXTS, ARCHIVE)):
        write(project, texts, authority)
        assert preview.build(SILENT) == []
        assert is_right(project)


def test_what_is_wrong_is_told_and_then_all_goes_on(project):
    preview = preview_of(project)
    assert preview.build(SILENT) == []
    write(project, {**TEXTS, ONE: "x"})
    assert [fault["file"].endswith(f"{ONE}.md") for fault in preview.build(SILENT)] == [True]
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert preview.build(SILENT) == []
    assert is_right(project)


def test_what_another_process_has_kept_meanwhile_is_read(project):
    """It has read the new letter, so that by the times of the files there is nothing to read."""
    preview = preview_of(project)
    assert preview.build(SILENT) == []
    write(project, {**TEXTS, ONE: letter(subject="Về việc khác", body="Một nội dung.")})
    load(project / "content", SILENT, 1, project / ".vankho" / "preview", warn=False)
    assert preview.build(SILENT) == []
    assert is_right(project)


def test_nothing_stays_of_builds_that_are_over_but_the_last(project):
    preview = preview_of(project)
    for number in range(4):
        write(project, {**TEXTS, ONE: letter(subject=f"Về việc {number}")})
        assert preview.build(SILENT) == []
    gc.collect()
    assert sum(type(each) is Memory for each in gc.get_objects()) <= 1


def test_a_cache_that_is_gone_or_damaged_is_made_anew(project):
    preview = preview_of(project)
    assert preview.build(SILENT) == []
    decided = project / ".vankho" / "preview" / "cache-decided-public"
    decided.unlink()
    assert preview.build(SILENT) == []
    assert decided.is_file()
    cache = project / ".vankho" / "preview" / CACHE
    for spoil in (cache.unlink, lambda: cache.write_bytes(b"x" * 9000)):
        spoil()
        write(project, {**TEXTS, ONE: letter(body=f"Nội dung {spoil}.")})
        assert preview.build(SILENT) == []
        assert is_right(project)
