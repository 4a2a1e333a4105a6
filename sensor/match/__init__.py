"""Observation to match: which signatures want what was seen. Looking names and addresses up is compiled."""

from sensor.match.matcher import Matcher
from sensor.match.names import NameTable
from sensor.match.servers import ServerTable

__all__ = ["Matcher", "NameTable", "ServerTable"]
