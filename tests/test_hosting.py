"""The recipes of docs/hosting in the real nginx and Caddy: readers get in, strangers get nothing, pages work."""

import base64
import gzip
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from make import ARCHIVE, SILENT, built_files, letter, write_content
from servers import INTERNAL, PUBLIC, RECIPES, Answer, Host, NotStarted, hosting, program, read_answer
from test_files import pdf
from web import Open, serving, write_files

from vankho.holdings import Edition
from vankho.loading import load
from vankho.pipeline import build

pytestmark = pytest.mark.slow

GUIDE = RECIPES.parent / "hosting.md"
MARK = "Xqzmat"
READER, PASSWORD, PHRASE = "nguyen-van-a", "mật khẩu: Đủ dài 7391", "phrase of the authority"
HERE, AWAY = "/tinh-uy-a/2023/11-cv-tu/", "/tinh-uy-a/2023/77-cv-tu/"
"""A letter that only the internal edition has, and one that nobody has."""
WITH_CADDY = [] if program("caddy") is None else ["Caddyfile-basic", "Caddyfile-mtls"]
ALL = ["nginx-basic.conf", "nginx-mtls.conf", *WITH_CADDY]


@pytest.fixture(scope="module", autouse=True)
def _servers():
    """No server, no proof: this does not pass unnoticed."""
    for name in ("nginx", "openssl"):
        if program(name) is None:
            pytest.fail(f"there is no {name}: run tools/install-servers.sh, or install it (apt-get install {name})")


# --- what is served, and for whom --------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Both editions as `vankho build` publishes them: a public letter, an internal one, and a file with each."""
    project = tmp_path_factory.mktemp("project")
    file = "files: [{{path: {name}.pdf, title: Bản quét}}]\n"
    letters = {
        "tinh-uy-a/2023/10-cv-tu": letter(
            body=f"1. Trồng rừng ven biển.\n\n2. Việc chung. :internal[{MARK} một]", more=file.format(name="quet")
        ),
        "tinh-uy-a/2023/11-cv-tu": letter(
            number="11-CV/TU", access="internal", subject=f"Về {MARK}", body=f"1. Trồng rừng {MARK}.",
            more=file.format(name=MARK.lower()),
        ),
    }  # fmt: skip
    content = write_content(project / "content", letters)
    (content / "tinh-uy-a/2023/quet.pdf").write_bytes(pdf(1))
    (content / f"tinh-uy-a/2023/{MARK.lower()}.pdf").write_bytes(pdf(2))
    checked = load(content, SILENT)
    assert checked.sound, checked.problems
    build(checked, project, project / "site", list(Edition), SILENT)
    return project / "site"


@cache
def files_of(site: Path, edition: str) -> dict[str, bytes]:
    return {
        path.relative_to(site / edition).as_posix(): path.read_bytes()
        for path in sorted((site / edition).rglob("*"))
        if path.is_file()
    }


