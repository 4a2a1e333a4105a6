"""Checks: one small module each, yielding problems of a loaded set. `sensor.signatures.lint` runs them all."""
