"""Builders of HTTP/1.1 messages: ``http.request("/index/u1313g.xml", "p07.upd.kaspersky.com")``."""

from recipes.builders.http import *  # noqa: F403  the captures are made from the same builders
