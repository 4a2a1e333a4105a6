"""Apps of other vendors beside the pages and libraries that only look as if the app were there."""

from .book import capture, finding
from .builders import http
from .builders.noise import noise
from .hosts import Host
from .people import colleague, resolver, surf, visit
from .protocols import talk_quic
from .story import Story

PHONE_MAC, HUAWEI_MAC = "52:54:00:70:68:31", "00:3d:e1:5a:22:90"
TIKTOK = "203.0.113.140"


def phone(story: Story, *, mac: str = PHONE_MAC, vendor_class: str = "android-dhcp-14") -> Host:
    """Return a phone that has just joined the network: 10.4.9.12."""
    joined = story.host("android-9f1c", "10.4.9.12", mac=mac)
    story.dhcp_lease(joined, story.host("dhcp1", "10.4.0.67"), vendor_class=vendor_class)
    return joined


def talk(story: Story, client: Host, *names: str, ip: str = TIKTOK, tls13: bool = True) -> None:
    """Look each name up and hold a short TLS conversation with it."""
    for name in names:
        story.dns_lookup(client, resolver(story), name, ip)
        story.tls(client, story.server(ip), name, tls13=tls13, up=180, down=600)
        story.wait(2)


@capture(
    "vendors/tiktok-app.pcap",
    "The TikTok app on a phone starts: network settings, event log, push connection, API over QUIC, videos.",
    findings=[
        finding("10.4.9.12", "access", "possible", vendor="bytedance", product="website"),
        finding(
            "10.4.9.12", "installed", "confirmed", "succeeded", vendor="bytedance", product="tiktok", mac=PHONE_MAC
        ),
    ],
)
def tiktok_app(story: Story) -> None:
    """Tell the first minute of the app."""
    owner = phone(story)
    talk(story, owner, "tnc16-normal-useast5.tiktokv.us", "log16-normal-useast5.tiktokv.us", "frontier.tiktokv.us")
    story.dns_lookup(owner, resolver(story), "api16-normal-useast5.tiktokv.us", TIKTOK)
    talk_quic(story, owner, story.server(TIKTOK), "api16-normal-useast5.tiktokv.us")
    talk(story, owner, "mon16-normal-useast5.tiktokv.us", "v16m.tiktokcdn-us.com", "p16-common-sign.tiktokcdn-us.com")
    story.at(14)
    talk(story, owner, "log16-normal-useast5.tiktokv.us")


@capture(
    "vendors/tiktok-pixel.pcap",
    "A browser reads pages with TikTok's tag and an embedded video: no app is there, and nothing says so.",
    findings=[finding("10.4.7.31", "access", "possible", vendor="bytedance", product="website")],
)
def tiktok_pixel(story: Story) -> None:
    """Tell a morning of reading."""
    reader = colleague(story, 31)
    surf(story, reader, 2)
    talk(story, reader, "analytics.tiktok.com", "analytics-ipv6.tiktokw.us", "business-api.tiktok.com")
    story.wait(60)
    visit(story, reader, "www.tiktok.com", TIKTOK)
    talk(story, reader, "lf16-tiktok-web.tiktokcdn-us.com", "v16-webapp-prime.tiktok.com", "mcs.tiktokv.us")
    talk(story, reader, "mon.tiktokv.us", tls13=False)


@capture(
    "vendors/dji-fly.pcap",
    "DJI Fly on a tablet: activation, services and crash reports; the libraries that it carries are other vendors'.",
    findings=[
        finding("10.4.9.12", "access", "possible", vendor="tencent", product="sdk"),
        finding("10.4.9.12", "installed", "likely", vendor="dji", product="app"),
    ],
)
def dji_fly(story: Story) -> None:
    """Tell the minutes before a flight."""
    tablet = phone(story)
    talk(story, tablet, "active.dji.com", "mydjiflight.dji.com", ip="203.0.113.150")
    talk(story, tablet, "api.djiservice.org", "digital-elevation.djigate.com", "sentry.djiops.com", ip="203.0.113.151")
    talk(story, tablet, "android.bugly.qq.com", "gator.volces.com", ip="203.0.113.152")


@capture(
    "vendors/deepseek.pcap",
    "DeepSeek three times: the app, which inside TLS looks like the website; a browser; and the app where TLS is opened.",
    findings=[
        finding("10.4.7.31", "access", "likely", vendor="deepseek", product="service"),
        finding("10.4.7.57", "access", "likely", vendor="deepseek", product="service"),
        finding("10.4.7.57", "installed", "likely", vendor="deepseek", product="app"),
        finding("10.4.9.12", "access", "likely", vendor="deepseek", product="service"),
    ],
)
def deepseek(story: Story) -> None:
    """Tell what can be told apart and what cannot."""
    owner, reader, opened = phone(story), colleague(story, 31), colleague(story, 57)
    talk(story, owner, "hif-leim.deepseek.com", "chat.deepseek.com", "apmplus.volces.com", ip="203.0.113.160")
    visit(story, reader, "www.deepseek.com", "203.0.113.161")
    visit(story, reader, "chat.deepseek.com", "203.0.113.160")
    story.http_get(
        opened,
        story.server("203.0.113.160"),
        "chat.deepseek.com",
        "/api/v0/users/current",
        agent="DeepSeek/1.0.13 Android/35",
    )


