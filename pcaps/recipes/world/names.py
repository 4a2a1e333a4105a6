"""The names of the small world: what the product asks for, what visitors and others ask for."""

PRODUCT = ("s07.upd.kaspersky.com", "ds.kaspersky.com", "dnl-01.geo.kaspersky.com")
"""Update, telemetry (KSN) and update downloads: only the installed product asks for them."""
WEBSITE = "www.kaspersky.com"
ORDINARY = ("www.wikipedia.org", "www.python.org")
EVERY = (*PRODUCT, WEBSITE, *ORDINARY, "dns.example.net", "mail.example.net")
