"""Pages: an archive in, everything that its edition publishes out, as values; pure, no file and no clock."""

from vankho.page.indexing import index_docs
from vankho.page.parts import IndexDoc, Page
from vankho.page.site import pages

__all__ = ["IndexDoc", "Page", "index_docs", "pages"]
