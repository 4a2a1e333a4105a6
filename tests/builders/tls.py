"""Builders of TLS messages: ``tls.record(tls.client_hello("s07.upd.kaspersky.com", post_quantum=True))``."""

from recipes.builders.tls import *  # noqa: F403  the captures are made from the same builders
