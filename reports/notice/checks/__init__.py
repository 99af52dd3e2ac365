"""What a careful clerk would look for in a notice before it is signed: pure, on text and data."""
