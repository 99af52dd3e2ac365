"""How it is done, and what proves it."""