def guide(after: str) -> list[str]:
    """The commands of the first block of the guide below these words, one by one."""
    words = r"\s+".join(map(re.escape, after.split()))
    block = re.search(rf"{words}.*?```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert block, after
    return block[1].replace("\\\n", " ").splitlines()


def run(commands: list[str], folder: Path, answers: str = "") -> str:
    """Runs them as they stand; who asks for a password is answered."""
    said = ""
    for command in commands:
        done = subprocess.run(
            ["sh", "-euc", command], cwd=folder, input=answers, capture_output=True, text=True, check=False,
            start_new_session=True, timeout=30,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said += done.stdout
    return said


def authority(folder: Path) -> Path:
    """The readers' authority, made as the guide says."""
    folder.mkdir(parents=True)
    shutil.copy(RECIPES / "readers-ca.cnf", folder)
    run(guide("that will guard the authority's key"), folder, f"{PHRASE}\n{PHRASE}\n")
    return folder


def issue(folder: Path, name: str, *more: str) -> None:
    """A reader's certificate, as the guide says."""
    asked, issued, packed = (command.replace(READER, name) for command in guide("For a reader, for a year"))
    run([asked], folder)
    run([" ".join((issued, *more))], folder, f"{PHRASE}\n")
    run([packed], folder, "pw\npw\n")


def revoke(folder: Path, name: str) -> None:
    run([command.replace(READER, name) for command in guide("To shut a reader out")], folder, f"{PHRASE}\n")


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Path:
    """/etc/vankho, and what its keeper keeps elsewhere: the authority, and certificates of all sorts."""
    folder = tmp_path_factory.mktemp("keys") / "authority"
    authority(folder)
    for name in (READER, "tran-thi-b", "le-van-c"):
        issue(folder, name)
    issue(folder, "expired", "-startdate 20200101000000Z -enddate 20200201000000Z")
    revoke(folder, "tran-thi-b")
    issue(authority(folder.parent / "foreign"), "stranger")
    for name in ("vanban", "noibo"):
        run([
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=server"
            f" -addext subjectAltName=DNS:{name}.localhost -keyout {name}.key -out {name}.pem"
        ], folder)  # fmt: skip
    chosen = run(guide("Let the machine choose them"), folder)
    assert len(base64.b64decode(chosen)) == 15
    run(guide("a line for each reader"), folder, f"{PASSWORD}\n{PASSWORD}\n")
    return folder


@pytest.fixture(scope="module")
def caddy_hash() -> str:
    if not WITH_CADDY:
        return ""
    given = subprocess.run(
        [program("caddy"), "hash-password"], input=f"{PASSWORD}\n", capture_output=True, text=True, check=True
    )
    return given.stdout.strip()


def own(recipe: str, caddy_hash: str) -> list[tuple[str, str]]:
    """What a keeper fills in beside names, ports and folders."""
    return [("READER_PASSWORD_HASH", caddy_hash)] if recipe == "Caddyfile-basic" else []


@pytest.fixture(scope="module", params=ALL)
def host(request, tmp_path_factory, site, keys, caddy_hash) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("run")
    with hosting(request.param, folder, keys, site, own(request.param, caddy_hash)) as running:
        yield running


# --- who comes -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Visitor:
    tls: ssl.SSLContext
    word: str = ""
    """A line of the request's head."""


def visitor(keys: Path | None = None, certificate: str = "", word: str | None = None, newest=ssl.TLSVersion.TLSv1_3):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode, tls.maximum_version = False, ssl.CERT_NONE, newest
    if keys and certificate:
        tls.load_cert_chain(keys / f"{certificate}.pem", keys / f"{certificate}.key")
    return Visitor(tls, f"Authorization: {word}\r\n" if word is not None else "")


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def reader(host: Host, keys: Path) -> Visitor:
    return visitor(keys, READER) if "mtls" in host.recipe else visitor(word=basic(READER, PASSWORD))


def strangers(host: Host, keys: Path) -> dict[str, Visitor]:
    password = basic(READER, PASSWORD)
    found = {"nobody": visitor(), "nobody, TLS 1.2": visitor(newest=ssl.TLSVersion.TLSv1_2)}
    if "mtls" in host.recipe:
        revoked = "tran-thi-b"  # on nginx's list, and not named by Caddy's file
        found |= {name: visitor(keys, name) for name in ("expired", revoked)}
        found |= {"foreign": visitor(keys.parent / "foreign", "stranger"), "a password": visitor(word=password)}
        found |= {"the server's own": visitor(keys, "noibo")}
        return found
    words = {
        "wrong password": basic(READER, "x"), "empty password": basic(READER, ""), "no name": basic("", PASSWORD),
        "another name": basic("root", PASSWORD), "longer": basic(READER, PASSWORD + " "), "empty": "",
        "no colon": "Basic " + base64.b64encode(READER.encode()).decode(), "no base64": "Basic %%%",
        "the hash": basic(READER, (keys / "readers.htpasswd").read_text(encoding="utf-8").strip().partition(":")[2]),
        "other scheme": "Bearer " + password.partition(" ")[2],
    }  # fmt: skip
    if not host.recipe.startswith("nginx"):  # Caddy computes a second for each, and by design
        words = {name: words[name] for name in ("wrong password", "empty password", "another name", "no colon")}
    return found | {name: visitor(word=word) for name, word in words.items()} | {"certificate": visitor(keys, READER)}


def get(path: str, name: str = INTERNAL, more: str = "", method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {name}\r\n{more}Connection: close\r\n\r\n".encode()


# --- readers -------------------------------------------------------------------------------------------------------------
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".jsonl": "application/jsonl; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".svg": "image/svg+xml", ".woff2": "font/woff2",
    ".pdf": "application/pdf",
}  # fmt: skip
SAME = {
    "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}  # fmt: skip


def directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: part.strip() for part in policy.split(";")}


@pytest.mark.parametrize("edition", list(Edition))
def test_readers_get_every_file_as_it_is_with_the_right_headers(host, keys, site, edition):
    internal = edition is Edition.INTERNAL
    name, who = (INTERNAL, reader(host, keys)) if internal else (PUBLIC, visitor())
    opened = host.connect(name, who.tls)
    with opened:
        for file, content in files_of(site, edition).items():
            path = "/" + quote(
                file.removesuffix("index.html") if file.endswith("/index.html") or file == "index.html" else file
            )
            opened.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {name}\r\n{who.word}Accept-Encoding: identity\r\n\r\n".encode()
            )
            answer = read_answer(opened, "GET")
            assert (answer.status, answer.body) == (200, content), path
            assert answer["content-encoding"] is None, path
            assert answer["content-type"] == TYPES.get(Path(file).suffix, "application/octet-stream"), path
            assert {header: answer[header] for header in SAME} == SAME, path
            kept = "public" if edition is Edition.PUBLIC else "private"
            fresh = "no-store" if internal else "no-cache"
            assert answer["cache-control"] == (
                f"{kept}, max-age=31536000, immutable" if file.startswith("assets/") else fresh
            ), path
            assert answer["x-robots-tag"] == ("noindex, nofollow" if internal else None), path
            assert answer["referrer-policy"] == ("no-referrer" if internal else "same-origin"), path
            assert answer["strict-transport-security"] is None
            assert not re.search(r"[0-9]", answer["server"] or ""), "tells its version"
            policy = directives(answer["content-security-policy"])
            assert policy["frame-ancestors"] == "frame-ancestors 'none'"
            assert ("'wasm-unsafe-eval'" in policy.get("script-src", "")) == file.startswith("tim-kiem/"), path
            if file.endswith(".html") and file != "404.html":  # what the page allows itself, and no more
                own = directives(re.search(r'Content-Security-Policy" content="([^"]*)"', content.decode())[1])
                for part, allowed in own.items():
                    assert policy[part] == allowed or (allowed, policy[part]) == (
                        "script-src 'none'",
                        "script-src 'self'",
                    ), path


def test_texts_are_compressed_and_the_index_is_not_announced_as_such(host, keys, site):
    who = reader(host, keys)
    ask = f"{who.word}Accept-Encoding: gzip\r\n"
    names = files_of(site, "internal")
    for file in ("index.html", "data/manifest.jsonl", *(name for name in names if name.startswith("assets/kho."))):
        answer = host.send(get(f"/{file.removesuffix('index.html')}", more=ask), INTERNAL, who.tls)
        assert (answer.status, answer["content-encoding"]) == (200, "gzip"), file
        assert "Accept-Encoding" in answer["vary"]
        assert len(answer.body) < len(names[file])
    packed = [name for name in names if re.search(r"[.](pf_[a-z]+|pagefind|woff2|pdf)$", name)]
    assert {Path(name).suffix for name in packed} >= {
        ".pf_meta",
        ".pf_index",
        ".pf_fragment",
        ".pf_filter",
        ".pagefind",
    }
    for file in packed:
        answer = host.send(get(f"/{quote(file)}", more=ask), INTERNAL, who.tls)
        assert (answer.status, answer["content-encoding"], answer.body) == (200, None, names[file]), file


def test_what_build_has_packed_is_handed_on_as_it_is(host, site):
    page = site / "public" / "tinh-uy-a" / "2023" / "10-cv-tu" / "index.html"
    packed = page.with_name("index.html.gz")
    packed.write_bytes(gzip.compress(page.read_bytes(), 1, mtime=1))  # not as a server would
    try:
        answer = host.send(get("/tinh-uy-a/2023/10-cv-tu/", PUBLIC, "Accept-Encoding: gzip\r\n"), PUBLIC, visitor().tls)
        assert (answer.status, answer["content-encoding"]) == (200, "gzip")
        assert answer.body == packed.read_bytes()
        assert answer["content-type"] == "text/html; charset=utf-8"
        assert "Accept-Encoding" in answer["vary"]
        assert answer["content-security-policy"]
    finally:
        packed.unlink()


def test_what_has_not_changed_is_not_sent_again_and_is_kept_as_before(host, site):
    (asset,) = (name for name in files_of(site, "public") if name.startswith("assets/kho."))
    for path in ("/", "/tim-kiem/", f"/{asset}", "/404.html"):
        first = host.send(get(path, PUBLIC), PUBLIC, visitor().tls)
        again = host.send(get(path, PUBLIC, f"If-None-Match: {first['etag']}\r\n"), PUBLIC, visitor().tls)
        assert (first.status, again.status, again.body) == (200, 304, b""), path
        for name in ("cache-control", "content-security-policy"):
            assert first[name] == again[name], path


@pytest.mark.parametrize("edition", list(Edition))
def test_readers_get_the_site_s_own_page_for_what_is_not_there(host, keys, site, edition):
    name, who = (INTERNAL, reader(host, keys)) if edition is Edition.INTERNAL else (PUBLIC, visitor())
    for path in (AWAY, "/assets/none.1a2b3c4d.css", "/tim-kiem/none/", "/none.jsonl"):
        answer = host.send(get(path, name, who.word), name, who.tls)
        assert (answer.status, answer.body) == (404, (site / edition / "404.html").read_bytes()), path
        assert "immutable" not in answer["cache-control"], path
        assert answer["content-type"] == "text/html; charset=utf-8", path
        assert "style-src 'unsafe-inline'" in answer["content-security-policy"], path
    answer = host.send(get(HERE.rstrip("/") if edition is Edition.INTERNAL else "/nam", name, who.word), name, who.tls)
    assert answer.status in (301, 308)
    assert answer["location"] == (HERE if edition is Edition.INTERNAL else "/nam/")  # no name, no port
    no_index = host.send(get("/assets/", name, who.word), name, who.tls)
    assert MARK.lower().encode() not in no_index.body
    assert no_index.status in (403, 404)  # no list of a folder


def test_the_public_name_leads_to_tls(host):
    answer = host.send(get("/nam/?x=1", PUBLIC), None, None)
    assert (answer.status, answer["location"]) == (301, f"https://{PUBLIC}/nam/?x=1")


# --- strangers -----------------------------------------------------------------------------------------------------------
ODD = (
    "{0}", "{0}index.html", "{0}?x=1", "{0}#x", "/{0}", "//{0}", "/.{0}", "/x/..{0}", "/..{0}", "/../internal{0}", "/%2e%2e{0}",
    "/%2e%2e%2finternal{0}", "/..%2finternal{0}", "/..%5cinternal{0}", "/assets/..{0}", "/assets../{0}", "/assets..{0}",
    "/public/../internal{0}", "/internal{0}", "{0}.", "{0}%2e", "{0}%00", "{0}%00.css", "{0}\0", "{0}%20", "{0} ", "{0};x", "{0}..;/",
    "{0}%0d%0aX:%20y", "{0}%ff", "{0}\\", "{0}~", "{0}.bak", "{0}%252e%252e", "https://" + INTERNAL + "{0}",
    "http://" + PUBLIC + "{0}", "*", "{0}" + "a" * 3000, "{0}" + "a" * 40000,
)  # fmt: skip
PLACES = (
    "/", "/index.html", "/404.html", "/robots.txt", "/feed.xml", "/sitemap.xml", "/data/manifest.jsonl", "/data/", "/assets/",
    "/pagefind/pagefind-entry.json", "/tim-kiem/so/11.json", f"{HERE}{MARK.lower()}.pdf", HERE.rstrip("/"), HERE.upper(),
    "/.git/config", "/.well-known/acme-challenge/x", "/favicon.ico",
)  # fmt: skip
HEADS = (
    "Range: bytes=0-9\r\n", "If-None-Match: *\r\n", "If-Modified-Since: Mon, 01 Jan 2035 00:00:00 GMT\r\n", "If-Match: *\r\n",
    "Accept-Encoding: gzip\r\n", "X-Forwarded-For: 127.0.0.1\r\n", "X-Original-URL: /\r\n", "X-Rewrite-URL: /\r\n",
    "X-Remote-User: nguyen-van-a\r\n", "X-SSL-Client-Verify: SUCCESS\r\n", "Expect: 100-continue\r\n", "Upgrade: h2c\r\n",
    "Cookie: a=b\r\n", f"X-Forwarded-Host: {PUBLIC}\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
)  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "TRACE", "POST", "PUT", "DELETE", "PROPFIND", "PURGE", "CONNECT", "get", "QUERY")


