"""Builders of DHCPv4 messages: ``dhcp.message(dhcp.REQUEST, "52:54:00:36:3e:ff", hostname="ws-0422")``."""

from recipes.builders.dhcp import *  # noqa: F403  the captures are made from the same builders
