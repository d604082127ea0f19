"""Writes docs/front-matter.md from the tables of `vankho.keys`: `python -m tools.write_docs`."""

from pathlib import Path

from vankho.fields import documentation
from vankho.keys import (
    ALSO_FIELDS,
    ARCHIVE,
    FILE_FIELDS,
    FRONT_MATTER,
    ISSUER_FIELDS,
    RECORD_FIELDS,
    RELATION_FIELDS,
    SEARCH_FIELDS,
    SIGNER_FIELDS,
    SPAN_FIELDS,
    TERM_FIELDS,
    TYPE_FIELDS,
)
from vankho.symbol import BUILT_IN_TYPES

TARGET = Path(__file__).parent.parent / "docs" / "front-matter.md"

INTRODUCTION = """\
# Front matter and archive.yaml

This page is written by `make docs` from the tables in `vankho/keys.py`; a test keeps the two in step.

A directive is a file `content/<issuer>/<year>/<number-and-symbol>.md`: front matter between two lines `---`, then the
body in Markdown. Front matter is YAML in which every value is a text: `012` stays `012`, `no` stays `no`. Unknown,
missing and repeated keys are errors; anchors, aliases and tags are refused. Keep what the letter prints: capitals,
punctuation, misprints. The program makes tidy forms where it needs them.

## What only the internal edition shows

- A whole directive: `access: internal`.
- A value: `{value: …, access: internal}` in the place of the value, for one entry of a list too. Number, type, issuer,
  date, subject and access cannot be internal by themselves. The value goes without a notice.
- A passage of the body: a line `::: internal`, the passage, a line `:::`. The public edition has one notice in its
  place, however long it is; passages that adjoin leave one.
- Words of the body or the subject: `:internal[…]`, within one paragraph. The public edition says “[không công bố]”.

Passages do not nest. A mark that is not closed or misspelt is an error: what is not understood is not published.
Secrecy marks (Mật, Tối mật, Tuyệt mật) are errors in any directive; “Lưu hành nội bộ” and “Xem xong trả lại” are errors
in a public one.

## The body

Numbers are text: “1.”, “a)”, “I-”, “-” stay as they are and copy as they were signed. Of Markdown only paragraphs,
`#` headings, tables, `*emphasis*` and `**strong emphasis**` are read; links, lists, code and raw HTML are plain text.
Items get addresses from their labels: `#muc-2`, `#muc-ii-1-a`, `#dieu-5-1-a`, in annexes `#pl-1-muc-1`. A label
counts at the beginning of a paragraph, after another item, or after a line that ends in “:”.
Of `đ)` the address has `dd`.
"""


def page() -> str:
    """The whole of docs/front-matter.md."""
    rows = "\n".join(
        f"| {row.name} | {', '.join(row.party) or '-'} | {', '.join(row.state) or '-'} | {', '.join(row.variants)} |"
        for row in BUILT_IN_TYPES
    )
    parts = [
        INTRODUCTION,
        "## Front matter of a directive\n",
        documentation(FRONT_MATTER),
        "## Entries of `signers`\n",
        documentation(SIGNER_FIELDS),
        "## Entries of `files`\n",
        documentation(FILE_FIELDS),
        "## Entries of `relations`\n",
        documentation(RELATION_FIELDS),
        "## archive.yaml\n",
        documentation(ARCHIVE),
        "## Entries of `issuers`\n",
        documentation(SEARCH_FIELDS),
        documentation(ALSO_FIELDS),
        documentation(ISSUER_FIELDS),
        "## Entries of `terms`\n",
        documentation(TERM_FIELDS[:1]),
        "## Keys of `valid`, and of an entry of `terms`\n",
        documentation(SPAN_FIELDS),
        "## Entries of `documents`\n",
        documentation(RECORD_FIELDS),
        "## Entries of `types`\n",
        documentation(TYPE_FIELDS),
        "## Built-in document types\n",
        "Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III; Hướng dẫn 36-HD/VPTW.\n",
        f"| type | Party | State | also written |\n|---|---|---|---|\n{rows}\n",
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
