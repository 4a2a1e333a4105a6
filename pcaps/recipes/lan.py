"""What managed products and devices say inside the house, where no tap at the border hears them."""

from .book import capture, finding
from .builders import frames, http, tls
from .builders.noise import noise
from .hosts import Host, group
from .neighbourhood import arp
from .people import colleague, desktop
from .story import Story
from .vendor_devices import dhip

CAMERA_MAC, RECORDER_MAC, ROUTER_MAC = "00:bc:99:3a:51:07", "3c:ef:8c:10:20:30", "44:19:b6:00:00:01"
"""Blocks of Hikvision and Dahua in the registry of the IEEE."""
SADP = "239.255.255.250"
DHDISCOVER = "239.255.255.251"


def announce(story: Story, host: Host) -> None:
    """Ask for the router, as a machine does that comes up."""
    arp(story, host, "10.4.0.1")
    story.wait(0.01)


@capture(
    "lan/security-center.pcap",
    "Two agents connect to their Administration Server, ask its KSN proxy, and say that they shut down; nothing leaves the house.",
    findings=[
        finding("10.4.7.22", "installed", "likely", product="security-center"),
        finding("10.4.7.31", "installed", "likely", product="security-center"),
        finding("10.4.0.20", "manages", "possible", product="security-center"),
    ],
)
def security_center(story: Story) -> None:
    """Tell an hour of two managed desktops; the hello of one is split over three segments that come in disorder."""
    server = story.host("ksc", "10.4.0.20", windows=True)
    for number, desk in enumerate((desktop(story), colleague(story, 31))):
        hello = tls.record(tls.agent_hello(story.seed("agent"), alpn=tls.WEB))
        with story.tcp(desk, server, 13000) as connection:
            if number:
                pieces = (hello[:6], hello[6:200], hello[200:])
                places = (connection.seq, connection.seq + 6, connection.seq + 200)
                for at in (2, 0, 1):
                    connection.up(pieces[at], frames.ACK | frames.PSH, seq=places[at])
                connection.seq += len(hello)
            else:
                connection.send(hello)
            connection.reply(tls.record(tls.server_hello(seed=story.seed("server")), version=0x0303))
            connection.reply(tls.data(900, seed=story.seed("data")))
        story.wait(2)
        with story.tcp(desk, server, 13111) as connection:
            connection.send(noise(story.seed("ask"), 180))
            connection.reply(noise(story.seed("answer"), 90))
        story.wait(600)
        story.udp(desk, server, desk.next_port(), 13000, noise(story.seed("bye"), 60))
        story.wait(1)


@capture(
    "lan/drweb-discovery.pcap",
    "An agent of Dr.Web looks for its server by multicast, over IPv4 and IPv6; nobody answers.",
    findings=[finding("10.4.7.31", "installed", "likely", vendor="drweb", product="enterprise")],
)
def drweb_discovery(story: Story) -> None:
    """Tell three rounds, a few minutes apart, and another group's message on the same port."""
    desk = colleague(story, 31)
    for _ in range(3):
        story.udp(desk, group("231.0.0.1"), desk.next_port(), 2193, noise(story.seed("ask"), 24))
        story.wait(300)
    other = colleague(story, 40)
    story.udp(other, group("231.0.0.2"), other.next_port(), 2193, noise(story.seed("other"), 24))


@capture(
    "lan/cameras.pcap",
    "Cameras answer searches by multicast, and one shows its page to a browser; a router with a maker's card carries others' packets.",
    findings=[
        finding("10.4.9.64", "device", "confirmed", vendor="hikvision", product="camera", mac=CAMERA_MAC),
        finding("10.4.9.65", "device", "confirmed", vendor="dahua", product="camera", mac=RECORDER_MAC),
        finding("10.4.7.31", "installed", "possible", vendor="dahua", product="app"),
        finding("10.4.7.31", "installed", "possible", vendor="hikvision", product="app"),
    ],
)
def cameras(story: Story) -> None:
    """Tell a search for cameras, their answers, a visit of one's page, and two machines behind one card."""
    camera, recorder = story.host("cam", "10.4.9.64", mac=CAMERA_MAC), story.host("nvr", "10.4.9.65", mac=RECORDER_MAC)
    desk = colleague(story, 31)
    for machine in (camera, recorder, desk):
        announce(story, machine)
    probe = (
        b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>13A888A9-F1B1-4020</Uuid><Types>inquiry</Types></Probe>'
    )
    story.udp(desk, group(SADP), 37020, 37020, probe)
    story.wait(0.02)
    found = b'<?xml version="1.0" encoding="UTF-8"?><ProbeMatch><Uuid>13A888A9-F1B1-4020</Uuid>'
    story.udp(camera, group(SADP), 37020, 37020, found + b"<DeviceType>139761</DeviceType></ProbeMatch>")
    story.wait(1)
    say = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
    story.udp(desk, group(DHDISCOVER), desk.next_port(), 37810, dhip(say))
    answer = b'{"mac":"' + RECORDER_MAC.encode() + b'","method":"client.notifyDevInfo"}'
    story.udp(recorder, desk, 37810, desk.port, dhip(answer))
    story.wait(3)
    with story.tcp(desk, camera, 80) as connection:
        connection.send(http.request("/doc/page/login.asp", camera.ip))
        page = http.response(200, b"<html></html>").replace(b"Server: nginx", b"Server: App-webs/")
        connection.reply(page)
    story.wait(5)
    for number in (70, 71, 72):
        announce(story, story.host(f"behind{number}", f"10.4.9.{number}", mac=ROUTER_MAC))
