"""Builders of ARP, neighbour discovery, DHCPv6 and NetBIOS messages."""

from recipes.builders.neighbours import *  # noqa: F403  the captures are made from the same builders
