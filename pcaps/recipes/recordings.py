"""Real programs, recorded by `recipes.record` on a wire between two network namespaces; see there what each was told to do."""

from .book import finding, recording
from .world.wire import DESKTOP4, DESKTOP_MAC

INSTALLED = finding(DESKTOP4, "installed", "likely", "succeeded", mac=DESKTOP_MAC)
SURE = finding(DESKTOP4, "installed", "confirmed", "succeeded", mac=DESKTOP_MAC)
VISIT = finding(DESKTOP4, "access", "possible", "succeeded", product="website", mac=DESKTOP_MAC)

recording(
    "clients/curl.pcap",
    "curl 7.88 (OpenSSL 3.0): TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2, over both versions of IP.",
    findings=[SURE, VISIT],
)
recording(
    "clients/openssl.pcap", "s_client of OpenSSL 3.0: TLS 1.2 and 1.3, and TLS after STARTTLS in SMTP.", findings=[SURE]
)
recording("clients/python.pcap", "Python 3.11: HTTP and TLS of its standard library.", findings=[SURE])
recording(
    "clients/lookups.pcap",
    "dig 9.18 over UDP and TCP; kdig 3.2 over TLS, where the name that is asked for cannot be seen.",
    findings=[INSTALLED],
)
recording(
    "clients/chromium.pcap",
    "Chromium 156 visits a website: a hello with a post-quantum key share and GREASE ECH, over two segments.",
    findings=[VISIT],
)
recording(
    "clients/chromium-quic.pcap",
    "Chromium 156 over QUIC: the hello in CRYPTO frames out of order, over two Initials.",
    findings=[INSTALLED],
)
recording("clients/aioquic.pcap", "aioquic 1.7: HTTP/3.", findings=[INSTALLED])
