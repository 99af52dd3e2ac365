"""What was found, and what has to be done about it."""
