"""What a later build says of an archive, and what it shows of it, is what a first one does: it looks at few letters."""

from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, edits, examples, letter, write_content

from vankho import check, memory
from vankho.doubts import _of_editions
from vankho.holdings import Edition
from vankho.loading import Checked, load

OWN = {  # by name: number, what the file says besides
    "tinh-uy-a/2023/1-kh-tu": ("1-KH/TU", "kế hoạch"),
    "tinh-uy-a/2023/2-kh-tu": ("2-KH/TU", "kế hoạch"),
    "tinh-uy-a/2023/3-kh-tu": ("3-KH/TU", "kế hoạch"),
    "tinh-uy-a/2023/01-kh-tu": ("1-KH/TU", "kế hoạch"),
    "tinh-uy-a/2023/hai": ("2-KH/TU", "kế hoạch"),
    "tinh-uy-a/2023/4-cv-tu": ("4-CV/TU", "kế hoạch"),
}
SAYS = (
    "",
    "formerly: [/tinh-uy-a/2023/2-kh-tu/]\n",
    "formerly: [/tinh-uy-a/2023/9-kh-tu/]\n",
    "record: dai-hoi-a-xx\n",
    "aliases: [Chương trình hành động của Tỉnh ủy]\n",
    "aliases: [chương trình  hành động của Tỉnh uỷ]\n",
    "slug: 2-kh-tu\n",
    "slug: hai\n",
    "organ: Ban Thường vụ\n",
)
EDITS = edits(
    OWN, st.sampled_from(SAYS), st.sampled_from(("2023-05-08", "2023-05-09")), st.sampled_from(("public", "internal"))
)


def written(folder: Path, step: dict[str, tuple[str, str, str] | None]) -> None:
    for name, edit in step.items():
        path = folder / "content" / f"{name}.md"
        if edit is None:
            path.unlink(missing_ok=True)
        else:
            more, day, access = edit
            number, kind = OWN[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(letter(number, kind=kind, date=day, access=access, more=more), encoding="utf-8")


def told(checked: Checked) -> tuple[object, ...]:
    """All that is said, and all that is shown of what is sound."""
    shown = [checked.holdings(each) for each in Edition] if checked.sound else []
    return checked.problems, [
        (d, d.ids, d.having_files, d.formerly, dict(d.filed)) for d in (each.directives for each in shown)
    ]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_after_any_edits_the_same_is_said_and_shown_as_by_a_first_look(tmp_path, states):
    rmtree(tmp_path / "content", ignore_errors=True)
    rmtree(tmp_path / ".vankho", ignore_errors=True)
    write_content(tmp_path / "content", {}, ARCHIVE)
    for step in states:
        written(tmp_path, step)
        again = load(tmp_path / "content", SILENT, 1, tmp_path / ".vankho")
        assert told(again) == told(load(tmp_path / "content", SILENT))


ONE, TWO = "tinh-uy-a/2023/1-kh-tu", "tinh-uy-a/2023/2-kh-tu"
AGAINST = {
    "the number": (
        {ONE: letter("1-KH/TU", kind="kế hoạch")},
        {"tinh-uy-a/2023/mot": letter("1-KH/TU", kind="kế hoạch", more="slug: mot\n")},
        "same-directive",
    ),
    "a former address": (
        {ONE: letter("1-KH/TU", kind="kế hoạch", more="formerly: [/tinh-uy-a/2023/9-kh-tu/]\n")},
        {TWO: letter("2-KH/TU", kind="kế hoạch", more="formerly: [/tinh-uy-a/2023/9-kh-tu/]\n")},
        "same-address",
    ),
    "an address that was another's": (
        {ONE: letter("1-KH/TU", kind="kế hoạch", more="formerly: [/tinh-uy-a/2023/2-kh-tu/]\n")},
        {TWO: letter("2-KH/TU", kind="kế hoạch")},
        "same-address",
    ),
    "the address of another": (
        {ONE: letter("1-KH/TU", kind="kế hoạch")},
        {TWO: letter("2-KH/TU", kind="kế hoạch", more="formerly: [/tinh-uy-a/2023/1-kh-tu/]\n")},
        "same-address",
    ),
    "a record": (
        {ONE: letter("1-KH/TU", kind="kế hoạch", more="record: dai-hoi-a-xx\n")},
        {TWO: letter("2-KH/TU", kind="kế hoạch", more="record: dai-hoi-a-xx\n")},
        "same-directive",
    ),
    "a name": (
        {ONE: letter("1-KH/TU", kind="kế hoạch", more="aliases: [Chương trình hành động của Tỉnh ủy]\n")},
        {TWO: letter("2-KH/TU", kind="kế hoạch", more="aliases: [chương trình  hành động của Tỉnh uỷ]\n")},
        "same-name",
    ),
}


@pytest.mark.parametrize("what", AGAINST)
def test_what_one_has_against_another_is_found_though_few_are_looked_at(tmp_path, monkeypatch, what):
    first, second, code = AGAINST[what]
    others = {
        f"tinh-uy-a/2022/{n}-kh-tu": letter(f"{n}-KH/TU", kind="kế hoạch", date="2022-05-08") for n in range(1, 9)
    }
    content, work = tmp_path / "content", tmp_path / ".vankho"
    looked: list[int] = []
    problems = check.problems

    def noted(directives, *rest):
        looked.append(len(directives))
        return problems(directives, *rest)

    monkeypatch.setattr(check, "problems", noted)
    for one, other in ((first, second), (second, first)):
        rmtree(content, ignore_errors=True)
        write_content(content, {**others, **one})
        assert load(content, SILENT, 1, work).sound
        some, text = next(iter(others.items()))  # something else comes between
        write_content(content, {some: text.replace("Về công tác", "Về việc khác")})
        assert load(content, SILENT, 1, work).sound
        write_content(content, other)
        looked.clear()
        found = load(content, SILENT, 1, work)
        assert not found.sound
        assert code in [each.code for each in found.problems]
        assert looked[0] == 2  # and then all, to tell it
        assert told(found) == told(load(content, SILENT))
        for name in other:
            (content / f"{name}.md").unlink()
        looked.clear()
        assert load(content, SILENT, 1, work).sound
        assert looked == []


def test_of_many_changes_all_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "FEW", 2)
    content, work = tmp_path / "content", tmp_path / ".vankho"
    for subject in ("Về công tác", "Về việc khác"):
        letters = {f"tinh-uy-a/2023/{n}-cv-tu": letter(f"{n}-CV/TU", subject=subject) for n in range(1, 6)}
        write_content(content, letters)
        assert told(load(content, SILENT, 1, work)) == told(load(content, SILENT))