def mmtls(kind: int, size: int, seed: str) -> bytes:
    """Return a record of WeChat's protocol: type, version 0xf104, length (Citizen Lab's description)."""
    return bytes([kind, 0xF1, 0x04]) + size.to_bytes(2, "big") + noise(seed, size)


@capture(
    "vendors/wechat-app.pcap",
    "WeChat on a phone: its own name service over HTTP, short questions in its own protocol, and the long connection.",
    findings=[
        finding("10.4.9.12", "installed", "confirmed", "succeeded", vendor="tencent", product="wechat", mac=PHONE_MAC)
    ],
)
def wechat_app(story: Story) -> None:
    """Tell the start of the app."""
    owner = phone(story)
    agent, short = "MicroMessenger Client", "203.0.113.170"
    story.dns_lookup(owner, resolver(story), "dns.weixin.qq.com", "203.0.113.171")
    story.http_get(
        owner, story.server("203.0.113.171"), "dns.weixin.qq.com", "/cgi-bin/micromsg-bin/newgetdns", agent=agent
    )
    for i in range(3):
        ask = http.request(
            f"/mmtls/{0x3F00AB12 + i:08x}",
            "sgshort.wechat.com",
            method="POST",
            agent=agent,
            headers={"Accept": "*/*", "Upgrade": "mmtls"},
            body=mmtls(0x19, 180, f"short {i}"),
        )
        with story.tcp(owner, story.server(short), 80) as connection:
            connection.send(ask)
            connection.reply(http.response(200, mmtls(0x19, 90, f"answer {i}")))
        story.wait(3)
    with story.tcp(owner, story.server("203.0.113.172"), 8080) as connection:
        connection.send(mmtls(0x16, 240, "hello"))
        connection.reply(mmtls(0x16, 300, "hello back"))


@capture(
    "vendors/huawei-phone-and-switch.pcap",
    "A Huawei phone says what it is and uploads its log; a switch asks the registration centre who manages it.",
    findings=[
        finding("10.4.0.2", "device", "likely", vendor="huawei", product="network"),
        finding("10.4.9.12", "device", "confirmed", vendor="huawei", product="phone", mac=HUAWEI_MAC),
        finding("10.4.9.12", "embedded", "possible", vendor="huawei", product="hms"),
    ],
)
def huawei(story: Story) -> None:
    """Tell two devices that speak for themselves."""
    owner = phone(story, mac=HUAWEI_MAC, vendor_class="HUAWEI:android:ELE")
    talk(story, owner, "grs.dbankcloud.eu", "metrics1.data.hicloud.com", ip="203.0.113.180")
    talk(story, owner, "logservice-dre.platform.hicloud.com", ip="203.0.113.181")
    switch = story.host("S5735", "10.4.0.2")
    story.dns_lookup(switch, resolver(story), "register.naas.huawei.com", "203.0.113.182")
    story.tls(switch, story.server("203.0.113.182"), "register.naas.huawei.com", port=10020)


SITES = (
    "www.hikvision.com", "www.hik-connect.com", "www.ezviz.com", "www.dahuasecurity.com", "www.huawei.com", "www.zte.com.cn",
    "www.hytera.com", "www.tiktok.com", "www.capcut.com", "www.dji.com", "www.deepseek.com", "web.wechat.com", "www.qq.com",
    "www.tp-link.com", "www.aliexpress.com", "yandex.com", "mc.yandex.ru", "vk.com", "web.telegram.org", "1c.ru",
    "www.mi.com", "www.xiaohongshu.com", "www.temu.com", "www.wps.com", "us.shein.com", "www.uniview.com",
)  # fmt: skip
LOOKALIKES = (
    "kirk.ezviz7.com", "dev.hicloudcam.com", "kandji.io", "letelegramme.fr", "infourok.ru", "musicaldown.com", "kvk.nl",
    "dev.hik-connect.com.evil.example", "log16-normal.tiktokv.com.evil.example", "nothikvision.com",
)  # fmt: skip


@capture(
    "vendors/websites-and-lookalikes.pcap",
    "A browser opens the websites of all vendors and names that only look like theirs: access, and nothing more.",
    findings=[
        finding("10.4.7.31", "access", "possible", vendor=vendor, product=product)
        for vendor, product in (
            ("alibaba", "website"), ("bytedance", "website"), ("dahua", "website"), ("deepseek", "service"),
            ("dji", "website"), ("hikvision", "website"), ("huawei", "website"), ("hytera", "website"),
            ("kingsoft", "website"), ("onec", "website"), ("pdd", "website"), ("shein", "website"),
            ("telegram", "website"), ("tencent", "website"), ("tp-link", "website"), ("uniview", "website"),
            ("vk", "website"), ("xiaohongshu", "website"), ("xiaomi", "website"), ("yandex", "website"),
            ("zte", "website"),
        )
    ],
)  # fmt: skip
def websites(story: Story) -> None:
    """Tell a long look around; half of the sites show their certificate."""
    reader = colleague(story, 31)
    for i, name in enumerate((*SITES, *LOOKALIKES)):
        talk(story, reader, name, ip=f"203.0.113.{200 + i % 50}", tls13=i % 2 == 0)