def attacks(target: str) -> dict[str, bytes]:
    """Requests without a right to an address, by what is odd about them."""
    found = {f"GET {odd[:40]}": get(odd.format(target)) for odd in ODD}
    found |= {f"{method} {target}": get(target, method=method) for method in METHODS}
    found |= {head.strip(): get(target, more=head) for head in HEADS}
    found |= {
        "1.0 without Host": f"GET {target} HTTP/1.0\r\n\r\n".encode(),
        "1.1 without Host": f"GET {target} HTTP/1.1\r\nConnection: close\r\n\r\n".encode(),
        "0.9": f"GET {target}\r\n\r\n".encode(),
        "two Hosts": get(target, more=f"Host: {PUBLIC}\r\n"),
    }
    hosts = (
        PUBLIC, f"{PUBLIC}:443", INTERNAL.upper(), f"{INTERNAL}.", f"{INTERNAL}:443", "127.0.0.1", "localhost", "", "x", "[::1]",
        f"{INTERNAL}/..", f"x@{INTERNAL}", f"{INTERNAL}%00",
    )  # fmt: skip
    return found | {f"Host: {each}": get(target, each) for each in hosts}


OF_FILES = {
    "etag",
    "last-modified",
    "accept-ranges",
    "content-range",
    "content-encoding",
    "location",
    "link",
    "content-location",
}


