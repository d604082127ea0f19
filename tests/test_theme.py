"""A project's own look: one template, one token, one picture, and nothing copied; our colours have contrast."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from htmlread import parse_html
from jinja2 import Environment
from make import built_files, letter, write_content

from vankho import render
from vankho.cli import main
from vankho.holdings import Edition
from vankho.language import LANGUAGES, language
from vankho.render import BUILT_IN, RenderFailed, Theme

DOCUMENT = (Path(__file__).parent.parent / "docs" / "theming.md").read_text(encoding="utf-8")
NAME = "tinh-uy-a/2023/10-cv-tu"


def project(folder: Path, files: dict[str, str]) -> Path:
    """A project of one letter with these files; returns its content folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return write_content(folder / "content", {NAME: letter()})


def test_a_template_is_parsed_once(monkeypatch):
    parsed: list[str] = []
    parse = Environment._parse

    def noted(environment, source, *rest):
        parsed.append(source)
        return parse(environment, source, *rest)

    monkeypatch.setattr(Environment, "_parse", noted)
    theme = Theme((BUILT_IN,))
    digests = theme.templates
    theme.compile()
    assert len(parsed) == len(set(parsed)) > 30
    assert digests == Theme((BUILT_IN,)).templates


def sheet(files: dict[str, bytes], name: str = "kho") -> str:
    """A published style sheet."""
    (found,) = [path for path in files if re.fullmatch(rf"assets/{name}\.[0-9a-f]{{8}}\.css", path)]
    return files[found].decode()


@pytest.fixture
def code(tmp_path, monkeypatch):
    """A folder in the place of that where Python keeps our modules compiled, and the templates that are compiled."""
    module = tmp_path / "vankho" / "render.py"
    (module.parent / "__pycache__").mkdir(parents=True)
    shutil.copy(render.__file__, module)
    monkeypatch.setattr(render, "__file__", str(module))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled: list[str] = []
    compile_it = Environment.compile

    def noted(environment, source, name=None, filename=None, *rest, **options):
        compiled.append(Path(filename).name if BUILT_IN in Path(filename).parents else "theirs")
        return compile_it(environment, source, name, filename, *rest, **options)

    monkeypatch.setattr(Environment, "compile", noted)
    return module.parent / "__pycache__", compiled


def test_our_templates_are_kept_compiled_for_each_language(code):
    folder, compiled = code
    for _ in range(2):
        for each in LANGUAGES:
            Theme((BUILT_IN,), language(each)).compile()
    names = set(compiled)
    assert sorted(compiled) == sorted(len(LANGUAGES) * list(names))
    assert len(list(folder.iterdir())) == len(LANGUAGES) * len(names) > 60
    for each in LANGUAGES:
        environment = Theme((BUILT_IN,), language(each)).environment
        source, filename, _ = environment.loader.get_source(environment, "search.html")
        kept = environment.bytecode_cache.get_bucket(environment, "search.html", filename, source).code
        assert kept == environment.compile(source, "search.html", filename)
        said = {const for function in kept.co_consts if hasattr(function, "co_consts") for const in function.co_consts}
        assert any("Tìm" in str(const) for const in said) == (each == "vi")


@pytest.mark.parametrize(
    "what", ["cut", "other", "empty", "of another Jinja", "of another program", "nowhere to be kept"]
)
def test_code_that_is_not_what_was_kept_is_not_run(code, monkeypatch, what):
    folder, compiled = code
    Theme((BUILT_IN,)).environment.get_template("404.html")
    (path,) = (each for each in folder.iterdir() if each.name.startswith("404.html"))
    data = path.read_bytes()
    if what == "of another Jinja":
        monkeypatch.setattr(render, "jinja_version", "0")
    elif what == "of another program":
        Path(render.__file__).write_text("# other\n")
    elif what == "nowhere to be kept":
        shutil.rmtree(folder)
    else:
        path.write_bytes({"cut": data[:-1], "other": data.replace(b"404", b"403"), "empty": b""}[what])
    compiled.clear()
    Theme((BUILT_IN,)).environment.get_template("404.html")
    assert compiled == ["404.html"]
    if what != "nowhere to be kept":
        assert path.read_bytes()[render._HEAD :] == data[render._HEAD :]


