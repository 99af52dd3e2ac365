"""The archive (归档): a whole case as one .zip that can be verified on any machine."""

from .packing import name_of, open_archive
from .summary import summary

__all__ = ["name_of", "open_archive", "summary"]
