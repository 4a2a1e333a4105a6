"""DHCP for IPv6 (RFC 8415): who gets which address, and what it says of itself."""
