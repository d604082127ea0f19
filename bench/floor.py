"""What the given libraries take for a letter, with nothing of our own: no build with them can be faster.

    python -m bench.floor FOLDER/content

reads each letter, has PyYAML read its front matter and markdown-it-py its blocks, renders a page of both with Jinja and
writes it: one file a letter, no citation, no list, no check. Both are used as we use them: libyaml, and of Markdown
only what our letters have.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment
from markdown_it import MarkdownIt

MOST = 2000
"""Letters that are looked at."""

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


def floor(content: Path) -> Mapping[str, float]:
    """Milliseconds of processor time a letter, of each step."""
    paths = sorted(content.rglob("*.md"))[:MOST]
    markdown = MarkdownIt("zero").enable(["table", "heading"]).disable(["inline", "text_join"])
    template = Environment(autoescape=True).from_string(PAGE)
    taken: dict[str, float] = {}

    def step(name: str, work: Callable[[Any], Any], over: Iterable[Any]) -> list[Any]:
        begun = time.process_time()
        found = [work(each) for each in over]
        taken[name] = (time.process_time() - begun) * 1000 / max(len(paths), 1)
        return found

    with tempfile.TemporaryDirectory() as folder:
        texts = step("reading", lambda path: path.read_text(encoding="utf-8"), paths)
        halves = [text.split("---\n", 2)[1:] for text in texts]
        heads = step("PyYAML", lambda half: yaml.load(half[0], yaml.CSafeLoader), halves)
        blocks = step("markdown-it-py", lambda half: markdown.parse(half[1]), halves)
        bodies = [[token.content for token in each if token.type == "inline"] for each in blocks]
        pages = step(
            "Jinja", lambda both: template.render(head=both[0], texts=both[1]), zip(heads, bodies, strict=True)
        )

        def write(both: tuple[int, str]) -> None:
            place = Path(folder, str(both[0]))
            place.mkdir()
            (place / "index.html").write_bytes(both[1].encode())

        step("writing", write, enumerate(pages))
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description="What the given libraries alone take for a letter of CONTENT.")
    parser.add_argument("content", metavar="CONTENT", type=Path)
    asked = parser.parse_args()
    if not (asked.content / "archive.yaml").is_file():
        parser.error(f"{asked.content} holds no archive.yaml")
    for name, milliseconds in floor(asked.content).items():
        print(f"{milliseconds:6.2f} ms  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
