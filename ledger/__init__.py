"""Project package and organization: who, which inspection, how signed off, what happened."""