def test_code_of_a_project_is_not_kept(code, tmp_path):
    folder, compiled = code
    own = tmp_path / "kho" / "templates"
    own.mkdir(parents=True)
    (own / "404.html").write_text('{% extends "vankho/404.html" %}{% block main %}của riêng{% endblock %}')
    environment = Theme((own, BUILT_IN)).environment
    for name in ("vankho/404.html", "404.html"):
        environment.get_template(name)
    assert compiled == ["404.html", "theirs"]
    assert [each.name.split(".html")[0] for each in folder.iterdir()] == ["404"]
    assert "của riêng".encode() not in b"".join(each.read_bytes() for each in folder.iterdir())


def test_the_document_s_example_does_what_the_document_says(tmp_path):
    blocks = dict(re.findall(r"`(templates/[^`\s]+)`:\n\n```\w+\n(.*?)```", DOCUMENT, re.DOTALL))
    assert len(blocks) == 5
    files = built_files(project(tmp_path, blocks))
    plain = built_files(write_content(tmp_path / "plain" / "content", {NAME: letter()}))
    for page in (f"{NAME}/index.html", "index.html", "404.html"):
        read = parse_html(files[page])
        (mark,) = read.one("a", class_="ten-kho").all("img")
        logo = re.sub(r"^(?:\.\./)*/?", "", mark.attributes["src"])
        assert re.fullmatch(r"assets/logo\.[0-9a-f]{8}\.svg", logo)
        assert files[logo].decode() == blocks["templates/assets/logo.svg"]
        assert "Văn phòng: phòng 12, nhà A" in read.one("footer").text
        assert parse_html(plain[page]).one("footer").one("ul").text in read.one("footer").text
    assert "Bản chép của Văn phòng." in parse_html(files[f"{NAME}/index.html"]).one("main").text
    assert parse_html(files[f"{NAME}/index.html"]).one("article").text
    ours, style = sheet(plain), sheet(files)
    assert style.index("--seal: #98191C") < style.index("--seal: #0B5563") < style.index("--seal: #7CC7D6")
    assert style.endswith(blocks["templates/assets/kho.css"].split("\n", 1)[1])
    without = style.replace(blocks["templates/assets/tokens.css"], "")
    assert without.startswith(ours)
    assert "--bar: #0E4A55" in files["404.html"].decode()


def test_the_document_names_the_blocks_and_tokens_that_there_are():
    for name in ("base.html", "directive.html"):
        row = re.search(rf"\| `{name}` \| (.*) \|", DOCUMENT)[1]
        there = set(re.findall(r"{% block (\w+) %}", (BUILT_IN / name).read_text(encoding="utf-8")))
        told = set(re.findall(r"`(\w+)`", row))
        assert told == there - ({"csp", "head", "main"} if name == "directive.html" else set())


