"""Patterns that are kept compiled are what Python compiles, and what is kept is taken for nothing else."""

import marshal
import re
import shutil
import subprocess
import sys

import pytest

from vankho import beside, clauses, cues, forms, pattern, terms
from vankho.pattern import Pattern

LONG = "|".join(rf"(?P<n{number}>số[ ]{number}(?!\w))" for number in range(40))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where patterns are kept, in a folder of its own; and which are compiled."""
    folder = tmp_path / "__pycache__"
    folder.mkdir()
    monkeypatch.setattr(pattern, "__file__", str(tmp_path / "pattern.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    pattern._recalled.cache_clear()
    compiled: list[str] = []
    compile_it = re.compile

    def noted(text, flags=0):
        compiled.append(text)
        return compile_it(text, flags)

    monkeypatch.setattr(pattern.re, "compile", noted)
    yield folder / f"patterns.{sys.implementation.cache_tag}.code", compiled
    pattern._recalled.cache_clear()


def own_patterns() -> list[Pattern]:
    inside = [vars(module).values() for module in (beside, clauses, cues, forms, terms)]
    found = [each for values in inside for each in values if isinstance(each, Pattern)]
    found += [form.pattern for form in forms.FORMS]
    return [each for each in found if len(each.text) > pattern._LONG]


def test_what_is_kept_of_our_patterns_is_what_python_compiles(kept):
    path, compiled = kept
    ours = own_patterns()
    assert len(ours) > 20
    first = [pattern._kept(each.text, each.flags) for each in ours]
    assert len(marshal.loads(path.read_bytes()[pattern._HEAD :])) == len({(each.text, each.flags) for each in ours})
    compiled.clear()
    again = [pattern._kept(each.text, each.flags) for each in ours]
    assert compiled == []
    for each, one, other in zip(ours, first, again, strict=True):
        assert one == other == re.compile(each.text, each.flags)
        assert (one.groups, one.groupindex, one.flags) == (other.groups, other.groupindex, other.flags)


def test_a_kept_pattern_finds_what_it_found(kept):
    assert len(LONG) > pattern._LONG
    for _ in range(2):
        match = Pattern(LONG, re.IGNORECASE).search("Công văn SỐ 17")
        assert match is not None
        assert (match["n17"], match.lastgroup) == ("SỐ 17", "n17")
    assert kept[1] == [LONG]
    assert Pattern(LONG).search("Công văn SỐ 17") is None  # other flags, another pattern


@pytest.mark.parametrize("what", ["cut", "other code", "empty", "no marshal", "of another Python", "no such parts"])
def test_what_is_not_as_it_was_kept_is_compiled_anew(kept, monkeypatch, what):
    path, compiled = kept
    Pattern(LONG).search("")
    data = path.read_bytes()
    if what == "of another Python":
        monkeypatch.setattr(pattern.sys, "version", "4.0")
    elif what == "no such parts":
        patterns = dict.fromkeys(marshal.loads(data[pattern._HEAD :]), marshal.dumps((0, b"\xff\0\0\0")))
        pattern._keep(path, patterns)
    else:
        other = data.replace(b"n17", b"n71", 1)
        path.write_bytes({"cut": data[:-1], "other code": other, "empty": b"", "no marshal": data[:32] + b"x"}[what])
    pattern._recalled.cache_clear()
    compiled.clear()
    assert Pattern(LONG).search("số 3")
    assert compiled == [LONG]
    compiled.clear()
    assert Pattern(LONG).search("số 3")
    assert compiled == []


@pytest.mark.parametrize("why", ["nowhere", "not wanted", "elsewhere", "another Python"])
def test_where_nothing_can_be_kept_patterns_are_compiled(kept, monkeypatch, why):
    path, compiled = kept
    if why == "nowhere":
        shutil.rmtree(path.parent)
    elif why == "not wanted":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    elif why == "elsewhere":
        monkeypatch.setattr(sys, "pycache_prefix", "/elsewhere")
    else:
        monkeypatch.setattr(pattern, "_sre", None)
    for _ in range(2):
        assert Pattern(LONG).search("số 3")
    assert compiled == [LONG, LONG]
    assert not path.exists()


def test_what_an_archive_says_is_not_kept_with_the_program(kept):
    path, compiled = kept
    start, added = forms.forms_of(f"văn bản thứ {number}" for number in range(100))
    for each in (start, *(form.pattern for form in added)):
        assert len(each.text) > pattern._LONG
        each.search("")
        assert compiled.pop() == each.text
    assert not path.exists()


def test_patterns_that_are_many_are_begun_anew(kept, monkeypatch):
    path, _ = kept
    monkeypatch.setattr(pattern, "_MOST", 3)
    for number in range(5):
        Pattern(LONG + str(number)).search("")
    assert len(marshal.loads(path.read_bytes()[pattern._HEAD :])) == 2


def test_patterns_are_the_same_in_each_process():
    code = (
        "from hashlib import sha256; from vankho import forms; "
        "print(sha256(repr([form.pattern.text for form in forms.FORMS]).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
