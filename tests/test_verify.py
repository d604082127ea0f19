"""Verifying: nothing is found in a sound site, and each kind of fault is, at its place, and alone."""

import base64
import gzip
import json
import os
import shutil
import subprocess
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
import samples
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from make import SILENT, filling, letter, slowness, write_content

from vankho import verify as module
from vankho.addresses import Link, Target, Use, target
from vankho.cli import main
from vankho.named import named
from vankho.notes import TOLD
from vankho.problem import PROBLEMS
from vankho.publish import MANIFEST, SIGNATURE, put_out, stage
from vankho.verify import NotASite, Signature, base_of, linked, read_manifest, verify

TOP = Path(__file__).parent.parent
BASE = "https://kho.example/van-thu"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self' https://other.example; form-action 'self'; base-uri 'none';"


def page(url: str, body: str = "", policy: str = POLICY) -> str:
    return f"""<!doctype html>
<html lang="vi"><head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="canonical" href="{BASE}{url}">
</head><body id="noi-dung">
{body}
</body></html>
"""


STYLE = "p { background: url(/van-thu/assets/dau.svg) }"
HASH = base64.b64encode(sha256(STYLE.encode()).digest()).decode()
LOST = page(
    "/404.html",
    f'<style>{STYLE}</style><a href="/van-thu/">x</a> <a href="/van-thu/so/#muc-1">x</a> <a href="#noi-dung">x</a>',
    f"default-src 'none'; style-src 'sha256-{HASH}'; form-action 'self'; base-uri 'none'",
)
BODY = """<a href="so/">a</a> <a href="./so/#m%E1%BB%A5c">b</a> <a href="https://example.org/x">c</a> <a href="mailto:a@b.vn">d</a> <a href="?q=1#noi-dung">e</a>
<img src="assets/dau.svg" srcset="assets/dau.svg 1x,assets/dau.svg#x 2x, assets/dau.svg" alt=""><link rel="stylesheet" href="assets/a.css">
<label for="o" id="nhan">x</label><input id="o" aria-labelledby="nhan noi-dung"><form action="so/?a=1#muc-1"></form><link rel="schema.DC" href="http://purl.org/dc/terms/">
<script type="application/ld+json">{"@context": "https://schema.org", "@id": "so/", "url": "https://kho.example/van-thu/so/"}</script><script src="assets/a.js"></script><!-- x --><label for></label><a href="" id></a><link rel="alternate license" href="https://example.org/"><p data="no"></p><a href="assets/a.js#page=2">x</a>"""
RESULT = b'pagefind_dcd{"url":"/so/","content":"x","anchors":[{"element":"h3","id":"muc-1","text":""}]}'
SITE = {
    "index.html": page("/", BODY),
    "so/index.html": page("/so/", '<p id="muc-1">x</p><p id="mục">x</p><a href="../">x</a><a href="../so/">x</a>'),
    "404.html": LOST,
    "assets/a.css": '@charset "utf-8"; /* url(no.svg) */ a { background: url("dau.svg"); fill: url(#x) }',
    "assets/a.js": "import('./no.js')",
    "assets/dau.svg": '<svg xmlns="http://www.w3.org/2000/svg"><g id="x"/><use href="#x" fill="url(#x)"/></svg>',
    "feed.xml": f'<feed xmlns="http://www.w3.org/2005/Atom">\n<link rel="self" href="{BASE}/feed.xml"/>\n<link href="{BASE}/so/"/></feed>',
    "sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n<url><loc>{BASE}/so/</loc></url></urlset>',
    "robots.txt": f"User-agent: *\nSitemap: {BASE}/sitemap.xml\n",
    "data/directives.jsonl": '{"id": "so", "url": "/so/", "subject": "no", "files": [{"url": "/assets/dau.svg"}], "cites": ["so"]}\n',
    "tim-kiem/so/01.json": '[["01", "kh", "so/2023/1", "x", 1]]',
    "so/2023/1/index.html": page("/so/2023/1/"),
    "pagefind/fragment/a.pf_fragment": gzip.compress(RESULT, mtime=0),
}


def as_files(site: dict[str, str | bytes]) -> dict[str, bytes]:
    return {name: each if isinstance(each, bytes) else each.encode() for name, each in site.items()}


def found(site: dict[str, str | bytes]) -> list[str]:
    files = as_files(site)
    opened = ((name, BytesIO(each)) for name, each in sorted(files.items()))
    problems, _ = linked(opened, {*files, MANIFEST}, base_of(BytesIO(files["index.html"])))
    return [f"{problem.place}: {problem.code}" for problem in sorted(problems, key=lambda p: p.place)]


