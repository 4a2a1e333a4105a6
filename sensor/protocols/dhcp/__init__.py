"""DHCP for IPv4 (RFC 2131): who gets which address, and what it says of itself."""
