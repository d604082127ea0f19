"""The schemas accept what `check` accepts and refuse what is misspelt."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from vankho.cli import main
from vankho.keys import ARCHIVE, FRONT_MATTER
from vankho.parse import HALVES
from vankho.schema import SCHEMAS, schema_text
from vankho.yamltree import Scalar, Sequence, compose

TOP = Path(__file__).parent.parent
VALIDATORS = {name: Draft202012Validator(json.loads(schema_text(name))) for name in SCHEMAS}


def plain(node):
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(each) for each in node.nodes]
    return {key.text: plain(value) for key, value in node.entries}


def read(text):
    return plain(compose(text, "x")[0])


LETTERS = sorted((TOP / "content").glob("*/*/*.md"))


def front(path):
    return read(HALVES.fullmatch(path.read_text(encoding="utf-8"))["head"])


def archive():
    return read((TOP / "content" / "archive.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema(name):
    Draft202012Validator.check_schema(json.loads(schema_text(name)))


def test_what_stands_in_content_is_valid():
    assert len(LETTERS) == 5
    for path in LETTERS:
        assert [error.message for error in VALIDATORS["directive"].iter_errors(front(path))] == []
    assert [error.message for error in VALIDATORS["archive"].iter_errors(archive())] == []


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": ["x"]},
        {"access": "secret"},
        {"date": "8/5/2023"},
        {"recipients": "x"},
        {"issuer": "Tỉnh ủy"},
        {"signers": [{"nam": "x"}]},
        {"signers": [{"position": "x"}]},
        {"place": {"value": "x"}},
        {"number": {"value": "1-CV/TU", "access": "internal"}},
        {"relations": [{"relation": "replace", "document": "x"}]},
        {"subject": ""},
    ],
    ids=str,
)
def test_what_is_wrong_in_front_matter_is_invalid(change):
    assert not VALIDATORS["directive"].is_valid({**front(LETTERS[0]), **change})


@pytest.mark.parametrize("key", [field.key for field in FRONT_MATTER if field.required])
def test_a_key_that_is_missing_is_told(key):
    values = front(LETTERS[0])
    del values[key]
    assert not VALIDATORS["directive"].is_valid(values)


def test_what_is_wrong_in_the_archive_is_invalid():
    assert not VALIDATORS["archive"].is_valid({**archive(), "tittle": "x"})
    assert not VALIDATORS["archive"].is_valid({**archive(), "issuers": {"a": {"name": "A", "side": "đảng"}}})
    assert not VALIDATORS["archive"].is_valid({**archive(), "issuers": {"Tỉnh": {"name": "A", "side": "party"}}})


@pytest.mark.parametrize(
    ("name", "field"), [("directive", f) for f in FRONT_MATTER] + [("archive", f) for f in ARCHIVE]
)
def test_each_example_is_valid_and_each_key_is_told_in_vietnamese(name, field):
    part = json.loads(schema_text(name))["properties"][field.key]
    assert Draft202012Validator(part).is_valid(read(field.example)[field.key])
    assert part["title"].casefold() == field.vietnamese.casefold()
    assert field.example in part["description"]


def test_what_may_be_internal_may_be_guarded():
    guarded = {"value": "x", "access": "internal"}
    values = {**front(LETTERS[0]), "place": guarded, "recipients": ["a", guarded], "effective": "2023-06-01"}
    values["signers"] = [{"value": {"name": "A"}, "access": "internal"}]
    assert VALIDATORS["directive"].is_valid(values)


def test_the_command(tmp_path, capsys):
    assert main(["schema", "directive"]) == 0
    assert capsys.readouterr().out == schema_text("directive")
    assert main(["schema", "archive", "--output", str(tmp_path / "a.json")]) == 0
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == schema_text("archive")
    assert main(["schema", "archive", "--output", str(tmp_path / "none" / "a.json")]) == 2


def test_hooks_name_commands_that_are_there():
    text = (TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    hooks = plain(compose("x:\n" + text, "x")[0])["x"]
    guide = (TOP / "docs" / "editors.md").read_text(encoding="utf-8")
    assert [hook["id"] for hook in hooks] == ["vankho-check", "vankho-fmt"]
    assert hooks[0]["always_run"] == "true"  # a commit that only removes files has none to name
    for hook in hooks:
        assert f"- id: {hook['id']}" in guide
        with pytest.raises(SystemExit) as end:
            main([*hook["entry"].split()[1:], "--help"])
        assert end.value.code == 0
