"""The real nginx and Caddy, run with the recipes of docs/hosting, and a client that sends them anything."""

import http.client
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RECIPES = Path(__file__).parent.parent / "docs" / "hosting"
PUBLIC, INTERNAL = "vanban.localhost", "localhost"
"""Chromium takes both names for this machine; what presents client certificates for it knows the second only."""

# What Debian's nginx.conf has around a file of conf.d, as far as it matters, and what others are told to put there.
_NGINX = """\
{user}daemon off;
pid {run}/nginx.pid;
error_log {run}/error.log;
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    types {{ text/html html htm; application/javascript js; }}
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers on;
    ssl_session_cache shared:all:1m;
    ssl_session_tickets on;
    autoindex on;
    etag on;
    access_log {run}/access.log;
    gzip on;
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    include {run}/vankho.conf;
}}
"""


def program(name: str) -> str | None:
    """Where it is; a web server mostly stands where only root looks."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in small letters, in the order in which they came; without the time."""
    body: bytes
    """As it came over the wire."""

    def __getitem__(self, name: str) -> str | None:
        return ", ".join(value for each, value in self.headers if each == name) or None


PATIENCE = 60
"""Seconds: to look at a password takes Caddy one of a processor that nobody else uses."""


@dataclass(frozen=True)
class Host:
    """A running server."""

    recipe: str
    http: int
    https: int
    process: subprocess.Popen
    run: Path

    def connect(self, name: str | None, tls: ssl.SSLContext | None, session: ssl.SSLSession | None = None):
        opened = socket.create_connection(("127.0.0.1", self.https if tls else self.http), timeout=PATIENCE)
        return tls.wrap_socket(opened, server_hostname=name, session=session) if tls else opened

    def send(
        self, request: bytes, name: str | None, tls: ssl.SSLContext | None, port: int = 0,
        session: ssl.SSLSession | None = None,
    ) -> Answer | None:  # fmt: skip
        """The answer to a request as it stands, `None` where the server says nothing; `name` is that of the handshake."""
        try:
            if port:
                opened = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            else:
                opened = self.connect(name, tls, session)
        except (ssl.SSLError, ConnectionError):
            return None
        with opened:
            try:
                opened.sendall(request)
                return read_answer(opened, request.partition(b" ")[0].decode())
            except (ssl.SSLError, ConnectionError, http.client.BadStatusLine):
                return None

    def reload(self) -> None:
        """nginx reads its files again."""
        self.process.send_signal(signal.SIGHUP)


def read_answer(opened: socket.socket, method: str) -> Answer:
    response = http.client.HTTPResponse(opened, method=method)
    response.begin()
    headers = tuple((name.lower(), value) for name, value in response.getheaders() if name.lower() != "date")
    return Answer(response.status, headers, response.read())


def _free(count: int) -> list[int]:
    opened = [socket.socket() for _ in range(count)]
    for each in opened:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in opened]
    for each in opened:
        each.close()
    return ports


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


def filled_in(text: str, changes: Mapping[str, str], http_port: int, https_port: int) -> str:
    """A recipe with what its head says is to be changed, by search and replace; nothing else."""
    changes = {"vanban.example.vn": PUBLIC, "noibo.example.vn": INTERNAL, **changes}
    if not _has_ipv6():
        text = "".join(line for line in text.splitlines(keepends=True) if "listen [::]" not in line)
    for port, own in ((443, https_port), (80, http_port)):
        changes[f"listen {port}"] = f"listen 127.0.0.1:{own}"
        changes[f"listen [::]:{port}"] = f"listen [::1]:{own}"
        changes[f":{port} {{"] = f":{own} {{"  # Caddy's addresses
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


@contextmanager
def hosting(recipe: str, run: Path, keys: Path, site: Path, changes: Sequence[tuple[str, str]] = ()) -> Iterator[Host]:
    """A server with a recipe, its keys and the folder with both editions; `changes` are the test's own to the recipe."""
    run.mkdir(parents=True, exist_ok=True)
    for attempt in range(4):
        http_port, https_port = _free(2)
        told = {"/etc/vankho": str(keys), "/srv/vankho": str(site), "/etc/nginx": str(run)}
        text = (RECIPES / recipe).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{recipe} has no {old!r}"
            text = text.replace(old, new)
        text = filled_in(text, told, http_port, https_port)
        if recipe.startswith("nginx"):
            shutil.copy(RECIPES / "nginx-site.conf", run / "vankho-site.conf")
            (run / "vankho.conf").write_text(text, encoding="utf-8")
            user = f"user {pwd.getpwuid(os.getuid()).pw_name};\n" if os.getuid() == 0 else ""
            (run / "nginx.conf").write_text(_NGINX.format(run=run, user=user), encoding="utf-8")
            command = [program("nginx"), "-p", run, "-e", run / "error.log", "-c", run / "nginx.conf"]
        else:
            (run / "Caddyfile").write_text(text, encoding="utf-8")
            command = [program("caddy"), "run", "--config", run / "Caddyfile", "--adapter", "caddyfile"]
        own = {name: str(run) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        environment = {**os.environ, **own}
        with (run / "output.log").open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in command], cwd=run, env=environment, stdout=output, stderr=output
            )
        try:
            if _answers(process, (http_port, https_port)):
                yield Host(recipe, http_port, https_port, process, run)
                return
        finally:
            process.send_signal(signal.SIGTERM if recipe.startswith("nginx") else signal.SIGQUIT)  # both: at once
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        said = "".join((run / name).read_text() for name in ("output.log", "error.log") if (run / name).exists())
        if attempt == 3 or "in use" not in said:  # somebody else took the port
            raise NotStarted(said)


class NotStarted(Exception):
    """The server refused the recipe; says what it said."""


def _answers(process: subprocess.Popen, ports: Sequence[int]) -> bool:
    """Whether the server listens on all of them before it gives up."""
    for _ in range(200):
        if process.poll() is not None:
            return False
        try:
            for port in ports:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
