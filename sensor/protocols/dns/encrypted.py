"""DNS that hides its questions: over TLS (RFC 7858), over QUIC (RFC 9250), over HTTPS (RFC 8484).

Where clients use it, the sensor sees no lookups; all it can do is to say so.
"""

PORT_ENCRYPTED = 853
"""DNS over TLS on TCP, DNS over QUIC on UDP."""

RESOLVERS = (
    "adblock.dns.mullvad.net",
    "blitz.ahadns.com",
    "chrome.cloudflare-dns.com",
    "cloudflare-dns.com",
    "dns.adguard-dns.com",
    "dns.adguard.com",
    "dns.alidns.com",
    "dns.cloudflare.com",
    "dns.controld.com",
    "dns.google",
    "dns.google.com",
    "dns.mullvad.net",
    "dns.nextdns.io",
    "dns.quad9.net",
    "dns.switch.ch",
    "dns.twnic.tw",
    "dns0.eu",
    "dns10.quad9.net",
    "dns11.quad9.net",
    "dns9.quad9.net",
    "dnsforge.de",
    "doh.applied-privacy.net",
    "doh.cleanbrowsing.org",
    "doh.dns.apple.com",
    "doh.dns.sb",
    "doh.familyshield.opendns.com",
    "doh.ffmuc.net",
    "doh.libredns.gr",
    "doh.mullvad.net",
    "doh.opendns.com",
    "doh.pub",
    "doh.xfinity.com",
    "family.cloudflare-dns.com",
    "firefox.dns.nextdns.io",
    "freedns.controld.com",
    "mozilla.cloudflare-dns.com",
    "odoh.cloudflare-dns.com",
    "ordns.he.net",
    "private.canadianshield.cira.ca",
    "security.cloudflare-dns.com",
    "wikimedia-dns.org",
)
"""Public DNS-over-HTTPS servers that browsers and systems offer in their settings, by the name in the hello."""
