"""Pages: an archive in, everything that its edition publishes out, as values; pure, no file and no clock."""

from vankho.page.data import LINES
from vankho.page.indexing import IndexDocs, index_docs
from vankho.page.links import ALL, neighbours
from vankho.page.parts import IndexDoc, Page, address
from vankho.page.site import LOG, WANTED, WHOLE, Site, pages

__all__ = [
    "ALL",
    "LINES",
    "LOG",
    "WANTED",
    "WHOLE",
    "IndexDoc",
    "IndexDocs",
    "Page",
    "Site",
    "address",
    "index_docs",
    "neighbours",
    "pages",
]
