"""What the audit of dependencies says, and the list of what the program needs at run time."""

import json
import re
from pathlib import Path

import pytest

from tools.audit_deps import FAULTY, LOCKS, UNKNOWN, Answer, of_npm, of_pip, status

TOP = Path(__file__).parent.parent


def locked(name: str) -> dict[str, tuple[str, set[str]]]:
    """Version and hashes by package."""
    text = (TOP / "requirements" / f"{name}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    rows = re.findall(r"^([a-z0-9-]+)==([^ ;]+)(.*)$", text, re.MULTILINE)
    return {package: (version, set(re.findall(r"sha256:([0-9a-f]{64})", rest))) for package, version, rest in rows}


def test_the_sbom_lists_exactly_what_the_lock_file_lists():
    listed = json.loads((TOP / "sbom.cdx.json").read_text(encoding="utf-8"))
    found = {
        component["name"]: (
            component["version"],
            {each["content"] for reference in component["externalReferences"] for each in reference.get("hashes", ())},
        )
        for component in listed["components"]
    }
    assert found == locked("run"), "run 'make sbom'"
    assert len(found) == len(listed["components"])


def test_the_sbom_is_the_same_whenever_it_is_made():
    text = (TOP / "sbom.cdx.json").read_text(encoding="utf-8")
    assert "timestamp" not in text
    assert "serialNumber" not in text
    assert str(TOP) not in text


def test_every_lock_file_is_audited_and_locks_with_hashes():
    assert {path.stem for path in (TOP / "requirements").glob("*.lock")} == set(LOCKS)
    for name in LOCKS:
        assert locked(name)
        assert all(hashes for _, hashes in locked(name).values())


PIP_CLEAN = '{"dependencies": [{"name": "a", "version": "1", "vulns": []}], "fixes": []}'
PIP_FAULTY = '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}'
PIP_SKIPPED = '{"dependencies": [{"name": "a", "skip_reason": "not found on PyPI"}]}'
NPM_CLEAN = '{"vulnerabilities": {}}'
NPM_FAULTY = '{"vulnerabilities": {"x": {"name": "x", "range": "<2", "severity": "high"}}}'


@pytest.mark.parametrize(
    ("reads", "output", "expected", "said"),
    [
        (of_pip, PIP_CLEAN, 0, "no known faults"),
        (of_pip, PIP_FAULTY, FAULTY, "a 1: PYSEC-1, mended in 2"),
        (of_pip, PIP_SKIPPED, UNKNOWN, "cannot be asked: 1 of 1 packages (a: not found on PyPI)"),
        (of_pip, "", UNKNOWN, "cannot be asked: no route"),
        (of_npm, NPM_CLEAN, 0, "no known faults"),
        (of_npm, NPM_FAULTY, FAULTY, "x <2: high"),
        (of_npm, '{"statusCode": 405, "body": ""}', UNKNOWN, "cannot be asked: the registry answers 405"),
        (of_npm, '{"message": "405 Method Not Allowed", "error": {}}', UNKNOWN, "405 Method Not Allowed"),
        (of_npm, "[]", UNKNOWN, "cannot be asked: no route"),
        (of_npm, "", UNKNOWN, "cannot be asked: no route"),
    ],
)
def test_vulnerable_and_cannot_be_asked_are_told_apart(reads, output, expected, said):
    answer = reads("x.lock", output, "warning\nno route\n")
    assert status([Answer("y"), answer]) == expected
    assert said in "\n".join(answer.lines())


def test_known_faults_win_over_what_cannot_be_known():
    assert status([Answer("a", unknown="x"), Answer("b", ("fault",))]) == FAULTY
