"""The archive (归档): a whole case as one .zip that can be verified on any machine."""

from .packing import open_archive
from .summary import summary

__all__ = ["open_archive", "summary"]
