"""Builders of QUIC Initials: ``quic.client_initials(quic.client_hello("s07.upd.kaspersky.com"), dcid)``."""

from recipes.builders.quic import *  # noqa: F403  the captures are made from the same builders