def told(answer: Answer | None, site: Path) -> str:
    """What an answer tells a stranger of the internal edition; nothing, as it should be."""
    if answer is None:
        return ""
    everything = repr(answer.headers).encode() + answer.body
    if MARK.lower().encode() in everything.lower():
        return "words"
    public, internal = (frozenset(files_of(site, edition).values()) for edition in ("public", "internal"))
    if answer.body in internal - public:
        return "a file"
    if answer.body in public and answer["x-robots-tag"] is None:
        return ""  # what is public, asked for by the name of the public edition
    if answer.status < 400 and answer.body:
        return f"status {answer.status}"
    if answer.status == 404 and answer["x-robots-tag"]:
        return "what is not there"
    of_files = OF_FILES & {name for name, _ in answer.headers}
    return f"headers {of_files}" if of_files and answer["x-robots-tag"] else ""


def found_out(
    host: Host, who: Visitor, site: Path, names=(INTERNAL, PUBLIC, "other.localhost", None)
) -> list[tuple[str, object]]:
    """What a stranger learns by any request, and by comparing an address that exists with one that does not."""
    learned: list[tuple[str, object]] = []
    for name in names:
        pairs = zip(attacks(HERE).items(), attacks(AWAY).values(), strict=True)
        asked = [(odd, *both) for (odd, there), nothing in pairs for both in [(there, nothing)]]
        with ThreadPoolExecutor(16) as pool:  # a server may take its time to close a broken connection
            every = list(pool.map(lambda each, name=name: [host.send(one, name, who.tls) for one in each[1:]], asked))
        for (odd, *_), answers in zip(asked, every, strict=True):
            learned += [(f"{name} {odd}", said) for answer in answers if (said := told(answer, site))]
            if not _alike(answers):
                learned.append((f"{name} {odd}: another answer", answers))
    refused = host.send(get("/"), INTERNAL, who.tls)
    for path in PLACES:
        answer = host.send(get(path), INTERNAL, who.tls)
        if answer != refused:
            learned.append((path, answer))
    return learned


