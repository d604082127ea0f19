"""Pages: an archive in, everything that its edition publishes out, as values; pure, no file and no clock."""

from vankho.page.data import LINES
from vankho.page.indexing import index_docs
from vankho.page.parts import IndexDoc, Page
from vankho.page.site import Site, pages

__all__ = ["LINES", "IndexDoc", "Page", "Site", "index_docs", "pages"]