CITES = (
    "Nội dung.",
    "Theo :internal[Kế hoạch số 7-KH/TU ngày 05/02/2023 của Tỉnh ủy A].",
    *(f"Theo Kế hoạch số 7-KH/TU ngày {day}/02/2023 của Tỉnh ủy A." for day in ("05", "06", "07")),
)
DATED = edits(
    "1237",
    st.sampled_from(CITES),
    st.sampled_from(("2023-02-05", "2023-02-06")),
    st.sampled_from(("public", "internal")),
    most=2,
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(DATED)
def test_after_any_edits_the_same_is_said_of_what_is_cited(tmp_path, states):
    rmtree(tmp_path / "content", ignore_errors=True)
    rmtree(tmp_path / ".vankho", ignore_errors=True)
    write_content(tmp_path / "content", {}, ARCHIVE)
    for step in states:
        for number, edit in step.items():
            path = tmp_path / "content" / f"tinh-uy-a/2023/{number}-kh-tu.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            if edit:
                body, day, access = edit
                text = letter(f"{number}-KH/TU", kind="kế hoạch", date=day, access=access, body=body)
                path.write_text(text, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        again = load(tmp_path / "content", SILENT, 1, tmp_path / ".vankho")
        assert again.problems == load(tmp_path / "content", SILENT).problems
        public, internal = (again.settled[edition] for edition in (Edition.PUBLIC, Edition.INTERNAL))
        shown = public.archive.holdings.directives.ids
        alike = [each for each in shown if internal.state.settled[each].cited == public.state.settled[each].cited]
        assert not [
            problem for each in alike for problem in _of_editions(each, internal.archive, public.archive, shown)
        ]