def _alike(answers: list[Answer | None]) -> bool:
    """Whether they are the same but for the address that was asked for.

    A server that refuses a request before it has read all of it may cut off its own answer.
    """
    there, nothing = (repr(answer).replace(HERE, AWAY) for answer in answers)
    return there == nothing or (None in answers and {each.status for each in answers if each} <= {400, 414, 431})


def test_strangers_learn_nothing_whatever_they_ask(host, site):
    assert found_out(host, visitor(), site) == []


def test_who_has_the_wrong_key_is_refused_as_who_has_none(host, keys, site):
    refused = host.send(get(AWAY), INTERNAL, visitor().tls)

    def tries(who: Visitor) -> Answer | None:
        return host.send(get(HERE, more=who.word), INTERNAL, who.tls)

    every = strangers(host, keys)
    with ThreadPoolExecutor(2) as pool:
        for name, answer in zip(every, pool.map(tries, every.values()), strict=True):
            assert told(answer, site) == "", name
            assert answer is None or answer.status == (400 if "mtls" in host.recipe else 401), (name, answer)
            if "nobody" in name or "basic" in host.recipe:
                assert answer == refused or "TLS 1.2" in name, name
    assert host.send(get(HERE, more=reader(host, keys).word), INTERNAL, reader(host, keys).tls).status == 200


