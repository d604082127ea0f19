"""`python -m tests.fuzz [--minutes N] [--only TARGET] [FILE…]`: hypothesis, then atheris, over every target.

With files: their texts are tried once, which is how a finding is run again. A finding ends with exit status 1, its input
is kept in build/fuzz/.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

TOP = Path(__file__).resolve().parent.parent.parent
KEPT = TOP / "build" / "fuzz"
CHUNK_SECONDS = 5


def seeds() -> dict[str, list[str]]:
    """A few texts of tests/ for each target to begin with."""
    bodies = [path.read_text(encoding="utf-8")[:4000] for path in sorted((TOP / "tests" / "seeds").glob("*.txt"))[:3]]
    cases = (TOP / "tests" / "cases" / "citations.md").read_text(encoding="utf-8")
    letters = [path.read_text(encoding="utf-8")[:4000] for path in sorted((TOP / "content").rglob("*.md"))[:3]]
    heads = [text.split("---\n")[1] for text in letters]
    archive = (TOP / "content" / "archive.yaml").read_text(encoding="utf-8")[:4000]
    parts = [part for part in cases.split("\n\n") if part.strip()]
    tables = [
        "| a | b |\n|---|---|\n| <b> | *c* |",
        "**a *b** c*",
        "1. a\n2. b\n\na) c\n\n- d",
        "{a} b {c | d}\n|---|\n{e}",
    ]
    return {
        "whole_file": letters,
        "citations": [*bodies, *parts[:60]],
        "front_matter": [*heads, archive],
        "wall": [*tables, *bodies, "a {b\n1. c} d\x01e"],
        "markup": [*tables, *bodies, "<script>&lt;![x](javascript:y)"],
        "page": [*tables, *bodies[:1], *parts[:20], "<script>&lt;![x](javascript:y)"],
    }


WORDS = """Công văn|số |Số: |1-CV/TU|/NĐ-CP|ngày 08/5/2023|của |Tỉnh ủy|UBND tỉnh|Điều 5. |khoản 2 |về |thực hiện |(sau đây gọi tắt là |)
Luật |năm 2023|Nghị quyết |Đại hội |lần thứ XX|khóa |Kế hoạch |này|, |; |. |: |và |{|}|[|]|*|**|_|\\|`|<b>|&lt;|---|:::|::: internal|:internal[|
1. |a) |- |# |Phụ lục|PHỤ LỤC|MẬT|access: internal|number: |date: 2023-05-08|subject: |relations: |value: |[]|{a: |&a |*a |!!x |"|'|> |$""".replace(
    "\n", "|"
).split("|")
texts = st.lists(st.one_of(st.sampled_from([*WORDS, "\n", "\n\n", "|", "\x01"]), st.text(max_size=5)), max_size=60).map(
    "".join
)


@st.composite
def mutated(draw: Callable, corpus: list[str]) -> str:
    """A seed with pieces cut out and words put in."""
    text = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(0, 5))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 20))
        text = text[:at] + draw(texts) + text[at + size :]
    return text


def with_hypothesis(name: str, seconds: float) -> None:
    """Examples for so long; raises at a finding."""
    from tests.fuzz.targets import TARGETS

    end = time.monotonic() + seconds
    last: list[str] = []
    tried = 0

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(texts, mutated(seeds()[name])))
    def one(text: str) -> None:
        nonlocal tried
        tried += 1
        last[:] = [text]
        TARGETS[name](text)

    while time.monotonic() < end:
        try:
            one()
        except BaseException:
            if last:
                kept(name, last[0])
            raise
    print(f"{name}: hypothesis tried {tried} texts", flush=True)


def kept(name: str, text: str) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "surrogatepass")
    path = KEPT / f"{name}-{sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    print(
        f"\n{name}: a finding: {text[:500]!r}\nrun it again: python -m tests.fuzz --only {name} {path.relative_to(TOP)}",
        flush=True,
    )


def with_atheris(name: str, seconds: float) -> int:
    """The exit status of libFuzzer, in a process of its own, for it ends the process that it runs in."""
    corpus = KEPT / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for text in seeds()[name]:
        data = text.encode()
        (corpus / sha256(data).hexdigest()[:16]).write_bytes(data)
    code = f"import sys; from tests.fuzz.__main__ import guided; guided({name!r})"
    command = [
        sys.executable, "-c", code, f"-max_total_time={max(1, int(seconds))}", "-max_len=4000", "-timeout=20",
        "-rss_limit_mb=2000", "-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={KEPT}/{name}-", str(corpus),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=TOP, stderr=subprocess.PIPE, text=True, check=False)
    tried = next((line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "?")
    print(f"{name}: atheris tried {tried} texts", flush=True)
    if done.returncode:
        print(done.stderr[-4000:])
        print(
            f"{name}: a finding in {KEPT.relative_to(TOP)}/{name}-*\nrun it again: python -m tests.fuzz --only {name} FILE"
        )
    return done.returncode


def guided(name: str) -> None:
    import atheris

    with atheris.instrument_imports(include=["vankho", "markdown_it"]):
        from tests.fuzz.targets import TARGETS

    def one(data: bytes) -> None:
        TARGETS[name](data.decode("utf-8", "ignore"))

    atheris.Setup([sys.argv[0], *sys.argv[1:]], one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4.0, help="in all, split among the targets (default: 4)")
    parser.add_argument("--only", help="one target")
    parser.add_argument("files", nargs="*", type=Path, help="texts to be tried once")
    options = parser.parse_args()
    names = [options.only] if options.only else list(seeds())
    if set(names) - set(seeds()):
        parser.error(f"no such target: {options.only}; there are {', '.join(seeds())}")
    if options.files:
        from tests.fuzz.targets import TARGETS

        for path in options.files:
            for name in names:
                TARGETS[name](path.read_bytes().decode("utf-8", "ignore"))
        print("nothing was found")
        return 0
    has_atheris = find_spec("atheris") is not None
    if not has_atheris:
        print("atheris is not installed (it has no wheel for every platform): hypothesis runs alone", flush=True)
    share = options.minutes * 60 / len(names) / (2 if has_atheris else 1)
    random.seed()
    failed: list[str] = []
    for name in names:
        try:
            with_hypothesis(name, share)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {str(error)[:1000]}")
            failed.append(name)
        if has_atheris and with_atheris(name, share):
            failed.append(name)
    print(f"found something in: {', '.join(failed)}" if failed else "nothing was found")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
