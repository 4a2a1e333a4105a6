"""Builders of capture files: ``pcapfile.pcap([(ts, frame)])``, ``pcapfile.pcapng([(ts, frame, 0)], [pcapfile.ETHERNET])``."""

from recipes.builders.pcapfile import *  # noqa: F403  the captures are made from the same builders
