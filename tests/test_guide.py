"""The clerk's guide (docs/huong-dan) and the recipes that it hands out say what the program does.

`python tests/test_guide.py write` puts the messages of `check` into the guide as the program says them now.
"""

import argparse
import os
import pwd
import re
import shlex
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stdout
from email.message import Message
from io import StringIO
from pathlib import Path

import pytest
import yaml
from make import built_files, letter, source, write_content
from servers import _free, program
from web import write_files

from tools.guide_pictures import MOST_BYTES, OUT, PICTURES
from vankho.authority import read_authority
from vankho.cli import main
from vankho.options import parser
from vankho.parse import parse
from vankho.problem import PROBLEMS
from vankho.yamltree import compose

TOP = Path(__file__).parent.parent
RECIPES = TOP / "docs" / "hosting"
GUIDES = sorted((TOP / "docs" / "huong-dan").glob("*.md"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in GUIDES}
FIX = "06-thu-phap-loi.md"

OTHERS = {"python3", "source", "pip", "mkdir", "cd", "explorer.exe", "grep", "rsync", "sudo", "find"}
"""What else the guide has a clerk type."""


def blocks(text: str, *languages: str) -> list[str]:
    """The fenced blocks of a language."""
    return [
        block for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S) if language in languages
    ]


# --- commands ----------------------------------------------------------------------------------------------------------
def _typed(text: str) -> list[str]:
    """Lines of blocks for a terminal, without the prompt of console blocks."""
    lines = "".join(blocks(text, "sh")).splitlines()
    lines += [line[2:] for line in "".join(blocks(text, "console")).splitlines() if line.startswith("$ ")]
    return [line for line in lines if line and not line.startswith("#")]


