"""Opening what a configuration names."""

import os
from pathlib import Path

import pytest
from engine.live.rig import replace

from sensor.engine.config.model import Config, FileOutput
from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.outputs import hand_over, open_outputs, open_state, uses_stdout
from sensor.engine.live.stream_channel import StreamChannel
from sensor.engine.live.syslog_channel import SyslogChannel
from sensor.outputs.syslog.address import Receiver


def configured(tmp_path: Path, **changes: object) -> Config:
    """Return a configuration with a file."""
    return replace(Config(), output=FileOutput(path=str(tmp_path / "eve.json")), **changes)


def test_a_file_stands_in_for_standard_output(tmp_path: Path) -> None:
    """Syslog stands beside either."""
    receiver = Receiver(url="udp://127.0.0.1:9", transport="udp", host="127.0.0.1", port=9)
    channels = open_outputs(configured(tmp_path, syslog=(receiver,)), 1)
    assert [type(channel) for channel in channels] == [FileChannel, SyslogChannel]
    assert [type(channel) for channel in open_outputs(Config(), 1)] == [StreamChannel]
    assert open_outputs(Config(), None) == []
    assert uses_stdout(Config())
    assert not uses_stdout(configured(tmp_path))
    for channel in channels:
        channel.close()


def test_what_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    """Not when the first alert comes."""
    with pytest.raises(ValueError, match=r"eve\.json: cannot be written \(No such file"):
        open_outputs(replace(Config(), output=FileOutput(path=str(tmp_path / "none" / "eve.json"))), 1)
    receiver = Receiver(url="tls://h", transport="tls", host="127.0.0.1", port=9, ca=str(tmp_path / "none.pem"))
    with pytest.raises(ValueError, match="certificates cannot be read"):
        open_outputs(replace(Config(), syslog=(receiver,)), None)


def test_the_state_lasts_where_an_output_does(tmp_path: Path) -> None:
    """A look at standard output leaves nothing behind."""
    environment = {"STATE_DIRECTORY": str(tmp_path / "state")}
    for config, kept, durable in (
        (Config(), True, False),
        (configured(tmp_path), True, True),
        (configured(tmp_path), False, False),
        (Config(state=str(tmp_path / "other")), True, True),
        (Config(directory="/captures"), True, True),
    ):
        state = open_state(config, environment, kept=kept)
        assert state.database.durable == durable
        state.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_files_are_given_to_the_user_whom_the_process_becomes(tmp_path: Path) -> None:
    """It goes on writing them."""
    state = open_state(configured(tmp_path, user="nobody"), {"STATE_DIRECTORY": str(tmp_path / "state")}, kept=True)
    owners = {path.stat().st_uid for path in (tmp_path / "state").iterdir()} | {(tmp_path / "state").stat().st_uid}
    assert len(owners) == 1
    assert owners != {0}
    state.close()
    with pytest.raises(ValueError, match="there is no 'nobody-of-that-name'"):
        hand_over([], "nobody-of-that-name")
    hand_over([str(tmp_path / "none")], "")
