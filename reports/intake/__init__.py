"""What comes in from outside: ledgers kept in Excel, and feedback, plans or notices as text."""