def _run_lines(recipe: str) -> list[str]:
    """What a workflow has its machine run."""
    found: list[str] = []

    def look(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                listed = value if isinstance(value, list) else [value]
                if key in ("run", "script"):
                    found.extend(line for each in listed for line in str(each).splitlines())
                else:
                    look(value)
        elif isinstance(node, list):
            for each in node:
                look(each)

    look(yaml.safe_load((RECIPES / recipe).read_text(encoding="utf-8")))
    return found


WORKFLOWS = ["github-pages.yml", "gitlab-ci.yml"]
COMMANDS = [(name, line) for name, text in TEXTS.items() for line in _typed(text)]
COMMANDS += [(name, line.strip()) for name in WORKFLOWS for line in _run_lines(name)]
OURS = sorted({(name, line) for name, line in COMMANDS if line.startswith("vankho ")})


def _commands() -> dict[str, argparse.ArgumentParser]:
    whole = parser()
    (choices,) = (each.choices for each in whole._actions if isinstance(each, argparse._SubParsersAction))
    return choices


def accepted(words: list[str]) -> bool:
    """Whether the program takes it; it takes the beginning of an option too, but nobody is told that."""
    there = _commands().get(words[0])
    if there and not {word for word in words if word.startswith("--")} <= set(there._option_string_actions):
        return False
    try:
        parser().parse_args(words)
    except SystemExit as ended:  # 0: --help, --version
        return ended.code == 0
    return True


@pytest.mark.parametrize(("name", "line"), OURS)
def test_each_command_is_one_of_the_program(name, line):
    words = shlex.split(line)[1:]
    assert accepted(words), f"{name}: {line}"


def test_the_guide_is_about_these_commands():
    assert {line.split()[1] for _, line in OURS} >= {"init", "import", "check", "serve", "build", "verify", "withdraw"}
    assert not accepted(["build", "--editions", "public"])
    assert not accepted(["build", "--edit", "public"])
    assert not accepted(["buidl"])


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_else_is_typed_is_a_program_that_we_know(name):
    assert [line for line in _typed(TEXTS[name]) if shlex.split(line)[0] not in OTHERS | {"vankho"}] == []


@pytest.mark.parametrize("name", TEXTS)
def test_commands_in_running_text_are_there(name):
    for line in re.findall(r"`vankho ([a-z][^`]*)`", TEXTS[name]):
        words = shlex.split(line)
        assert words[0] in _commands(), line
        assert {word for word in words if word.startswith("--")} <= set(_commands()[words[0]]._option_string_actions), (
            line
        )


# --- links -------------------------------------------------------------------------------------------------------------
def anchors(text: str) -> set[str]:
    """The ids that GitHub and GitLab give to headings."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", TEXTS)
def test_links_and_anchors_lead_somewhere(name):
    links = re.findall(r"\]\(([^)]+)\)", TEXTS[name])
    for link in links:
        path, _, anchor = link.partition("#")
        target = (TOP / "docs" / "huong-dan" / path) if path else (TOP / "docs" / "huong-dan" / name)
        assert target.is_file(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_the_list_of_contents_names_every_page():
    listed = re.findall(r"^\d\. \[[^\]]+\]\(([^)]+)\)", TEXTS["README.md"], re.M)
    assert listed == sorted(set(TEXTS) - {"README.md"})


def test_every_picture_is_shown_and_small():
    shown = {link for text in TEXTS.values() for link in re.findall(r"!\[[^\]]+\]\(anh/([^)]+)\)", text)}
    there = {path.name: path.stat().st_size for path in OUT.iterdir()}
    assert shown == set(there) >= {f"{name}.jpg" for name in PICTURES}
    assert [name for name, size in there.items() if not 10_000 < size <= MOST_BYTES] == []


# --- examples ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", TEXTS)
def test_whole_letters_are_read(name):
    for block in blocks(TEXTS[name], "markdown"):
        directive, problems = parse(source(block))
        assert [str(problem) for problem in problems] == []
        assert directive is not None


@pytest.mark.parametrize("name", TEXTS)
def test_keys_are_read_in_a_letter_or_in_archive_yaml(name):
    for block in blocks(TEXTS[name], "yaml"):
        if block.startswith("# content/archive.yaml\n"):
            assert [str(problem) for problem in read_authority(block, "content/archive.yaml")[1]] == []
            continue
        _, unread = compose(block, "block")
        assert not unread
        keys = re.findall(r"^(\w+):", block, re.M)
        assert keys
        head = [line for line in letter().split("---")[1].strip().splitlines() if line.split(":")[0] not in keys]
        directive, problems = parse(source("---\n" + "\n".join([*head, block]) + "---\n\nNội dung.\n"))
        assert [str(problem) for problem in problems] == []
        assert directive is not None


def test_fifteen_problems_are_explained_and_are_problems():
    headings = re.findall(r"^## ([0-9]+)\. (.+)$", TEXTS[FIX], re.M)
    assert [int(number) for number, _ in headings] == list(range(1, 16))
    named = [code for _, codes in headings for code in codes.split(", ")]
    named += re.findall(r"^(?:\| `|Lỗi `)([a-z-]+)`", TEXTS[FIX].split("## Không phải lỗi")[0], re.M)
    assert len(named) > 20
    assert [code for code in named if code not in PROBLEMS] == []


BAD = "number: 1593-CV/TU\ntype: công văn\nissuer: tinh-uy-quang-ngai\ndate: 2023-05-08\nsubject: Về việc A\naccess: public\n"
FAULTS = [
    ("access: public\n", ""),
    ("2023-05-08", "08/5/2023"),
    ("date: 2023-05-08", "date:"),
    ("access", "recipient: [Như trên]\naccess"),
    ("access", "\taccess"),
    ("access", "recipients:\n  - VPTU: CVP\naccess"),
    ("access", "subject: Về việc B\naccess"),
    ("tinh-uy-quang-ngai", "huyen-uy-x"),
    ("công văn", "công vănn"),
    ("công văn", "kết luận"),
    ("access", "files: [{path: a.pdf}]\naccess"),
]
BODIES = ["::: internal\nViệc A.", "MẬT\n\nViệc A.", "Lưu hành nội bộ\n\nViệc A."]


def said(folder: Path) -> dict[str, list[str]]:
    """What `check` tells a clerk of one fault a file, by code, without the places."""
    archive = (TOP / "content" / "archive.yaml").read_text(encoding="utf-8")
    year = "tinh-uy-quang-ngai/2023"
    faulty = [(BAD.replace(*fault), "A.") for fault in FAULTS] + [(BAD, body) for body in BODIES]
    files = {
        f"{year}/{at}-cv-tu": f"---\n{head.replace('1593-', f'{at}-')}---\n\n{body}\n"
        for at, (head, body) in enumerate(faulty, 100)
    }
    files[f"{year}/17-cv-tu"] = f"---\n{BAD.replace('1593', '17').replace('2023', '2024')}---\n\nA.\n"
    content = write_content(folder / "content", files, archive)
    (content / year / "ban-quet-thua.tmp").write_bytes(b"x")
    (content / year / "300-cv-tu.md").write_bytes(b"\xff\xfe")
    with redirect_stdout(StringIO()) as output:
        main(["check", "--content", str(content), "--jobs", "1"])
    told = defaultdict(list)
    for line in output.getvalue().replace(f"{content}/", "content/").splitlines():
        message = line.partition(": ")[2]
        told[message.partition(":")[0]].append(message)
    return told


def with_messages(text: str, told: dict[str, list[str]]) -> str:
    """A guide in which the n-th quotation of a code is the n-th message of that code."""
    left = {code: iter(messages) for code, messages in told.items()}

    def anew(block: re.Match) -> str:
        lines = []
        for line in block[0].splitlines():
            place, message = re.fullmatch(r"(content/\S+ )?(.*)", line).groups()
            code = message.partition(":")[0]
            lines.append((place or "") + next(left[code]) if code in left else line)
        return "\n".join(lines)

    return re.sub(r"^```text\n.*?^```$", anew, text, flags=re.M | re.S)


def test_messages_are_quoted_as_the_program_says_them(tmp_path):
    """Run this file with `write` where they have become others, and read the guide again."""
    told = said(tmp_path)
    assert {name: with_messages(text, told) for name, text in TEXTS.items()} == TEXTS
    quoted = [line.partition(":")[0] for line in "".join(blocks(TEXTS[FIX], "text")).splitlines()]
    assert len([code for code in quoted if code in told]) >= 15
    assert [code for code in quoted if code in PROBLEMS and code not in told] == []


# --- recipes -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The public edition of the five letters, with search and a file of a letter."""
    root = tmp_path_factory.mktemp("site")
    write_files(root, built_files(TOP / "content", search=True))
    return root


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_builds_and_verifies_the_public_edition_only(name):
    lines = [line.strip() for line in _run_lines(name)]
    ours = [line for line in lines if line.startswith("vankho ")]
    assert ours == ["vankho build --edition public", "vankho verify site/public --against content"]
    assert "exit 1" in lines  # where others can read the repository


def test_web_config_names_the_type_of_every_file_of_a_site(site):
    tree = ElementTree.parse(RECIPES / "web.config")
    types = {each.get("fileExtension"): each.get("mimeType") for each in tree.iter("mimeMap")}
    assert {path.suffix for path in site.rglob("*") if path.is_file()} <= set(types)
    removed = [each.get("fileExtension") for each in tree.iter("remove") if each.get("fileExtension")]
    assert removed == list(types)  # what IIS has already would else be a fault
    nginx = (RECIPES / "nginx-site.conf").read_text(encoding="utf-8")
    for kinds, endings in [line.split(None, 1) for line in re.findall(r"^    (\w+/\S+ [a-z0-9 ]+);$", nginx, re.M)]:
        for ending in endings.split():
            if ending != "wasm":  # the search has its own inside a .pagefind file
                assert types[f".{ending}"].split(";")[0] == kinds
    (error,) = tree.iter("error")
    assert (error.get("statusCode"), error.get("path")) == ("404", "404.html")
    assert (site / "404.html").is_file()


APACHE = """\
ServerRoot {run}
PidFile {run}/pid
ErrorLog {run}/error.log
Listen 127.0.0.1:{port}
ServerName localhost
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule negotiation_module {modules}/mod_negotiation.so
LoadModule autoindex_module {modules}/mod_autoindex.so
TypesConfig /dev/null
DocumentRoot {root}
<Directory {root}>
    Options Indexes MultiViews
    AllowOverride FileInfo Indexes Options=Indexes,MultiViews
</Directory>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
"""
"""As on shared hosting: it lists folders and guesses names, unless the recipe forbids it."""

MODULES = Path("/usr/lib/apache2/modules")


@pytest.fixture(scope="module")
def apache(site, tmp_path_factory) -> Iterator[str]:
    where = program("apache2") or program("httpd")
    if where is None or not MODULES.is_dir():
        pytest.skip("there is no Apache")
    run = tmp_path_factory.mktemp("apache")
    root = run / "root"
    write_files(
        root, {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    )
    (root / ".htaccess").write_bytes((RECIPES / "apache.htaccess").read_bytes())
    user = ""
    if os.getuid() == 0:
        user = f"User {pwd.getpwuid(65534).pw_name}\nGroup nogroup"
        for folder in (run, *run.parents[:-2]):
            folder.chmod(folder.stat().st_mode | 0o055)
    (port,) = _free(1)
    settings = APACHE.format(run=run, port=port, user=user, modules=MODULES, root=root)
    (run / "apache.conf").write_text(settings, encoding="utf-8")
    with (run / "output.log").open("wb") as output:
        process = subprocess.Popen([where, "-X", "-f", run / "apache.conf"], stdout=output, stderr=output)
    home = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(home).close()
                break
            except urllib.error.HTTPError as refused:
                refused.close()
                break
            except OSError:
                assert process.poll() is None, (run / "output.log").read_text(encoding="utf-8")
                time.sleep(0.1)
        yield home
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
def test_apache_serves_a_site_with_its_recipe(apache, site):
    def ask(path: str) -> tuple[int, Message, bytes]:
        try:
            answer = urllib.request.urlopen(apache + path)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    types = {
        each.get("fileExtension"): each.get("mimeType")
        for each in ElementTree.parse(RECIPES / "web.config").iter("mimeMap")
    }
    kinds = {path.suffix: path for path in sorted(site.rglob("*")) if path.is_file()}
    assert len(kinds) > 10
    for suffix, path in kinds.items():
        status, headers, body = ask("/" + path.relative_to(site).as_posix())
        assert (status, body) == (200, path.read_bytes())
        assert headers["Content-Type"].split(";")[0] == types[suffix].split(";")[0]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Encoding"] is None
        lasting = re.search(r"/assets/.+[.][0-9a-f]{8}[.]", f"/{path.relative_to(site)}") is not None
        assert ("immutable" in headers["Cache-Control"]) is lasting
    assert ask("/")[2] == (site / "index.html").read_bytes()
    for path in ("/khong-co/", "/assets/", "/.htaccess", "/index"):
        assert ask(path)[0] in (403, 404), path
    assert ask("/khong-co/")[2] == (site / "404.html").read_bytes()


if __name__ == "__main__" and sys.argv[1:] == ["write"]:
    with tempfile.TemporaryDirectory() as scratch:
        messages = said(Path(scratch))
    for guide in GUIDES:
        guide.write_text(with_messages(TEXTS[guide.name], messages), encoding="utf-8")
