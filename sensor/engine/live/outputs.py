"""Opens what a configuration names: the state and the outputs."""

import os
import pwd
import socket

from sensor.engine.config.model import Config
from sensor.engine.live.delivery import Channel
from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.state import State, default_folder
from sensor.engine.live.stream_channel import StreamChannel
from sensor.engine.live.syslog_channel import SyslogChannel
from sensor.outputs.file import LineFile
from sensor.outputs.syslog.sender import Sender


def uses_stdout(config: Config) -> bool:
    """True when lines go to standard output: no file is named."""
    return config.output is None


def open_outputs(config: Config, stdout: int | None) -> list[Channel]:
    """Return the outputs of *config*; *stdout* None: something else uses it. ValueError where one cannot be opened."""
    channels: list[Channel] = []
    if config.output is not None:
        output = config.output
        file = LineFile(output.path, max_bytes=output.max_bytes, seconds=output.seconds, keep=output.keep)
        try:
            file.open(0)  # a wrong path is told at once
        except OSError as error:
            raise ValueError(f"{output.path}: cannot be written ({error.strerror or error})") from None
        hand_over([output.path], config.user)
        channels.append(FileChannel(file))
    elif stdout is not None:
        channels.append(StreamChannel(stdout))
    host = config.name or socket.gethostname()
    for receiver in config.syslog:
        try:
            channels.append(SyslogChannel(Sender(receiver, host, os.getpid())))
        except OSError as error:  # certificates
            raise ValueError(f"{receiver.url}: its certificates cannot be read ({error.strerror or error})") from None
    return channels


def open_state(config: Config, environment: dict[str, str], *, kept: bool) -> State:
    """Return the state of *config*, in memory where nothing lasts anyway or *kept* is false. Raises StateError."""
    lasting = config.state or config.output is not None or config.syslog or config.directory
    if not kept or not lasting:
        return State(None)
    folder = config.state or default_folder(environment, root=os.geteuid() == 0)
    state = State(folder)
    hand_over([folder, *(entry.path for entry in os.scandir(folder))], config.user)
    return state


def hand_over(paths: list[str], user: str) -> None:
    """Give *paths* to *user*, whom the process is going to be; only root can, and only root needs to."""
    if user and os.geteuid() == 0:
        try:
            entry = pwd.getpwnam(user)
        except KeyError:
            raise ValueError(f"user: there is no {user!r} on this machine") from None
        for path in paths:
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
