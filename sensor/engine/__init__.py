"""Puts it together: bytes of the inputs in, findings and coverage out."""

from sensor.engine.scan import ScanOptions, ScanResult, scan

__all__ = ["ScanOptions", "ScanResult", "scan"]
