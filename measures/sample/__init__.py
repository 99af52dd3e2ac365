"""The sample: data in TOML, loaded through the same doors as real work."""
