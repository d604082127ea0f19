"""What the given libraries take for a letter, with nothing of our own; what our parsing takes, with nothing else; and
what rendering our pages takes when all that they show is at hand.

    python -m bench.floor FOLDER/content

The first reads letters, has PyYAML read the events of their front matter and markdown-it-py their blocks, renders a
small page of both with Jinja and writes it: one file a letter, no citation, no list, no check. The libraries are used
as we use them, and as seldom is looked for garbage. The lowest of three times counts, of the processor, in one process.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt

from vankho.authority import read_authority
from vankho.crew import workers
from vankho.holdings import Edition
from vankho.language import VIETNAMESE
from vankho.loading import load
from vankho.page import Site
from vankho.parse import parse
from vankho.read import read_content, read_entry
from vankho.render import Theme, render

MOST = 2000
"""Letters, or other parts of a site, that are looked at, from all over the archive."""
TIMES = 3

PAGE = """\
<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>{{ head.subject }}</title></head>
<body>
<p>{{ head.letterhead | default([head.issuer]) | join(", ") }}</p>
<p>{{ head.number }}, {{ head.place }}, {{ head.date }}</p>
<h1>{{ head.type }}: {{ head.subject }}</h1>
{% for text in texts %}
<p>{{ text }}</p>
{% endfor %}
<ul>
{% for each in head.recipients %}
<li>{{ each }}</li>
{% endfor %}
</ul>
{% for signer in head.signers %}
<p>{{ signer.name }}</p>
{% endfor %}
</body>
</html>
"""


def floor(content: Path, folder: Path) -> Mapping[str, float]:
    """Milliseconds a letter that each library takes; pages are written into a new folder."""
    paths = _some(sorted(content.rglob("*.md")))
    markdown = MarkdownIt("zero").enable(["table", "heading"]).disable(["inline", "text_join"])
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(PAGE)
    folder.mkdir()
    taken: dict[str, float] = {}

    def step(name: str, work: Callable[[Any], Any], over: Sequence[Any]) -> list[Any]:
        found, spent = _timed(work, over)
        taken[name] = min(spent, taken.get(name, spent))
        return found

    with _little_garbage():
        for number in range(TIMES):
            texts = step("reading", lambda path: path.read_text(encoding="utf-8"), paths)
            halves = [text.split("---\n", 2)[1:] for text in texts]
            step("PyYAML", lambda half: list(yaml.parse(half[0], Loader=yaml.CSafeLoader)), halves)
            heads = [yaml.load(half[0], yaml.CSafeLoader) for half in halves]
            blocks = step("markdown-it-py", lambda half: markdown.parse(half[1]), halves)
            bodies = [[token.content for token in each if token.type == "inline"] for each in blocks]
            both = list(zip(heads, bodies, strict=True))
            pages = step("Jinja", lambda each: template.render(head=each[0], texts=each[1]), both)
            places = [(folder / f"{number}-{page}", text) for page, text in enumerate(pages)]
            step("writing", _write, places)
    return taken


def parsing(content: Path) -> float:
    """Milliseconds a letter that our parsing takes, its file being read; of sound content."""
    read = read_content(content)
    assert read.archive is not None
    authority, _ = read_authority(read.archive.text, read.archive.path)
    assert authority is not None
    lexicon = authority.lexicon
    sources = [source for source, _, _ in map(read_entry, _some(read.entries)) if source is not None]
    with _little_garbage():
        return min(_timed(lambda source: parse(source, lexicon), sources)[1] for _ in range(TIMES))


def rendering(content: Path) -> float:
    """Milliseconds a letter that the pages of the public edition take to be rendered, each with all that it shows at
    hand: those of letters and of what cites them, and registers; of sound content, read through what is kept of it."""
    checked = load(content, lambda _: None, workers(), content.parent / ".vankho", warn=False)
    site, theme = Site(checked.settled[Edition.PUBLIC].archive), Theme.of(content.parent).spoken(VIETNAMESE)
    theme.compile()
    whole = 0.0
    with _little_garbage():
        for names in (site.with_citers, list(site.registers)):
            made = [[sheet.make() for sheet in site.part(name).sheets] for name in _some(names)]
            spent = min(_timed(lambda pages: [render(each, theme) for each in pages], made)[1] for _ in range(TIMES))
            whole += spent * len(names)
    return whole / len(site.letters)


def _some(every: Sequence[Any]) -> Sequence[Any]:
    return every[:: -(-len(every) // MOST)]


def _timed(work: Callable[[Any], Any], over: Sequence[Any]) -> tuple[list[Any], float]:
    """What the work makes of each, and milliseconds for one."""
    begun = time.process_time()
    found = [work(each) for each in over]
    return found, (time.process_time() - begun) * 1000 / len(over)


@contextmanager
def _little_garbage() -> Iterator[None]:
    """As a build, looks seldom for garbage."""
    before = gc.get_threshold()
    gc.set_threshold(500_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _write(page: tuple[Path, str]) -> None:
    place, text = page
    place.mkdir()
    (place / "index.html").write_bytes(text.encode())


def main() -> int:
    parser = argparse.ArgumentParser(
        description="What the given libraries alone, our parsing alone, and rendering alone take for a letter."
    )
    parser.add_argument("content", metavar="CONTENT", type=Path)
    asked = parser.parse_args()
    if not (asked.content / "archive.yaml").is_file():
        parser.error(f"{asked.content} holds no archive.yaml")
    with tempfile.TemporaryDirectory() as folder:
        for name, milliseconds in floor(asked.content, Path(folder, "pages")).items():
            print(f"{milliseconds:6.2f} ms  {name}")
    print(f"{parsing(asked.content):6.2f} ms  our parsing")
    print(f"{rendering(asked.content):6.2f} ms  rendering our pages, all that they show at hand")
    return 0


if __name__ == "__main__":
    sys.exit(main())
