"""Pages: an archive in, everything that its edition publishes out, as values; pure, no file and no clock."""

from vankho.page.data import LINES
from vankho.page.indexing import index_docs
from vankho.page.links import ALL
from vankho.page.parts import IndexDoc, Page
from vankho.page.site import LOG, WHOLE, Site, pages

__all__ = ["ALL", "LINES", "LOG", "WHOLE", "IndexDoc", "Page", "Site", "index_docs", "pages"]
