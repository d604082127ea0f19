"""Văn Khố: a folder of official directives becomes an archive website, in a public and an internal edition."""

__version__ = "0.1.0"
