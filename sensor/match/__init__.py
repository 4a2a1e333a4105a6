"""Observation to match: which signatures want what was seen. Looking names and addresses up is compiled."""

from sensor.match.explain import Explanation, Hit, NearMiss
from sensor.match.matcher import Matcher
from sensor.match.names import NameTable
from sensor.match.servers import ServerTable

__all__ = ["Explanation", "Hit", "Matcher", "NameTable", "NearMiss", "ServerTable"]
