"""Vestige: a passive sensor that names the hosts still running software banned from a network."""

__version__ = "0.1.0"
