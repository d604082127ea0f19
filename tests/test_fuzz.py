"""The targets of `make fuzz` hold for what they begin with, and notice when the program breaks its promise."""

from dataclasses import replace

import pytest

from tests.fuzz import targets
from tests.fuzz.__main__ import main, seeds
from vankho.holdings import Edition


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_holds_for_its_seeds(name):
    texts = seeds()[name]
    assert texts
    for text in texts[:5]:
        targets.TARGETS[name](text)


def broken(monkeypatch, name):
    """The program with one fault that the target is there for, and a text that shows it."""
    find, select = targets.find, targets.select
    if name in ("whole_file", "front_matter"):
        monkeypatch.setattr(targets, "parse", lambda source: (None, ()))
        return "x"
    if name == "citations":
        monkeypatch.setattr(targets, "find", lambda *a: (replace(each, quote="x") for each in find(*a)))
        return "Công văn số 5-CV/TU"
    if name == "wall":
        monkeypatch.setattr(targets, "select", lambda d, a, _: select(d, a, Edition.INTERNAL))
        return "a {b} c"
    if name == "markup":
        monkeypatch.setattr(targets, "_pieces", lambda directive: ["<script>"])
        return "x"
    monkeypatch.setattr(targets, "render", lambda page, theme: b"<p onclick='x'></p>")
    return "x"


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_notices_a_fault(name, monkeypatch):
    targets.TARGETS["page"]("x")  # learns what pages have before they are broken
    text = broken(monkeypatch, name)
    with pytest.raises(AssertionError):
        targets.TARGETS[name](text)


def test_a_finding_is_run_again_from_its_file(tmp_path, monkeypatch, capsys):
    finding = tmp_path / "finding"
    finding.write_text("a {b} c", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["fuzz", "--only", "wall", str(finding)])
    assert main() == 0
    broken(monkeypatch, "wall")
    with pytest.raises(AssertionError, match="an internal word is public"):
        main()