def test_plain_http_tells_nothing_and_asks_for_no_password(host, site):
    for path in (HERE, AWAY):
        for port in (host.http, host.https):
            answer = host.send(get(path), None, None, port)
            assert told(answer, site) == ""
            assert answer is None or (answer["www-authenticate"], answer["location"]) == (None, None)
            assert answer == host.send(get("/"), None, None, port)


def test_a_session_of_the_public_edition_opens_nothing(host, site):
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        who = visitor(newest=newest)
        with host.connect(PUBLIC, who.tls) as opened:
            opened.sendall(get("/", PUBLIC))
            assert read_answer(opened, "GET").status == 200
            session = opened.session
        answer = host.send(get(HERE), INTERNAL, who.tls, session=session)
        assert told(answer, site) == ""
        assert answer is None or answer.status in (400, 401, 421)


@pytest.mark.parametrize("recipe", [name for name in ALL if "mtls" in name])
def test_who_is_shut_out_is_out_with_the_session_too(recipe, tmp_path, keys, site):
    mine = tmp_path / "keys"
    shutil.copytree(keys, mine)
    if not recipe.startswith("nginx"):
        _caddy_shuts_out(recipe, tmp_path, mine, site)
        return
    with hosting(recipe, tmp_path / "run", mine, site) as host:
        for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            name = {ssl.TLSVersion.TLSv1_2: "le-van-c", ssl.TLSVersion.TLSv1_3: READER}[newest]
            who = visitor(mine, name, newest=newest)
            session = _seen(host, who)
            revoke(mine, name)
            host.reload()
            for _ in range(100):  # nginx takes a moment for it
                answers = [host.send(get(HERE), INTERNAL, who.tls, session=each) for each in (None, session)]
                if all(answer is None or answer.status == 400 for answer in answers):
                    break
                time.sleep(0.05)
            else:
                pytest.fail(f"{name} still gets in")
            assert [told(answer, site) for answer in answers] == ["", ""]


