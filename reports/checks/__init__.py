"""Hints at paper work: where a ledger looks too good, each with its reason and rows, no verdict."""
