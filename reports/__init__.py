"""What we show: figures, dashboard, ledger page, notice."""
