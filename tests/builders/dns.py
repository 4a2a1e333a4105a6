"""Builders of DNS messages: ``dns.query("s07.upd.kaspersky.com")``, ``dns.response(name, dns.A, [(name, dns.A, 60, "203.0.113.9")])``."""

from recipes.builders.dns import *  # noqa: F403  the captures are made from the same builders
