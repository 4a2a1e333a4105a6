"""The alert object."""

from outputs import samples

from sensor.alerts.alert import alert_body, encodable
from sensor.model.finding import Host


def test_more_stands_beside_what_every_alert_says() -> None:
    """And may not replace the way back to the finding."""
    finding = samples.finding(host=Host(("10.4.7.22",), tenant="vxlan/7"))
    body = alert_body(finding, finding.evidence[0], 3, {"change": ("opened",)})
    assert body.metadata["change"] == ("opened",)
    assert body.metadata["finding_id"] == (finding.id,)
    assert body.metadata["tenant"] == ("vxlan/7",)


def test_any_text_can_be_encoded() -> None:
    """A file name may hold any byte."""
    assert encodable("plain") == "plain"
    assert encodable("bad\udcff") == "bad\\xff"
    assert encodable("lone\ud800") == "lone\\ud800"