IN_A_PAGE = [
    # what stands in the page so/2023/1/, the column and the code
    ('<a href="../../no/">x</a>', 10, "dead-link"),
    ('<a href="../..">x</a> <a href="../../2023">x</a>', 32, "dead-link"),
    ('<a href="../../no.html">x</a>', 10, "dead-link"),
    ('<a title="x"\n href="../no/">x</a>', 8, "dead-link"),
    ('<a href="../../%6eo/?a#b">x</a>', 10, "dead-link"),
    ('<a href="..//../">x</a>', 10, "dead-link"),
    (f'<a href="{BASE}/no/">x</a>', 10, "dead-link"),
    ('<a href="../../#no">x</a>', 10, "dead-fragment"),
    ('<a href="#no">x</a>', 10, "dead-fragment"),
    ('<a href="?q=1#NOI-DUNG">x</a>', 14 - 4, "dead-fragment"),
    ('<a href="../../../../">x</a>', 10, "above-root"),
    ('<a href="../../%2E%2e/..">x</a>', 10, "above-root"),
    ('<a href="..\\..\\..\\..\\">x</a>', 10, "above-root"),
    ('<a href="/van-thu/so/">x</a>', 10, "rooted-link"),
    ('<a href="javascript:alert()">x</a>', 10, "bad-address"),
    ('<a href=" java\tscript:alert()">x</a>', 10, "bad-address"),
    ('<a href="file:///etc/passwd">x</a>', 10, "bad-address"),
    ('<form action="mailto:a@b.vn"></form>', 15, "bad-address"),
    ('<img alt="" src="data:image/png;base64,AA">', 18, "bad-address"),
    ('<img src="//example.org/x.png">', 11, "foreign-resource"),
    ('<img src="https://kho.example/van-thux/x.png">', 11, "foreign-resource"),
    ('<img srcset="../../../assets/dau.svg, https://example.org/x.png 2x">', 14, "foreign-resource"),
    ('<script src="https://example.org/x.js"></script>', 14, "foreign-resource"),
    ('<link rel="stylesheet" href="http://example.org/x.css">', 30, "foreign-resource"),
    ('<link rel="alternate stylesheet" href="http://example.org/x.css">', 40, "foreign-resource"),
    ('<link rel="preconnect" href="http://example.org/">', 30, "foreign-resource"),
    ('<form action="https://example.org/"></form>', 15, "foreign-resource"),
    ('<button formaction="https://example.org/">x</button>', 21, "foreign-resource"),
    ('<object data="https://example.org/x"></object>', 15, "foreign-resource"),
    ('<video poster="https://example.org/x"></video>', 16, "foreign-resource"),
    ('<iframe src="https://example.org/x"></iframe>', 14, "foreign-resource"),
    ('<svg><use xlink:href="https://example.org/x"></use></svg>', 23, "foreign-resource"),
    ('<a href="../../" ping="https://example.org/x">x</a>', 24, "foreign-resource"),
    ('<meta http-equiv="refresh" content="0; URL=../no/">', 37, "dead-link"),
    ('<meta http-equiv="refresh" content="0; url=https://example.org/">', 37, "foreign-resource"),
    ('<p data-marks="../no.js">x</p>', 16, "dead-link"),
    ('<blockquote cite="../no/">x</blockquote>', 19, "dead-link"),
    ('<link rel="canonical" href="https://example.org/">', 29, "foreign-address"),
    ('<meta property="og:url" content="https://example.org/">', 34, "foreign-address"),
    ('<script type="application/ld+json">{"@graph": [{"item": {"@id": "../no/"}}]}</script>', 1, "dead-link"),
    ('<script type="application/ld+json">{</script>', 1, "bad-page"),
    ("<p id=muc></p>\n<p id=muc></p>", 7, "repeated-id"),
    ('<label for="no">x</label>', 13, "dangling-reference"),
    ('<ul aria-label="x" aria-labelledby="noi-dung no"></ul>', 37, "dangling-reference"),
    ('<p aria-controls="no"></p>', 19, "dangling-reference"),
    ('<p aria-describedby="no"></p>', 22, "dangling-reference"),
    ('<td headers="no"></td>', 14, "dangling-reference"),
    ('<svg><path fill="url(#no)"/></svg>', 22, "dangling-reference"),
    ("<script>alert()</script>", 1, "inline-script"),
    ('<script type="module">alert()</script>', 1, "inline-script"),
    ('<p onclick="alert()">x</p>', 1, "inline-script"),
    ('<iframe srcdoc="x"></iframe>', 1, "inline-script"),
    ("<style>p { color: red }</style>", 1, "inline-style"),
    ('<p style="color: red">x</p>', 1, "inline-style"),
    ('<base target="_blank">', 1, "bad-page"),
    ("<!-- <p -->", 1, "bad-page"),
    ("<!-- > -->", 1, "bad-page"),
    ('<p title="</p><p>">x</p>', 1, "bad-page"),
    ("<?php ?>", 1, "bad-page"),
    ("<![CDATA[x]]>", 1, "bad-page"),
    ('<a href="../', 1, "bad-page"),
]


