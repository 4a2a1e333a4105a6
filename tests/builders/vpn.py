"""Builders of the first datagrams of tunnels: ``vpn.wireguard(1)``."""

from recipes.builders.vpn import *  # noqa: F403  the captures are made from the same builders