def _seen(host: Host, who: Visitor) -> ssl.SSLSession | None:
    with host.connect(INTERNAL, who.tls) as opened:
        opened.sendall(get(HERE))
        assert read_answer(opened, "GET").status == 200
        return opened.session


def _caddy_shuts_out(recipe: str, folder: Path, keys: Path, site: Path) -> None:
    """Caddy names those who may come in; this one is named first, and then no more. To be named is not enough."""
    line = "\t\t\ttrusted_leaf_cert_file /etc/vankho/nguyen-van-a.pem\n"
    more = [(line, line + line.replace(READER, "le-van-c") + line.replace(READER, "expired"))]
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        who = visitor(keys, "le-van-c", newest=newest)
        with hosting(recipe, folder / "run", keys, site, more) as host:
            session = _seen(host, who)
            assert host.send(get(HERE), INTERNAL, visitor(keys, "expired", newest=newest).tls) is None
        with hosting(recipe, folder / "run", keys, site) as host:
            assert host.send(get(HERE), INTERNAL, who.tls, session=session) is None
            _seen(host, visitor(keys, READER, newest=newest))


@pytest.mark.parametrize(
    ("recipe", "guard"),
    [
        ("nginx-basic.conf", r' +auth_basic "restricted";\n'),
        ("nginx-mtls.conf", r" +ssl_verify_client on;\n"),
        *(("Caddyfile-basic", r"\tbasicauth \{[^}]*\}\n"),) * bool(WITH_CADDY),
        *(("Caddyfile-mtls", r" \{\n\t\tclient_auth \{[^}]*\}\n\t\}"),) * bool(WITH_CADDY),
    ],
)
def test_these_tests_see_a_server_without_its_guard(recipe, guard, tmp_path, keys, site):
    text = (RECIPES / recipe).read_text(encoding="utf-8")
    with hosting(recipe, tmp_path, keys, site, [(re.search(guard, text)[0], "")]) as host:
        kinds = {said for _, said in found_out(host, visitor(), site, [INTERNAL]) if isinstance(said, str)}
    assert {"words", "what is not there"} <= kinds


def test_whose_line_is_deleted_is_out_and_without_the_file_everybody(tmp_path, keys, site):
    mine = tmp_path / "keys"
    shutil.copytree(keys, mine)
    passwords = mine / "readers.htpasswd"
    run([command.replace(READER, "le-van-c") for command in guide("a line for each reader")], mine, "y\ny\n")
    first, second = visitor(word=basic(READER, PASSWORD)), visitor(word=basic("le-van-c", "y"))

    def statuses(path: str) -> list[int]:
        return [host.send(get(path, more=who.word), INTERNAL, who.tls).status for who in (first, second, visitor())]

    with hosting("nginx-basic.conf", tmp_path / "run", mine, site) as host:
        assert (statuses(HERE), statuses(AWAY)) == ([200, 200, 401], [404, 404, 401])
        passwords.write_text(passwords.read_text(encoding="utf-8").splitlines()[1] + "\n", encoding="utf-8")
        assert (statuses(HERE), statuses(AWAY)) == ([401, 200, 401], [401, 404, 401])
        passwords.unlink()
        assert statuses(HERE) == statuses(AWAY) == [403, 403, 401]
        answers = [host.send(get(path, more=first.word), INTERNAL, first.tls) for path in (HERE, AWAY)]
        assert answers[0] == answers[1]
        assert told(answers[0], site) == ""


@pytest.mark.parametrize(("recipe", "lost"), [("nginx-mtls.conf", "readers-ca.pem"), ("nginx-mtls.conf", "readers-crl.pem"),
    *(("Caddyfile-mtls", "readers-ca.pem"), ("Caddyfile-basic", "")) * bool(WITH_CADDY)])  # fmt: skip
