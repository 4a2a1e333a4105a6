"""Signature files: loading them, what they may say, lint, and the values that their tests name."""
