"""Cameras and recorders: they register with a cloud, and they answer whoever looks for them on the local network."""

import json

from .book import capture, finding
from .builders import http
from .builders.noise import noise
from .hosts import Host, group
from .neighbourhood import arp
from .people import colleague, resolver, surf
from .story import Story

SADP = group("239.255.255.250")
SADP_PORT = 37020
DHIP = group("239.255.255.251")
DHIP_PORT = 37810
RENDEZVOUS, RENDEZVOUS_PORT = "203.0.113.88", 8800
CAMERA_MAC, RECORDER_MAC = "c0:56:e3:4a:10:27", "3c:ef:8c:41:6c:ce"


def sadp(kind: str, *fields: tuple[str, str]) -> bytes:
    """Return a message of Hikvision's search, which is XML."""
    inner = "".join(f"<{name}>{value}</{name}>\r\n" for name, value in fields)
    return f'<?xml version="1.0" encoding="utf-8"?>\r\n<{kind}>\r\n{inner}</{kind}>\r\n'.encode()


def dhip(text: bytes) -> bytes:
    """Return a message of Dahua's search: a header of 32 bytes that holds the length twice, then JSON."""
    size = len(text).to_bytes(4, "little")
    return b"\x20\0\0\0DHIP" + bytes(8) + size + bytes(4) + size + bytes(4) + text


def serve(story: Story, client: Host, server: Host, port: int, ask: bytes, answer: str) -> None:
    """Ask a device for something in clear text, and get its answer."""
    with story.tcp(client, server, port) as connection:
        connection.send(ask)
        connection.reply(answer.replace("\n", "\r\n").encode() + b"\r\n\r\n")


def come_up(story: Story, device: Host) -> None:
    """Get an address and ask for the router."""
    story.dhcp_lease(device, story.host("dhcp1", "10.4.0.67"), vendor_class="udhcp 1.24.1")
    arp(story, device, "10.4.0.1")


@capture(
    "vendors/hikvision-camera.pcap",
    "A Hikvision camera registers with its cloud and answers an installer's search; he opens its web page and its video.",
    findings=[
        finding("10.4.7.50", "installed", "possible", vendor="hikvision", product="app", sights=1),
        finding("10.4.30.11", "device", "confirmed", vendor="hikvision", product="camera", mac=CAMERA_MAC),
    ],
)
def hikvision_camera(story: Story) -> None:
    """Tell a camera's first hour."""
    camera, installer = story.host("DS-2CD2143G0-I", "10.4.30.11", mac=CAMERA_MAC), colleague(story, 50)
    come_up(story, camera)
    for name, ip, port in (
        ("dev.hik-connect.com", "203.0.113.71", 8555),
        ("litedev.hik-connect.com", "203.0.113.72", 8666),
    ):
        story.dns_lookup(camera, resolver(story), name, ip)
        story.tls(camera, story.server(ip), name, port=port, down=900)
    story.wait(600)
    surf(story, installer, 2)
    uuid = ("Uuid", "8282F1DB-2FA6-4709-B261-3C6B6A48CA17")
    story.udp(installer, SADP, SADP_PORT, SADP_PORT, sadp("Probe", uuid, ("Types", "inquiry")))
    story.wait(0.02)
    answer = sadp("ProbeMatch", uuid, ("DeviceDescription", camera.name), ("MAC", CAMERA_MAC.replace(":", "-")))
    story.udp(camera, SADP, SADP_PORT, SADP_PORT, answer)
    story.wait(9)
    page = http.request("/doc/page/login.asp", camera.ip)
    serve(story, installer, camera, 80, page, "HTTP/1.1 200 OK\nServer: App-webs/\nContent-Length: 0")
    story.wait(5)
    ask = f"DESCRIBE rtsp://{camera.ip}/Streaming/Channels/101 RTSP/1.0\r\nCSeq: 2\r\n\r\n".encode()
    denied = 'RTSP/1.0 401 Unauthorized\nCSeq: 2\nWWW-Authenticate: Digest realm="Hikvision", nonce="9f3a"'
    serve(story, installer, camera, 554, ask, denied)


@capture(
    "vendors/dahua-recorder.pcap",
    "A Dahua recorder keeps its P2P rendezvous, answers a search on the local network and shows a video.",
    findings=[
        finding("10.4.7.50", "installed", "possible", vendor="dahua", product="app", sights=1),
        finding("10.4.30.20", "device", "confirmed", vendor="dahua", product="camera", mac=RECORDER_MAC),
    ],
)
def dahua_recorder(story: Story) -> None:
    """Tell a recorder that is found by its app and by its owner's program."""
    recorder, owner = story.host("NVR4104", "10.4.30.20", mac=RECORDER_MAC), colleague(story, 50)
    come_up(story, recorder)
    story.dns_lookup(recorder, resolver(story), "www.easy4ipcloud.com", RENDEZVOUS)
    for path in ("/probe/p2psrv", "/online/p2psrv/3K0123456789ABC"):
        ask = f"DHGET {path} HTTP/1.1\r\nCSeq: 1\r\nX-Version: 1.0.0\r\n\r\n".encode()
        story.exchange(recorder, story.server(RENDEZVOUS), RENDEZVOUS_PORT, ask, b"HTTP/1.1 200 OK\r\nCSeq: 1\r\n\r\n")
        story.wait(20)
    surf(story, owner, 2)
    sport = owner.next_port()
    search = dhip(json.dumps({"method": "DHDiscover.search", "params": {"mac": "", "uni": 1}}).encode())
    story.udp(owner, DHIP, sport, DHIP_PORT, search)
    story.wait(0.03)
    told = {"DeviceClass": "NVR", "DeviceType": recorder.name, "HttpPort": 80}
    answer = {"mac": RECORDER_MAC, "method": "client.notifyDevInfo", "params": {"deviceInfo": told}}
    story.udp(recorder, owner, DHIP_PORT, sport, dhip(json.dumps(answer).encode()))
    story.wait(4)
    ask = f"OPTIONS rtsp://{recorder.ip}/cam/realmonitor RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode()
    serve(story, owner, recorder, 554, ask, "RTSP/1.0 200 OK\nCSeq: 1\nServer: Dahua Rtsp Server\nPublic: OPTIONS")
    story.udp(recorder, story.server("198.51.100.200"), recorder.next_port(), 40123, b"PTCP" + noise("ptcp", 44))
