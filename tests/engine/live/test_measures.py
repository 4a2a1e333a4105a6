"""The counters of a run as metrics."""

import pytest
from engine.live.rig import stats
from engine.live.test_report import OUTPUTS
from engine.live.test_teller import take, teller
from findings.makers import match, question

pytest.importorskip("prometheus_client", reason="prometheus-client is an extra")

from sensor.engine.live.measures import metrics
from sensor.outputs.metrics import exposition


def test_every_metric_has_its_value() -> None:
    """By interface, output and suppression."""
    one = take(teller(), match(question()))
    one.suppressions.held["lab"] = 5
    lines = exposition(metrics(stats(9), one, OUTPUTS)).decode().splitlines()
    for line in (
        'vestige_read_frames_total{interface="tap0",worker="0"} 9.0',
        'vestige_tap_up{interface="tap0",worker="0"} 1.0',
        "vestige_alerts_total 1.0",
        'vestige_suppressed_alerts_total{suppression="lab"} 5.0',
        'vestige_output_waiting{output="file:x"} 3.0',
        'vestige_output_up{output="file:x"} 0.0',
        'vestige_output_up{output="tcp://h"} 1.0',
    ):
        assert line in lines