def test_a_recipe_that_is_not_filled_in_does_not_start(recipe, lost, tmp_path, keys, site):
    mine = tmp_path / "keys"
    shutil.copytree(keys, mine)
    if lost:
        (mine / lost).unlink()
    with pytest.raises(NotStarted), hosting(recipe, tmp_path / "run", mine, site):
        pass


# --- in a browser --------------------------------------------------------------------------------------------------------
def test_pages_and_search_work_in_a_browser_behind_the_policy(browser, host, keys):
    _walk(browser, host, keys, internal=True)
    if "basic" in host.recipe:  # the other recipe serves the public edition in the same way: see tests/test_docs.py
        _walk(browser, host, keys, internal=False)


def _walk(browser, host: Host, keys: Path, *, internal: bool) -> None:
    home = f"https://{INTERNAL if internal else PUBLIC}:{host.https}"
    key: dict = {}
    if internal and "mtls" in host.recipe:
        pair = {"certPath": keys / f"{READER}.pem", "keyPath": keys / f"{READER}.key"}
        key = {"client_certificates": [{"origin": home, **pair}]}
    elif internal:
        key = {"http_credentials": {"username": READER, "password": PASSWORD}}
    context = browser.new_context(ignore_https_errors=True, **key)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("requestfailed", lambda r: None if "ERR_ABORTED" in (r.failure or "") else wrong.append(r.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (found) => console.error(`${found.violatedDirective} ${found.blockedURI}`))"
    )
    try:
        for path in ("/", "/tinh-uy-a/2023/10-cv-tu/", "/so/", "/nam/2023/", *([HERE] if internal else [])):
            assert page.goto(home + path).status == 200
            page.evaluate("document.fonts.ready")
            assert page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')")
        for words, count in (("trồng rừng", 1 + internal), (MARK, int(internal))):
            page.goto(f"{home}/tim-kiem/?q={words}")
            page.wait_for_selector(f'[data-search-state="{"ready" if count else "empty"}"]', state="attached")
            assert page.locator("[data-result]").count() == count + (MARK in words and internal)
        assert wrong == []
        assert page.goto(home + AWAY).status == 404
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily") != ""
        assert [said for said in wrong if "404" not in said] == []
    finally:
        context.close()


def test_another_archive_is_searched_along_once_the_policy_names_it(browser, tmp_path, keys):
    """As the recipes say beside connect-src; without it the page tells that the other archive cannot be searched."""
    content = tmp_path / "content"
    with serving(tmp_path / "other", Open) as other:
        theirs = {"tinh-uy-a/2022/12-cv-tu": letter(number="12-CV/TU", date="2022-03-03", body="Trồng rừng bạn.")}
        write_files(tmp_path / "other", built_files(write_content(tmp_path / "theirs", theirs), search=True))
        also = ARCHIVE.replace(
            "title: Kho thử", f"title: Kho thử\nsearch: {{also: [{{url: '{other}/', title: Kho bạn}}]}}"
        )
        ours = write_content(content, {"tinh-uy-a/2023/10-cv-tu": letter(body="Trồng rừng.")}, also)
        build(load(ours, SILENT), tmp_path, tmp_path / "site", [Edition.PUBLIC], SILENT)
        allowed = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
        for more, count in (([(allowed, f"{allowed} {other}")], 2), ([], 1)):
            with hosting("nginx-basic.conf", tmp_path / "run", keys, tmp_path / "site", more) as host:
                context = browser.new_context(ignore_https_errors=True)
                page = context.new_page()
                page.goto(f"https://{PUBLIC}:{host.https}/tim-kiem/?q=trồng rừng")
                page.wait_for_selector('[data-search-state="ready"]', state="attached")
                assert page.locator("[data-result]").count() == count
                assert ("Không tìm được trong: Kho bạn" in page.inner_text("#so-ket-qua")) == (count == 1)
                context.close()