def test_nothing_is_found_in_a_sound_site():
    assert found(SITE) == []
    assert found({name: each for name, each in SITE.items() if not name.startswith(("pagefind", "tim-kiem"))}) == []


@pytest.mark.parametrize(("body", "column", "code"), IN_A_PAGE, ids=[case[0] for case in IN_A_PAGE])
def test_a_fault_in_a_page_is_found_where_it_stands(body, column, code):
    line = 6 + body.count("\n")
    problems = found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", body)})
    assert problems == [f"so/2023/1/index.html:{line}:{column}: {code}"]


@pytest.mark.parametrize(
    "body",
    [
        "<!-- --!><script src='//x.example/'></script> -->",
        "<!--> <script src='//x.example/'></script> -->",
        "<![no[",
        "<![CDATA[ > <script src='//x.example/'></script> ]]>",
        "<script type=application/json>",
        "<script type=application/json><!--<script></script>",
        "<p title='",
        "<style>",
        "<textarea><p title='</textarea><script src=//x.example/></script>'>",
    ],
)
def test_what_browsers_may_read_otherwise_is_told_whatever_this_parser_makes_of_it(body):
    """Versions of Python differ in what they make of it, and so may the code."""
    assert found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", body)}) != []


def test_a_page_that_is_cut_off_is_told():
    cut = page("/so/2023/1/").partition("</head>")[0]
    for rest in ("<script type=application/json>1", "<style>p", "<a href='", "<!-- x"):
        assert [each.rpartition(" ")[2] for each in found(SITE | {"so/2023/1/index.html": cut + rest})][-1:] == [
            "bad-page"
        ]


