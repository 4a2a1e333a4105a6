"""Signature files: loading them, what they may say, lint, and the values that their tests name."""

from sensor.signatures.files import bundled_dir
from sensor.signatures.load import load
from sensor.signatures.problems import Problem, Severity, SignatureErrors

__all__ = ["Problem", "Severity", "SignatureErrors", "bundled_dir", "load"]
