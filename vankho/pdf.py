"""PDF files: bytes in, what a program can read of them out. The only module that knows the PDF library.

A file that cannot be read is no error of ours: it is published as it is, and its faults are its maker's.
"""

import io
import logging
from collections.abc import Iterator
from pathlib import Path


def page_count(path: Path) -> int | None:
    """The pages of a PDF; None of one that cannot be read."""
    from pypdf import PdfReader  # late: most builds read no PDF

    _silence()
    try:
        return len(PdfReader(path).pages)
    except Exception:  # the library's own errors and those that broken files cause in it
        return None


def pdf_texts(content: bytes) -> Iterator[str]:
    """The texts of a PDF's pages, of its properties and of its annotations, as far as they can be read."""
    from pypdf import PdfReader

    _silence()
    try:
        reader = PdfReader(io.BytesIO(content))
        yield from (str(value) for value in (reader.metadata or {}).values())
        for page in reader.pages:
            yield page.extract_text()
            for annotation in page.annotations or ():
                yield from (str(value) for value in annotation.get_object().values())
    except Exception:  # as above
        return


def _silence() -> None:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # those of its modules follow it