POLICIES = [
    (POLICY.replace("default-src 'none'", "default-src 'self'"), "default-src is not 'none'"),
    (POLICY.replace("; base-uri 'none'", ""), "base-uri is not 'none'"),
    (POLICY.replace("; form-action 'self'", ""), "form-action is not said"),
    (POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"), "script-src allows 'unsafe-inline'"),
    (POLICY.replace("script-src 'self'", "script-src 'self' 'sha256-AAAA'"), "script-src allows 'sha256-AAAA'"),
    (POLICY.replace("style-src 'self'", "style-src *"), "style-src allows *"),
    (POLICY.replace("https://other.example", "https:"), "connect-src allows https:"),
    (f"img-src data:; {POLICY}", "img-src allows data:"),
]


@pytest.mark.parametrize(("policy", "reason"), POLICIES, ids=[case[1] for case in POLICIES])
def test_a_weak_policy_is_told(policy, reason):
    problems = named("a.html", BytesIO(page("/", policy=policy).encode())).problems
    assert [(p.code, p.message.partition(":")[0]) for p in problems] == [("weak-policy", reason.partition(":")[0])]


def test_a_page_without_a_policy_and_one_with_a_late_one_are_told():
    head, policy, rest = page("/").partition('<meta http-equiv="Content-Security-Policy"')
    assert found(SITE | {"so/2023/1/index.html": head + "<meta " + rest}) == ["so/2023/1/index.html:1:1: no-policy"]
    late = f'{head}<link rel="icon" href="../../../assets/dau.svg">{policy}{rest}'
    column = late.splitlines()[2].index("default-src") + 1
    assert found(SITE | {"so/2023/1/index.html": late}) == [f"so/2023/1/index.html:3:{column}: weak-policy"]


LOST_STYLE = "p { background: url(/van-thu/no.svg) }"
LOST_HASH = base64.b64encode(sha256(LOST_STYLE.encode()).digest()).decode()
IN_LOST = f"6:{LOST.splitlines()[5].index('/van-thu/so/') + 1}"
OTHER_FILES = [
    ("assets/a.css", "a { color: red }\nb { src: url( 'no.woff2' ) }", "2:16: dead-link"),
    ("assets/a.css", '@import "no.css";', "1:10: dead-link"),
    ("assets/a.css", "@IMPORT url(no.css);", "1:13: dead-link"),
    ("assets/a.css", "/* x\n */ a { src: url(https://example.org/x) }", "2:18: foreign-resource"),
    ("assets/a.css", "/* not closed: a { src: url(../../x) }", "1:29: above-root"),
    ("assets/a.css", b"\xff", "1:1: not-utf-8"),
    ("assets/dau.svg", "<svg id='x'><script/></svg>", "1:13: inline-script"),
    ("assets/dau.svg", "<svg id='x' onload='x()'/>", "1:1: inline-script"),
    ("assets/dau.svg", "<svg id='x'>\n<image href='https://example.org/x'/></svg>", "2:1: foreign-resource"),
    ("assets/dau.svg", "<svg><g id='x'/><g id='x'/></svg>", "1:17: repeated-id"),
    ("feed.xml", "<feed>\n<link rel='self' href='https://example.org/feed.xml'/></feed>", "2:1: foreign-address"),
    ("feed.xml", f"<feed>\n<link href='{BASE}/no/'/></feed>", "2:1: dead-link"),
    ("feed.xml", "<feed>\n<link></feed>", "2:9: bad-page"),
    ("feed.xml", "<feed xml:base='https://example.org/'/>", "1:1: bad-page"),
    ("sitemap.xml", f"<urlset><url>\n<loc>{BASE}/no/</loc></url></urlset>", None),
    ("sitemap.xml", "<?xml-stylesheet href='x.xsl'?><urlset/>", "1:1: bad-page"),
    ("robots.txt", f"User-agent: *\nSitemap: {BASE}/no.xml", "2:10: dead-link"),
    ("data/directives.jsonl", '{"id": "so"}\n{"id": "no"}\n', "2:1: dead-link"),
    ("data/directives.jsonl", '{"id": "so", "cited_by": ["so", "no"]}\n', "1:1: dead-link"),
    ("data/directives.jsonl", '{"files": [{"url": "/so/no.pdf"}]}\n', "1:1: dead-link"),
    ("data/directives.jsonl", '{"url": "//example.org/"}\n', "1:1: foreign-address"),
    ("data/directives.jsonl", '{}\n{"id":\n', "2:1: bad-page"),
    ("data/directives.jsonl", "[" * 100_000 + "\n", "1:1: bad-page"),
    ("data/directives.jsonl", "[]\n", "1:1: bad-page"),
    ("data/citations.jsonl", '{"from": "no", "target": "x", "url": "/so/"}\n', "1:1: dead-link"),
    ("data/relations.jsonl", '{"subject": "so", "object": "no", "told_by": "so"}\n', "1:1: dead-link"),
    ("tim-kiem/so/01.json", '[["1", {"a": "no/2023/1"}]]', "1:1: dead-link"),
    ("pagefind/fragment/a.pf_fragment", gzip.compress(RESULT.replace(b"/so/", b"/no/"), mtime=0), "1:1: dead-link"),
    (
        "pagefind/fragment/a.pf_fragment",
        gzip.compress(RESULT.replace(b"muc-1", b"muc-9"), mtime=0),
        "1:1: dead-fragment",
    ),
    ("pagefind/fragment/a.pf_fragment", gzip.compress(RESULT, mtime=0)[:-9], "1:1: bad-page"),
    ("pagefind/fragment/a.pf_fragment", b"x", "1:1: bad-page"),
    ("pagefind/fragment/a.pf_fragment", gzip.compress(b"pagefind_dcd[]", mtime=0), "1:1: bad-page"),
    ("404.html", LOST.replace("/van-thu/so/#muc-1", "so/"), f"{IN_LOST}: rooted-link"),
    ("404.html", LOST.replace("/van-thu/so/#muc-1", "/so/"), f"{IN_LOST}: above-root"),
    ("404.html", LOST.replace("/van-thu/so/#muc-1", "/van-thu/no/"), f"{IN_LOST}: dead-link"),
    ("404.html", LOST.replace("p {", "i {"), "6:1: inline-style"),
    ("404.html", LOST.replace(STYLE, LOST_STYLE).replace(HASH, LOST_HASH), "6:28: dead-link"),
]


@pytest.mark.parametrize(("name", "content", "place"), OTHER_FILES)
def test_a_fault_in_another_file_is_found_where_it_stands(name, content, place):
    problems = found(SITE | {name: content})
    if name == "sitemap.xml" and place is None:  # where the address ends: the parser says no more
        place = f"2:{6 + len(BASE) + 4}: dead-link"
    assert problems == [f"{name}:{place}"]


def test_entities_are_not_opened_and_large_files_not_read(monkeypatch):
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";"}">' for n in range(1, 40)
    )
    assert found(SITE | {"feed.xml": f"{bomb}]><feed>&a39;</feed>"}) == ["feed.xml:1:13: bad-page"]
    monkeypatch.setattr("vankho.notes.TEXT_LIMIT", 2000)
    monkeypatch.setattr("vankho.named.TEXT_LIMIT", 2000)
    large = f'<a href="no/">{"x" * 2000}</a>'
    assert found(SITE | {"so/2023/1/index.html": large}) == ["so/2023/1/index.html:1:1: page-too-large"]
    packed = gzip.compress(RESULT + b" " * 2000, mtime=0)
    assert found(SITE | {"pagefind/fragment/a.pf_fragment": packed}) == [
        "pagefind/fragment/a.pf_fragment:1:1: page-too-large"
    ]
    line = json.dumps({"id": "x" * 2000}) + "\n"
    assert found(SITE | {"data/directives.jsonl": line}) == ["data/directives.jsonl:1:1: page-too-large"]


