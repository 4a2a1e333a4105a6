"""A pack with every kind of condition, and exports of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures import load
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings

VENDOR = """\
vendor: acme
name: Acme
domains: [acme.com]
products: {agent: Agent, site: Site}
"""
AGENT = r"""
vendor: acme
product: agent
signatures:
  - id: acme-update
    sid: 9000000
    revision: 3
    title: 'Update "servers"; all \ of them'
    activity: update
    shows: installed
    weight: 0.9
    any:
      - host: ["s[08-10].acme.com", "dl-*.cdn.acme.com", "re:^edge[0-9]{1,2}\\.acme\\.com$"]
      - suffix: upd.acme.com
        except: old.upd.acme.com
    references: ["https://acme.com/network", "paper; copy"]
    verified: 2026-11-01
    expires: 2027-11-01
    false_positives: [a mirror]
  - id: acme-cloud
    sid: 9000010
    title: Cloud agents
    activity: management
    shows: installed
    weight: 0.9
    any:
      - suffix: cloud.acme.com
        port: ["23100-23199", 443]
      - host: proxied.acme.com
        fields: [http.connect]
  - id: acme-requests
    sid: 9000020
    title: Requests
    activity: update
    shows: installed
    weight: 0.6
    any:
      - http: {host: {suffix: acme.com}, path: "/index/u*.xml", user_agent: "re:^Acme/[0-9]"}
      - http: {host: api.acme.com, path: /v1/ping}
      - http: {user_agent: AcmeAgent, method: POST}
      - http: {user_agent: AcmeAlone}
  - id: acme-networks
    sid: 9000030
    title: Networks
    activity: telemetry
    shows: installed
    weight: 0.4
    any:
      - server: {network: [198.51.100.0/24, "2001:db8::/32", 203.0.113.9/32]}
      - server: {network: [192.0.2.0/24], port: [1443, "8000-8010"], proto: tcp}
      - server: {port: 1999, proto: udp, payload: [{at: 0, text: ACME}]}
  - id: acme-devices
    sid: 9000040
    title: Devices
    activity: discovery
    shows: device
    weight: 0.5
    any:
      - mac: "00:0c:29"
      - tls: {subject: "CN=acme-*"}
      - dhcp: {vendor_class: acme-box}
"""
SITE = """
vendor: acme
product: site
signatures:
  - id: acme-site
    sid: 9000100
    title: Website
    activity: web
    shows: access
    weight: 0.2
    any:
      - suffix: acme.com
        except: [upd.acme.com, mail.acme.com]
"""


@pytest.fixture
def acme(tmp_path: Path) -> SignatureSet:
    """The pack, loaded."""
    folder = tmp_path / "acme"
    folder.mkdir()
    for name, text in (("vendor", VENDOR), ("agent", AGENT), ("site", SITE)):
        (folder / f"{name}.yaml").write_text(text)
    return load([folder])


@pytest.fixture
def exported(acme: SignatureSet) -> Callable[..., Exported]:
    """Export the pack; keyword arguments are settings."""

    def run(form: str, **settings: object) -> Exported:
        return export(form, acme, Settings(made=1_800_000_000, version="1.2.3", **settings))  # type: ignore[arg-type]

    return run


@pytest.fixture
def shipped() -> SignatureSet:
    """The packs that ship."""
    return load()
