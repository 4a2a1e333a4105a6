"""An output to a receiver of syslog messages."""

from pathlib import Path

from engine.live.posts import AT, SECOND, end, file, made
from outputs.syslog.receivers import TcpServer, receiver, until
from outputs.syslog.test_message import alert

from sensor.engine.live.clock import Moment
from sensor.engine.live.state import Saying
from sensor.engine.live.syslog_channel import SyslogChannel
from sensor.outputs.syslog.sender import Sender


def test_a_receiver_that_is_down_does_not_hold_up_the_file(tmp_path: Path) -> None:
    """And gets everything, once each, when it is back."""
    server = TcpServer()
    port = server.port
    server.close()
    sender = Sender(receiver(f"tcp://127.0.0.1:{port}"), "h", 1)
    state, posts = made([SyslogChannel(sender), file(tmp_path)])
    numbers = range(300)
    state.say([Saying(str(number), 1, alert(alert_id=(str(number),))) for number in numbers])
    for second in range(60):
        posts.pump(Moment(second * SECOND, AT.wall))
    assert [count.waiting for count in posts.counts()] == [300, 0]
    assert "refused" in posts.counts()[0].trouble
    server = TcpServer(port)

    def done() -> bool:
        server.accept()
        server.read()
        posts.pump(Moment(200 * SECOND, AT.wall))
        return posts.counts()[0].waiting == 0

    until(done)
    until(lambda: len(server.read()) == len(numbers))
    found = [message.partition(b'alert_id="')[2].partition(b'"')[0] for message in server.read()]
    assert found == [b"%d" % number for number in numbers]
    posts.event(b"events stay here\n", AT)
    posts.reopen()
    end(state, posts)
    server.close()
