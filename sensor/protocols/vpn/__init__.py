"""Tunnels that hide all that is inside them: told by their first datagram, and counted."""
