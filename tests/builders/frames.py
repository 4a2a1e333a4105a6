"""Builders of frames, for every test: ``frames.ethernet(frames.udp("10.0.0.1", "10.0.0.2", 5353, 53, payload))``."""

from recipes.builders.frames import *  # noqa: F403  the captures are made from the same builders
