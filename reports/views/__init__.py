"""Pages: home, ledger, dashboard, journal, notice, rules."""
