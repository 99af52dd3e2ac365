"""Uploaded workbooks are read by the parser that is guarded, whatever else is installed."""

import openpyxl
from openpyxl.xml import functions


def test_guarded_parser_reads_workbooks():
    assert openpyxl.LXML is False
    assert openpyxl.DEFUSEDXML is True
    assert functions.fromstring.__module__.startswith("defusedxml")
