"""The wheel as a keeper installs it: an environment with nothing else, an empty folder, and three commands to a site.

With the lowest versions that pyproject.toml allows and with the locked ones, and, in `make newest`, with whatever PyPI
has today.
"""

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from email import message_from_string
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
DESK = TOP / "tests" / "desk"
BODY = ("--issuer-name", "Tỉnh ủy Quảng Ngãi", "--side", "party", "--symbol", "TU")
HAS_LOWEST = (3, 13)
"""The newest Python for which all the lowest versions have wheels."""
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, TOP]
    subprocess.run(build, check=True, capture_output=True)
    (found,) = folder.glob("vankho-*.whl")
    return found


def needed(wheel: Path) -> list[Requirement]:
    """What the wheel says that it needs, without its extras."""
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (each for each in packed.namelist() if each.endswith(".dist-info/METADATA"))
        said = message_from_string(packed.read(name).decode()).get_all("Requires-Dist", [])
    found = map(Requirement, said)
    return [each for each in found if each.marker is None or each.marker.evaluate({"extra": ""})]


def lowest(needs: list[Requirement]) -> dict[str, str]:
    """The lowest version of each that is allowed."""
    found = {}
    for each in needs:
        (bound,) = (one.version for one in each.specifier if one.operator == ">=")
        found[canonicalize_name(each.name)] = bound
    return found


def locked() -> dict[str, str]:
    text = (TOP / "requirements" / "run.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def install(wheel: Path, folder: Path, versions: dict[str, str]) -> Path:
    """A new environment with the wheel and what it asks for, in these versions; its programs."""
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()), encoding="utf-8")
    venv.create(folder / "env")
    programs = folder / "env" / "bin"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "--quiet",
        "--disable-pip-version-check",
        "--retries",
        "1",
    ]
    asked = [*pip, "install", "--only-binary", ":all:", "-c", constraints, wheel]
    done = subprocess.run(asked, env=ALONE, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        why = "this test needs the network (PyPI), or a version that pyproject.toml allows has no wheel here"
        pytest.fail(f"pip could not install the wheel: {why}\n{done.stderr}", pytrace=False)
    return programs


def installed(programs: Path) -> dict[str, str]:
    code = "from importlib.metadata import distributions as all\nfor each in all(): print(each.name, each.version)"
    done = subprocess.run([programs / "python", "-c", code], env=ALONE, capture_output=True, text=True, check=True)
    return {canonicalize_name(name): version for name, version in map(str.split, done.stdout.splitlines())}


def begin_and_build(programs: Path, project: Path) -> None:
    """An empty folder, and there: init, import of a Word file and a PDF, check, build."""
    project.mkdir()

    def vankho(*arguments: str | Path) -> None:
        done = subprocess.run(
            [programs / "vankho", *arguments], env=ALONE, cwd=project, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()

    vankho("init", *BODY)
    (word,), (pdf,) = DESK.glob("000_*.docx"), DESK.glob("001_*.pdf")
    vankho("import", word, pdf, "--access", "public")
    vankho("check")
    vankho("build")
    for edition in ("public", "internal"):
        site = project / "site" / edition
        letter = (site / "tinh-uy-quang-ngai/2023/1593-cv-tu/index.html").read_text(encoding="utf-8")
        assert "<h1" in letter
        assert "1593-CV/TU" in letter
        assert "1055-CV/TU" in (site / "tinh-uy-quang-ngai/index.html").read_text(encoding="utf-8")
        assert (site / "pagefind/pagefind.js").is_file()
        assert list(site.glob("pagefind/index/*.pf_index"))
        vankho("verify", site)


def test_with_the_lowest_versions_that_are_allowed(wheel, tmp_path):
    if sys.version_info[:2] > HAS_LOWEST:
        pytest.skip(f"some of the lowest versions have no wheel for Python newer than {HAS_LOWEST}")
    wanted = lowest(needed(wheel))
    assert len(wanted) > 5
    programs = install(wheel, tmp_path, locked() | wanted)
    have = installed(programs)
    assert {name: Version(have[name]) for name in wanted} == {name: Version(each) for name, each in wanted.items()}
    begin_and_build(programs, tmp_path / "kho")


def test_with_the_locked_versions(wheel, tmp_path):
    programs = install(wheel, tmp_path, locked())
    have = installed(programs)
    assert {name: have[name] for name in lowest(needed(wheel))}.items() <= locked().items()
    begin_and_build(programs, tmp_path / "kho")


@pytest.mark.newest
def test_with_the_newest_versions_of_today(wheel, tmp_path):
    programs = install(wheel, tmp_path, {})
    print("\n".join(f"{name}=={version}" for name, version in sorted(installed(programs).items())))
    begin_and_build(programs, tmp_path / "kho")


def test_every_dependency_has_a_lowest_version_those_of_extras_too(wheel):
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [Requirement(each) for group in project["optional-dependencies"].values() for each in group]
    assert lowest(needed(wheel)).keys() == {
        canonicalize_name(Requirement(each).name) for each in project["dependencies"]
    }
    assert lowest(extras)


def test_without_the_network_it_says_so(wheel, tmp_path, monkeypatch):
    for name in [name for name in ALONE if name.startswith("PIP_")]:
        monkeypatch.delitem(ALONE, name)
    monkeypatch.setitem(ALONE, "PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setitem(ALONE, "PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(pytest.fail.Exception, match="needs the network"):
        install(wheel, tmp_path, {})