def test_style_sheets_are_published_whole_and_by_themselves():
    ours = Theme((BUILT_IN,)).assets
    assert not {"tokens.css", "fonts.css"} & ours.keys()
    names = {asset.url.removeprefix("/assets/") for asset in ours.values()}
    for name in ("kho.css", "404.css", "noi-bo.css"):
        text = ours[name].content.decode()
        assert "@import" not in text
        assert not re.search(r"/\*|^[ \t]|\n\n", text, re.MULTILINE), name
        assert all(line.count('"') % 2 == 0 for line in text.splitlines()), name
        assert set(re.findall(r'url\("([^"]*)"\)', text)) <= names
    assert "--seal" in ours["404.css"].content.decode()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"kho.css": '@import "vankho/kho.css";\n\n@import "none.css";'}, "assets/kho.css:3: there is no none.css"),
        ({"a.css": '@import "b.css";', "b.css": '@import "a.css";'}, "assets/a.css: imports itself: a.css > b.css > a.css"),
        ({"tokens.css": '@import "tokens.css";'}, "assets/tokens.css: imports itself"),
        ({"kho.css": '@import "../x.css";'}, 'cannot import "../x.css": write @import "NAME.css";'),
        ({"kho.css": "@import url(https://x.vn/x.css);"}, "assets/kho.css:1: cannot import url(https://x.vn/x.css)"),
        ({"tokens.css": "\nbody { background: url(dau.png) }"}, "assets/tokens.css:2: there is no dau.png"),
        ({"tokens.css": "body { background: url(../../a) }"}, "there is no ../../a"),
    ],
)  # fmt: skip
def test_a_style_sheet_that_asks_for_what_is_not_there_ends_the_build(tmp_path, capsys, files, told):
    content = project(tmp_path, {f"templates/assets/{name}": text for name, text in files.items()})
    output = tmp_path / "site"
    assert main(["build", "--content", str(content), "--output", str(output), "--no-search"]) == 2
    err = capsys.readouterr().err.splitlines()[-1]
    assert told in err
    assert f"{tmp_path.name}/templates/assets/" in err
    assert not output.exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("home.html", "x\n{% if", "home.html:2: unexpected 'end of template'"),
        ("home.html", "x\n\n{{ nothing }}", "home.html:3: 'nothing' is undefined"),
        ("about.html", "{{ 1 +\n'a' }}", "about.html:1: unsupported operand"),
        ("base.html", "{% extends 'vankho/none.html' %}", "base.html:1: there is no template vankho/none.html"),
        ("home.html", '{% extends "vankho/home.html" %}\n{% block main %}\n{{ asset("a.svg") }}{% endblock %}',
         "home.html:3: there is no asset 'a.svg'"),
        ("home.html", '{% extends "home.html" %}', "home.html:1: maximum recursion depth exceeded"),
        ("macros.html", "", "home.html:"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_read_or_run_is_told_with_its_line(tmp_path, capsys, name, text, told):
    content = project(tmp_path, {f"templates/{name}": text})
    output = tmp_path / "site"
    assert main(["build", "--content", str(content), "--output", str(output), "--no-search"]) == 2
    assert f"templates/{told}" in capsys.readouterr().err.splitlines()[-1]
    assert not output.exists()


def test_assets_lead_nowhere_else(tmp_path):
    (tmp_path / "secret.svg").write_text("secret", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.png").write_text("secret", encoding="utf-8")
    content = project(tmp_path, {"templates/assets/.hidden.svg": "x", "templates/assets/.git/config": "x",
                                 "templates/assets/anh/cong.svg": "<svg/>", "templates/assets/anh/nen.css": "p { background: url(cong.svg) }"})  # fmt: skip
    for name, to in (("link.svg", "secret.svg"), ("more", "outside")):
        link = tmp_path / "templates" / "assets" / name
        link.symlink_to(tmp_path / to)
        with pytest.raises(RenderFailed, match=rf"{name}: links are not followed"):
            built_files(content)
        link.unlink()
    files = built_files(content)
    assert b"secret" not in files.values()
    ours = built_files(write_content(tmp_path / "plain" / "content", {NAME: letter()}))
    assert [re.sub(r"\.[0-9a-f]{8}\.", ".", name) for name in sorted(files.keys() - ours.keys())] == [
        "assets/anh/cong.svg",
        "assets/anh/nen.css",
    ]
    assert re.search(r'url\("cong\.[0-9a-f]{8}\.svg"\)', sheet(files, "anh/nen"))


def test_the_style_of_the_internal_edition_is_in_no_other(tmp_path):
    content = project(tmp_path, {"templates/assets/noi-bo.css": '@import "rieng.css";', "templates/assets/rieng.css": ".x{}"})  # fmt: skip
    files = {edition: built_files(content, edition) for edition in Edition}
    assert ".x{}" in sheet(files[Edition.INTERNAL], "noi-bo")
    assert not [name for name in files[Edition.PUBLIC] if "noi-bo" in name or "rieng" in name]


TEXT = """ink/paper ink/desk ink-soft/paper ink-soft/desk link/paper link/desk visited/paper visited/desk hover/paper hover/desk
seal/paper seal/desk on-bar/bar ink/hit link/hit ink/target link/target ink-soft/target ink/notice link/notice ink-soft/notice
ink/tint ink-soft/tint link/tint hover/tint visited/tint visited/notice visited/target""".split()
"""Text on its ground: 4.5 to 1 (WCAG 2.2, 1.4.3)."""

SIGNS = """notice-edge/notice notice-edge/paper notice-edge/desk edge/paper edge/desk focus/paper focus/desk focus/notice
focus/target focus/tint""".split()
"""Edges of controls and the like: 3 to 1 (1.4.11)."""


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", TEXT + SIGNS)
def test_contrast(scheme, pair):
    light, dark = (BUILT_IN / "assets" / "tokens.css").read_text(encoding="utf-8").split("@media")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", light if scheme == "light" else dark))
    one, other = pair.split("/")
    assert contrast(colours[one], colours[other]) >= (4.5 if pair in TEXT else 3)


def test_contrast_is_computed_as_wcag_says():
    assert round(contrast("#FFFFFF", "#000000"), 2) == 21
    assert round(contrast("#1C1B19", "#FFFEFC"), 2) == 17.07
