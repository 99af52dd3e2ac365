"""The ledger as a workbook (.xlsx) in the customary layout, and the blank one to fill in."""

from .export import export
from .template import template

__all__ = ["export", "template"]