def test_of_a_long_tag_the_place_is_told_and_a_longer_one_is_not_read():
    long = f'<p title="{"x" * 10_000}"\n data-marks="no.js">'
    assert found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", long)}) == ["so/2023/1/index.html:6:1: dead-link"]
    longer = f'<a href="no/">x</a><p title="{"x" * 1024 * 1024}">'
    assert found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", longer)}) == [
        "so/2023/1/index.html:1:1: page-too-large"
    ]


def test_one_cause_is_told_once_and_many_are_counted():
    twice = '<a href="../no/">x</a><a href="../no/">x</a>'
    assert len(found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", twice)})) == 1
    problems = named("a.html", BytesIO(page("/", "<p onclick=x>" * (TOLD + 7)).encode())).problems
    assert len(problems) == TOLD + 1
    assert "7 more" in problems[-1].message
    dead = "".join(f'<a href="{place}.html">x</a><a href="#{place}">x</a>' for place in range(TOLD))
    assert len(found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", dead)})) == TOLD + 1


HOSTILE = {
    "a tag of many attributes": "<a " + " href='x'" * 100_000 + ">",
    "a tag of a megabyte": "<a " + "x='y'\"" * 180_000 + ">",
    "tags without end": "<a " * 300_000,
    "a comment without end": "<!--" * 300_000,
    "a script without end": "<script>" + "</" * 500_000,
    "many names": f'<p aria-labelledby="{"a " * 500_000}">',
    "a style of blanks": f'<p style="url({" " * 1_000_000}">',
    "a style of names": f'<p style="{"@namespace" * 100_000}">',
    "a style of imports": f'<p style="{"@import " * 100_000}">',
    "an address of many folders": f'<a href="{"a/" * 500_000}">',
    "many sources": f'<img srcset="{"," * 500_000}{"a," * 200_000}">',
    "many ids": "".join(f"<p id={place}>" for place in range(100_000)),
}


@pytest.mark.slow
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_takes_seconds_and_is_told_in_few_lines(body):
    start = process_time()
    problems = found(SITE | {"so/2023/1/index.html": page("/so/2023/1/", body)})
    assert process_time() - start < 20 * slowness()
    assert len(problems) <= 2 * TOLD + 2


def test_every_code_of_a_built_site_is_planted_here():
    codes = [*PROBLEMS]
    wanted = set(codes[codes.index("bad-manifest") :])
    here = Path(__file__)
    text = "".join(path.read_text(encoding="utf-8") for path in (here, here.with_name("test_packing.py")))
    assert len(wanted) >= 15
    assert [code for code in wanted if text.count(code) < 1 + (code == "bad-manifest")] == []


@pytest.mark.parametrize(
    ("page", "address", "base", "path"),
    [
        ("a/b.html", "c.html#x", "", "a/c.html"),
        ("a/b.html", "#x", "", "a/b.html"),
        ("a/b.html", "..#x", "", "index.html"),
        ("a/b.html", ".?q#x", "", "a/index.html"),
        ("a/b.html", "https://H.example/k?q#x", "https://h.example/k", "index.html"),
        ("a/b.html", "https://h.example/k/#x", "https://h.example/k", "index.html"),
        ("404.html", "/#x", "", "index.html"),
        ("404.html", "/k/#x", "https://h.example/k", "index.html"),
    ],
)
def test_addresses_mean_what_browsers_make_of_them(page, address, base, path):
    assert target(page, Link(address, Use.LED, 1, 1), base) == Target(path, "x")


def test_the_first_page_says_where_the_site_is():
    link = '<a href="https://a.example/">x</a><link rel="canonical" href="{}">'
    for address, base in (("HTTPS://H.example/K/", "https://h.example/K"), ("https://h.example/", "https://h.example"), ("/", ""), ("https:///", "")):  # fmt: skip
        assert base_of(BytesIO(link.format(address).encode())) == base


@pytest.mark.parametrize("base", ["", "https://h.example/k"])
@pytest.mark.parametrize(
    "address", ["https://h.example/kx", "https://h.example", "//h.example/k/", "https:x", "HTTP://h.example/k", "tel:1"]
)
def test_addresses_elsewhere_mean_no_file(address, base):
    assert target("a/b.html", Link(address, Use.LED, 1, 1), base) is None


# the files and their manifest


@pytest.fixture
def site(tmp_path):
    with stage(filling(as_files(SITE)), tmp_path / "public", tmp_path / "work") as staged:
        put_out([staged], SILENT)
    return tmp_path / "public"


def told(site, good=None):
    return [f"{problem.place}: {problem.code}" for problem in verify(site, good).problems]


def test_a_published_site_is_sound(site):
    verified = verify(site)
    assert verified.problems == ()
    assert verified.files == len(SITE) + 1
    assert verified.bytes == sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert verified.links > 30
    assert verified.signature is Signature.NONE


def test_changed_lost_and_extra_files_are_told_each_once(site):
    (site / "assets" / "a.js").write_bytes(SITE["assets/a.js"].encode().replace(b"no", b"on"))
    with (site / "robots.txt").open("a") as file:
        file.write("#")
    shutil.rmtree(site / "so" / "2023")
    (site / "assets" / "dau.svg").unlink()
    (site / "so" / "thêm\n.html").write_text("<a href='no/'>")
    assert told(site) == [
        "assets/a.js:1:1: changed-file",
        "assets/dau.svg:1:1: lost-file",
        "robots.txt:1:1: changed-file",
        "so/2023/1/index.html:1:1: lost-file",
        "so/thêm\\n.html:1:1: extra-file",
    ]


def test_the_links_of_a_changed_page_are_followed(site):
    changed = SITE["so/index.html"].replace("../so/", "../no/")
    (site / "so" / "index.html").write_text(changed, encoding="utf-8")
    column = changed.splitlines()[5].index("../no/") + 1
    assert told(site) == ["so/index.html:1:1: changed-file", f"so/index.html:6:{column}: dead-link"]


def test_a_first_page_that_is_a_pipe_is_not_waited_for(site):
    (site / "index.html").unlink()
    os.mkfifo(site / "index.html")
    assert told(site) == ["index.html:1:1: odd-entry"]


def test_without_its_first_page_the_site_still_says_where_it_is(site):
    (site / "index.html").unlink()
    assert told(site) == ["index.html:1:1: lost-file"]


def test_what_is_no_file_is_told_and_not_followed(site, tmp_path):
    outside = tmp_path / "outside"
    shutil.move(site / "so", outside)
    (site / "so").symlink_to(outside)
    (site / "assets" / "a.js").unlink()
    (site / "assets" / "a.js").symlink_to("/etc/hostname")
    os.mkfifo(site / "pipe")
    deep = site / "d"
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert told(site) == [
        "assets/a.js:1:1: odd-entry",
        "/".join(["d"] * 33) + ":1:1: odd-entry",
        "pipe:1:1: odd-entry",
        "so:1:1: odd-entry",
    ]


def test_a_manifest_behind_a_link_is_none(site, tmp_path):
    shutil.move(site / "data", tmp_path / "data")
    (site / "data").symlink_to(tmp_path / "data")
    with pytest.raises(NotASite, match=r"no data/manifest\.jsonl"):
        verify(site)


def test_a_file_that_cannot_be_read_is_told(site, monkeypatch):
    opened = module._open

    def refuse(site, path):
        if path == "index.html":
            raise PermissionError(13, "Permission denied")
        return opened(site, path)

    monkeypatch.setattr(module, "_open", refuse)
    assert "index.html:1:1: unreadable-file" in told(site)


ROW = '{{"path": {}, "sha256": "' + "0" * 64 + '", "bytes": 1}}'
BAD_ROWS = [
    ROW.format('"../x"'),
    ROW.format('"a/../../x"'),
    ROW.format('"/etc/passwd"'),
    ROW.format('"a//b"'),
    ROW.format('"a/"'),
    ROW.format('""'),
    ROW.format('"data/manifest.jsonl"'),
    ROW.format('"a\\u0000b"'),
    ROW.format('"a\\ud800b"'),
    ROW.format("1"),
    ROW.format('"x"').replace("000", "00G"),
    ROW.format('"x"').replace('"' + "0" * 64 + '"', "1"),
    ROW.format('"x"').replace(": 1}", ": -1}"),
    ROW.format('"x"').replace(": 1}", ": true}"),
    ROW.format('"x"').replace(": 1}", ": 1" + "0" * 5000 + "}"),
    ROW.format('"x"').replace("}", ', "more": 1}'),
    ROW.format('"' + "x" * 70_000 + '"'),
    "[" * 50_000,
    "[]",
    "{",
    "",
    "\u00ff",
]


@pytest.mark.parametrize("row", BAD_ROWS, ids=lambda row: row[:40])
def test_a_bad_line_of_the_manifest_is_told(row):
    good = [ROW.format('"a"'), ROW.format('"z"')]
    listed, problems = read_manifest(f"{good[0]}\n{row}\n{good[1]}\n".encode("latin-1"))
    assert [str(problem).partition(": '")[0].split(": ")[:2] for problem in problems] == [
        [f"{MANIFEST}:2:1", "bad-manifest"]
    ]
    assert [*listed] == ["a", "z"]
    assert len(str(problems[0])) < 500


def test_a_manifest_that_repeats_is_out_of_order_cut_off_or_huge_is_told(monkeypatch):
    a, b = (ROW.format(f'"{name}"') + "\n" for name in "ab")
    assert [str(p) for p in read_manifest(f"{b}{a}{b}".encode())[1]] == [
        f"{MANIFEST}:2:1: bad-manifest: 'a' is not in its order",
        f"{MANIFEST}:3:1: bad-manifest: 'b' stands twice",
    ]
    assert "cut off" in str(read_manifest(f"{a}{b[:-1]}".encode())[1])
    monkeypatch.setattr(module, "MANIFEST_LIMIT", 100)
    assert "not read" in str(read_manifest(a.encode())[1])


# the command, signatures


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Private and public keys: `a` and `b`; `ec`, another algorithm; `locked` with a password; `text`, which is none."""
    folder = tmp_path_factory.mktemp("keys")
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    info, bare = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.NoEncryption()
    made = {
        "a": Ed25519PrivateKey.generate(),
        "b": Ed25519PrivateKey.generate(),
        "ec": generate_private_key(SECP256R1()),
    }
    for name, key in made.items():
        (folder / f"{name}.pem").write_bytes(key.private_bytes(pem, pkcs8, bare))
        (folder / f"{name}.pub").write_bytes(key.public_key().public_bytes(pem, info))
    locked = made["a"].private_bytes(pem, pkcs8, serialization.BestAvailableEncryption(b"x"))
    (folder / "locked.pem").write_bytes(locked)
    (folder / "text.pem").write_text("no key")
    return folder


@pytest.fixture
def content(tmp_path):
    return write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter()})


def build(content, *more):
    output = content.parent / "site"
    return main(
        ["build", "--lang", "en", "--content", str(content), "--output", str(output), "--no-search", *map(str, more)]
    ), output


def test_the_command_tells_what_is_wrong_and_how_much_was_looked_at(site, capsys):
    assert main(["verify", "--lang", "en", str(site)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{len(SITE) + 1} files" in err
    assert "links; not signed\nsound\n" in err
    (site / "robots.txt").unlink()
    assert main(["verify", "--lang", "en", str(site)]) == 1
    out, err = capsys.readouterr()
    assert out == "robots.txt:1:1: lost-file: it is in the manifest and not in the site\n"
    assert err.endswith("1 error, 0 warnings\n")


def test_what_is_no_site_cannot_be_verified(tmp_path, capsys):
    assert main(["verify", "--lang", "en", str(tmp_path / "no")]) == 2
    assert main(["verify", "--lang", "en", str(tmp_path)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("vankho: there is no folder ")
    assert second.startswith(f"vankho: there is no {MANIFEST} in ")


def test_a_signed_site_is_good_with_its_key_alone(content, keys, capsys):
    status, output = build(content, "--sign", keys / "a.pem")
    assert status == 0
    signature = (output / "public" / SIGNATURE).read_bytes()
    assert len(signature) == 64
    public = str(output / "public")
    assert main(["verify", "--lang", "en", public]) == 0
    assert "signed, not checked: --key" in capsys.readouterr().err
    assert main(["verify", "--lang", "en", public, "--key", str(keys / "a.pub")]) == 0
    assert "signed with this key\nsound" in capsys.readouterr().err
    assert main(["verify", "--lang", "en", public, "--key", str(keys / "b.pub")]) == 1
    assert f"{SIGNATURE}:1:1: bad-signature: " in capsys.readouterr().out
    build(content, "--sign", keys / "a.pem")
    assert (output / "public" / SIGNATURE).read_bytes() == signature
    build(content)
    assert not (output / "public" / SIGNATURE).exists()
    assert main(["verify", "--lang", "en", public, "--key", str(keys / "a.pub")]) == 1
    assert f"{SIGNATURE}:1:1: bad-signature: there is none\n" in capsys.readouterr().out


def test_who_changes_a_file_and_its_line_is_caught_by_the_signature(content, keys, capsys):
    _, output = build(content, "--sign", keys / "a.pem")
    manifest, robots = output / "public" / MANIFEST, output / "public" / "robots.txt"
    before = robots.read_bytes()
    robots.write_bytes(before.replace(b"Allow", b"allow"))
    old, new = (sha256(each).hexdigest() for each in (before, robots.read_bytes()))
    manifest.write_text(manifest.read_text().replace(old, new))
    assert main(["verify", "--lang", "en", str(output / "public")]) == 0
    capsys.readouterr()
    assert main(["verify", "--lang", "en", str(output / "public"), "--key", str(keys / "a.pub")]) == 1
    assert capsys.readouterr().out.startswith(f"{SIGNATURE}:1:1: bad-signature: ")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_makes_keys_and_verifies_as_the_page_says(content, keys):
    """The commands of docs/verify.md, each run as it stands there."""
    text = (TOP / "docs" / "verify.md").read_text(encoding="utf-8")
    *making, checking = [line.split() for line in text.splitlines() if line.startswith("    openssl ")]
    assert len(making) == 2
    for command in making:
        subprocess.run(command, cwd=content.parent, check=True, capture_output=True)
    _, output = build(content, "--sign", content.parent / "vankho.key")
    for key, status in ((content.parent / "vankho.pub", 0), (keys / "b.pub", 1)):
        shutil.copy(key, output / "public" / "vankho.pub")
        done = subprocess.run(checking, cwd=output / "public", capture_output=True, text=True, check=False)
        assert done.returncode == status, done


@pytest.mark.parametrize(
    ("key", "said"),
    [("locked.pem", "encrypted"), ("ec.pem", "not an Ed25519 key"), ("text.pem", "no private key in PEM"), ("a.pub", "no private key in PEM"), ("no.pem", "cannot read")],
)  # fmt: skip
def test_a_key_that_cannot_sign_is_told_before_anything_is_built(content, keys, capsys, key, said):
    status, output = build(content, "--sign", keys / key)
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("vankho: ")
    assert said in line
    assert not output.exists()


@pytest.mark.parametrize(
    ("key", "said"),
    [("a.pem", "a private key"), ("ec.pub", "not an Ed25519 key"), ("text.pem", "no public key in PEM"), ("no.pub", "cannot read")],
)  # fmt: skip
def test_a_key_that_cannot_check_is_told(site, keys, capsys, key, said):
    assert main(["verify", "--lang", "en", str(site), "--key", str(keys / key)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_without_the_library_a_key_is_refused_and_a_site_still_verified(site, keys, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cryptography.hazmat.primitives", None)
    assert main(["verify", "--lang", "en", str(site), "--key", str(keys / "a.pub")]) == 2
    assert "pip install 'vankho[sign]'" in capsys.readouterr().err
    assert main(["verify", "--lang", "en", str(site)]) == 0


@pytest.mark.slow
def test_the_five_letters_are_sound_in_both_editions(tmp_path):
    assert main(["build", "--lang", "en", "--content", str(TOP / "content"), "--output", str(tmp_path)]) == 0
    for edition in ("public", "internal"):
        verified = verify(tmp_path / edition)
        assert verified.problems == ()
        assert verified.links > 1000


@pytest.mark.slow
def test_the_made_letters_are_sound_in_both_editions_and_one_fault_in_them_is_found(tmp_path):
    content = write_content(tmp_path / "content", samples.samples(), samples.ARCHIVE)
    build = ["build", "--no-search", "--lang", "en", "--content", str(content), "--output", str(tmp_path / "site")]
    assert main(build) == 0
    shutil.rmtree(tmp_path / "site" / "public" / "assets" / "fonts")
    for edition, codes in (("public", {"lost-file"}), ("internal", set())):
        verified = verify(tmp_path / "site" / edition)
        assert {problem.code for problem in verified.problems} == codes
        assert verified.links > 10_000
