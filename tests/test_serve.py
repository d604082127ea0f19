"""`vankho serve`: pages that follow what is written, errors over them, and nothing for anybody else."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from make import SILENT, letter, theme_of, until, write_content

from vankho.cli import main
from vankho.holdings import Edition
from vankho.live import Hub, with_script
from vankho.preview import Preview
from vankho.render import Theme

TOP = Path(__file__).parent.parent
NAME = "tinh-uy-a/2023/10-cv-tu"
HIDDEN = "tinh-uy-a/2023/11-cv-tu"
OTHER = "tinh-uy-a/2022/7-kh-tu"
LONG = "\n\n".join(f"{number}. Việc thứ {number}." for number in range(1, 120))


class Running:
    """A server in a process of its own, as a keeper starts it."""

    def __init__(self, project: Path, *options: str) -> None:
        self.project = project
        command = [sys.executable, "-m", "vankho", "serve", "--port", "0", "--jobs", "1", *options]
        self.process = subprocess.Popen(
            command, cwd=project, env={**os.environ, "PYTHONPATH": str(TOP)}, stderr=subprocess.PIPE, text=True
        )
        self.said: list[str] = []
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[1])
                break
        else:
            raise AssertionError("".join(self.said))
        threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True).start()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, host: str | None = None, method: str = "GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def events(self, page: str):
        """What the script of a page would be told from now on: each event with its data."""
        _, _, text = self.get(page)
        asked = dict(re.findall(r'data-(page|digest)="([^"]*)"', text))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", f"/-/events?{urlencode(asked)}")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type").startswith("text/event-stream")
        name = ""
        while line := answer.readline().decode().rstrip("\n") or " ":
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))

    def write(self, name: str, text: str) -> None:
        (self.project / "content" / f"{name}.md").write_text(text, encoding="utf-8")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.process.stderr.close()


def made(folder: Path) -> Path:
    letters = {
        NAME: letter(body=f"1. Câu đầu.\n\n{LONG}"),
        HIDDEN: letter(number="11-CV/TU", access="internal"),
        OTHER: letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
    }
    write_content(folder / "content", letters)
    return folder


@pytest.fixture
def project(tmp_path):
    return made(tmp_path)


@pytest.fixture
def running(project):
    server = Running(project)
    yield server
    server.end()


def test_an_edit_is_told_to_the_page_that_shows_it_and_to_no_other(running):
    page, other = f"/public/{NAME}/", f"/public/{OTHER}/"
    assert "Câu đầu." in running.get(page)[2]
    told, others = running.events(page), running.events(other)
    assert next(told) == ("faults", [])
    assert next(others) == ("faults", [])
    running.write(NAME, letter(body=f"1. Câu mới.\n\n{LONG}"))
    assert next(told) == ("reload", None)
    assert next(others) == ("faults", [])
    assert "Câu mới." in running.get(page)[2]
    assert "Câu mới." in running.get(f"/internal/{NAME}/")[2]


def test_a_page_that_comes_and_a_page_that_goes_are_told(running):
    new = "/public/tinh-uy-a/2023/12-cv-tu/"
    assert running.get(new)[0] == 404
    waiting = running.events(new)
    assert next(waiting) == ("faults", [])
    running.write("tinh-uy-a/2023/12-cv-tu", letter(number="12-CV/TU"))
    assert next(waiting) == ("reload", None)
    assert running.get(new)[0] == 200
    there = running.events(new)
    assert next(there) == ("faults", [])
    running.write("tinh-uy-a/2023/12-cv-tu", letter(number="12-CV/TU", access="internal"))
    assert next(there) == ("reload", None)
    assert running.get(new)[0] == 404
    assert running.get(new.replace("public", "internal"))[0] == 200


def test_errors_are_told_with_file_and_line_until_they_are_mended(running):
    page = f"/public/{NAME}/"
    told = running.events(page)
    assert next(told) == ("faults", [])
    running.write(NAME, letter(date="2023-13-01", body="1. <b>Câu mới."))
    name, (fault,) = next(told)
    assert name == "faults"
    assert (fault["file"], fault["line"]) == (f"content/{NAME}.md", 5)
    assert "không phải là ngày có thật" in fault["message"]  # in the language of the archive
    assert "2023-13-01" in fault["message"]
    assert "Câu đầu." in running.get(page)[2]
    assert next(running.events(page)) == ("faults", [fault])  # also to who comes later
    running.write(NAME, letter(body=f"1. Câu đầu.\n\n{LONG}"))
    assert next(told) == ("faults", [])


def test_a_server_that_begins_with_errors_shows_them(project):
    (project / "content" / f"{NAME}.md").write_text("không", encoding="utf-8")
    server = Running(project)
    try:
        status, _, text = server.get("/public/")
        assert status == 404
        assert "/-/live.js" in text
        told = server.events("/public/")
        assert next(told)[1][0]["file"] == f"content/{NAME}.md"
        server.write(NAME, letter())
        assert next(told) == ("reload", None)
        assert server.get("/public/")[0] == 200
    finally:
        server.end()


def test_a_template_of_the_project_that_changes_changes_the_pages(project):
    (project / "templates").mkdir()
    theirs = project / "templates" / "about.html"
    theirs.write_text('{% extends "vankho/about.html" %}{% block main %}Một.{% endblock %}', encoding="utf-8")
    server = Running(project)
    try:
        told = server.events("/public/gioi-thieu/")
        assert next(told) == ("faults", [])
        theirs.write_text('{% extends "vankho/about.html" %}{% block main %}{{ hai }}{% endblock %}', encoding="utf-8")
        assert "about.html:1" in next(told)[1][0]["message"]
        theirs.write_text('{% extends "vankho/about.html" %}{% block main %}Hai.{% endblock %}', encoding="utf-8")
        assert next(told) == ("reload", None)
        assert "Hai." in server.get("/public/gioi-thieu/")[2]
    finally:
        server.end()


def test_only_who_asks_for_this_machine_is_answered(running):
    own = running.port
    for path in ("/", "/internal/", "/-/live.js", "/-/events?page=/internal/", f"/internal/{HIDDEN}/"):
        for host in (f"evil.vn:{own}", "evil.vn", "127.0.0.1", f"127.0.0.1.evil.vn:{own}", f"127.0.0.1:{own + 1}"):
            status, _, text = running.get(path, host)
            assert status == 403, (path, host)
            assert "11-CV" not in text
    for host in (f"localhost:{own}", f"127.0.0.1:{own}"):
        status, headers, _ = running.get(f"/internal/{HIDDEN}/", host)
        assert status == 200
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert not [name for name in headers if name.startswith("Access-Control")]
    connection = http.client.HTTPConnection("127.0.0.1", own, timeout=30)
    connection.putrequest("GET", "/internal/", skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status == 403


@pytest.mark.parametrize(
    "path",
    ["/public/../../cache.sqlite", "/public/%2e%2e/%2e%2e/cache.sqlite", "/public/..%2f..%2fcache.sqlite", "/cache.sqlite",
     "/../cache.sqlite", "/public//etc/passwd", "/public/%00", "/lock", "/public/data/", "/-/other", "//etc/passwd", "/-",
     "/public/" + "a" * 5000, "/public/lien-ket/"],
)  # fmt: skip
def test_nothing_outside_of_the_editions_is_served(path, served):
    assert served.get(path)[0] == 404


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    project = made(tmp_path_factory.mktemp("served"))
    server = Running(project)
    link = project / ".vankho/preview/site/public/lien-ket"
    link.symlink_to(project / "content" / "archive.yaml")
    yield server
    assert not [line for line in server.said if "Traceback" in line or "GET" in line], server.said
    server.end()


def test_the_script_stands_in_what_is_served_and_in_no_file(served):
    site = served.project / ".vankho" / "preview" / "site"
    text = served.get("/public/")[2]
    assert '<script src="/-/live.js"' in text
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert {"script-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert not (served.project / "site").exists()
    for path in site.rglob("*.html"):
        assert b"/-/" not in path.read_bytes(), path


def test_every_page_s_policy_lets_the_script_ask(served):
    for path in (served.project / ".vankho" / "preview" / "site" / "internal").rglob("*.html"):
        policy = re.search(rb'Content-Security-Policy" content="([^"]*)"', with_script(path.read_bytes(), b""))[1]
        parts = {part.split()[0]: part.split()[1:] for part in policy.decode().split(";")}
        assert "'self'" in parts["script-src"], path
        assert "'self'" in parts["connect-src"], path
        assert "'none'" not in parts["script-src"], path


def test_the_first_page_shows_both_and_links_each(served):
    status, _, text = served.get("/")
    assert status == 200
    assert re.findall(r'<iframe src="([^"]*)"', text) == ["/public/", "/internal/"]
    assert re.findall(r'<a href="([^"]*)"', text) == ["/public/", "/internal/"]
    assert served.get("/-/side.css")[0] == 200
    assert served.get(f"/public/{NAME}?q=1")[1]["Location"] == f"/public/{NAME}/?q=1"


def test_the_page_for_what_is_not_there_links_into_its_edition(served):
    status, _, text = served.get("/internal/khong/co/")
    assert status == 404
    assert 'href="/internal/so/"' in text
    assert not re.findall(r'(?:href|src|action)="/(?!internal/|-/)[^"]*"', text)


def test_it_keeps_apart_from_what_is_published(project):
    build = [sys.executable, "-m", "vankho", "build", "--no-search"]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    subprocess.run(build, cwd=project, env=environment, check=True, capture_output=True)
    kept = {path: path.read_bytes() for path in (project / ".vankho").glob("cache-*") if path.is_file()}
    published = {path: path.stat().st_mtime_ns for path in (project / "site").rglob("*")}
    assert kept
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    assert preview.build(SILENT) == []
    assert {path: path.read_bytes() for path in kept} == kept
    assert {path: path.stat().st_mtime_ns for path in (project / "site").rglob("*")} == published
    for path in published:
        if path.is_file():
            twin = project / ".vankho" / "preview" / "site" / path.relative_to(project / "site")
            assert twin.read_bytes() == path.read_bytes()


def test_what_was_built_is_served_without_a_script(project):
    build = [sys.executable, "-m", "vankho", "build", "--no-search"]
    subprocess.run(build, cwd=project, env={**os.environ, "PYTHONPATH": str(TOP)}, check=True, capture_output=True)
    for options, path in (((), f"/internal/{HIDDEN}/"), (("--edition", "internal"), f"/{HIDDEN}/")):
        server = Running(project, "--no-watch", *options)
        try:
            status, _, text = server.get(path)
            assert status == 200
            assert "/-/" not in text
            assert server.get(path, "evil.vn")[0] == 403
            assert server.get("/-/events?page=/")[0] == 404
        finally:
            server.end()
    assert not (project / ".vankho" / "preview").exists()


def test_a_port_that_is_taken_is_told_with_what_to_do(project, capsys):
    build = ["build", "--no-search", "--content", str(project / "content"), "--output", str(project / "site")]
    assert main(build) == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for more in ([], ["--no-watch", "--output", str(project / "site")]):
            assert main(["serve", "--content", str(project / "content"), "--port", port, *more]) == 2
            said = capsys.readouterr().err.splitlines()[-1]
            assert said == f"vankho: không mở được cổng {port}: cổng đang bận (dùng cổng khác: thêm --port 8080)"


def test_a_script_of_ours_is_put_before_the_last_end_of_a_body():
    assert with_script(b"<body></body>x</body></html>", b"!") == b"<body></body>x!</body></html>"
    assert b"data-page" not in with_script(b"<p>", b"")


@pytest.mark.slow
def test_a_browser_shows_the_new_page_where_it_was_and_errors_over_it(browser, running):
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{running.home}/public/{NAME}/")
    page.evaluate("scrollTo(0, 900)")
    running.write(NAME, letter(body=f"1. Câu mới.\n\n{LONG}"))
    page.wait_for_selector("text=Câu mới.")
    until(lambda: page.evaluate("scrollY") == 900)
    running.write(NAME, letter(access="<img src=x onerror=alert(1)>", body=f"1. Câu mới.\n\n{LONG}"))
    shade = page.locator("vankho-loi")
    shade.locator("h2").wait_for()
    assert shade.locator("h2").inner_text() == "Chưa dựng lại được: 1 lỗi"
    assert shade.locator("code").inner_text() == f"content/{NAME}.md, dòng 7"
    assert "<img src=x" in shade.locator("li").inner_text()
    assert shade.locator("img").count() == 0
    assert (
        page.evaluate("getComputedStyle(document.querySelector('vankho-loi').shadowRoot.querySelector('div')).position")
        == "fixed"
    )
    running.write(NAME, letter(body=f"1. Câu mới.\n\n{LONG}"))
    shade.wait_for(state="detached")
    assert page.evaluate("scrollY") == 900
    assert wrong == []
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_both_editions_are_seen_side_by_side_or_one_above_the_other(browser, served, width, beside):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{served.home}/")
    for name in ("public", "internal"):
        page.frame_locator(f"section.{name} iframe").locator("main").wait_for()
    one, two = (page.locator(f"section.{name} iframe").bounding_box() for name in ("public", "internal"))
    assert (one["y"] == two["y"]) == beside
    assert (one["x"] == two["x"]) != beside
    assert min(one["height"], two["height"]) > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("VANKHO_PICTURES"):
        time.sleep(1)
        page.screenshot(path=f"{folder}/side-{width}.png")
    context.close()


def test_templates_are_compiled_once_for_all_builds_of_a_process(project, monkeypatch):
    monkeypatch.setattr(Theme, "of", theme_of)
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    assert preview.build(SILENT) == []
    (project / "content" / f"{NAME}.md").write_text(letter(body="1. Câu mới."), encoding="utf-8")

    def compiled(*arguments):
        raise AssertionError("a template is compiled again")

    monkeypatch.setattr("jinja2.Environment.compile", compiled)
    assert preview.build(SILENT) == []
    page = project / ".vankho" / "preview" / "site" / "public" / NAME / "index.html"
    assert "Câu mới." in page.read_text(encoding="utf-8")


def test_the_edition_that_is_looked_at_is_built_first(project):
    hub = Hub()
    assert hub.looked_at() is Edition.PUBLIC
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    page = {edition: project / ".vankho" / "preview" / "site" / edition / NAME / "index.html" for edition in Edition}
    seen: list[list[bool]] = []

    def shown():
        seen.append([each.is_file() and "Câu mới." in each.read_text(encoding="utf-8") for each in page.values()])

    assert preview.build(SILENT) == []
    (project / "content" / f"{NAME}.md").write_text(letter(body="1. Câu mới."), encoding="utf-8")
    with hub.opened("/public/"), hub.opened(f"/internal/{NAME}/"), hub.opened("/internal/"):
        assert preview.build(SILENT, hub.looked_at(), shown) == []
    assert seen == [[False, True], [True, True]]
    assert hub.looked_at() is Edition.PUBLIC


def test_a_preview_knows_the_site_that_it_left_and_heals_where_it_is_gone(project, monkeypatch):
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    assert preview.build(SILENT) == []
    (project / "content" / f"{NAME}.md").write_text(letter(body="1. Câu mới."), encoding="utf-8")

    def looked(*arguments):
        raise AssertionError("the states of all files are looked at again")

    with monkeypatch.context() as without:
        without.setattr("vankho.pipeline.is_as_left", looked)
        assert preview.build(SILENT) == []
    shutil.rmtree(project / ".vankho" / "preview" / "cache-site-public")
    (project / "content" / f"{NAME}.md").write_text(letter(body="1. Câu cuối."), encoding="utf-8")
    assert preview.build(SILENT) == []
    page = project / ".vankho" / "preview" / "site" / "public" / NAME / "index.html"
    assert "Câu cuối." in page.read_text(encoding="utf-8")
