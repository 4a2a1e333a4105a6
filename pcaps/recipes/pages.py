"""All pages of the book: importing this module enters every recipe."""

from . import (
    clean,
    containers,
    families,
    hostile,
    kaspersky,
    lan,
    links,
    neighbourhood,
    protocols,
    proxies,
    recordings,
    streams,
    taps,
    tunnels,
    vendor_apps,
    vendor_devices,
    wrappings,
)
from .book import RECIPES

__all__ = [
    "RECIPES",
    "clean",
    "containers",
    "families",
    "hostile",
    "kaspersky",
    "lan",
    "links",
    "neighbourhood",
    "protocols",
    "proxies",
    "recordings",
    "streams",
    "taps",
    "tunnels",
    "vendor_apps",
    "vendor_devices",
    "wrappings",
]
