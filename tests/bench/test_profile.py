"""Samples by stage."""

import pytest
from bench.profile import stage_of


@pytest.mark.parametrize(
    ("shared", "stage"),
    [
        ("[kernel.kallsyms]", "kernel (reading)"),
        ("/venv/lib/sensor/capture/pcap.cpython-311-x86_64-linux-gnu.so", "walk"),
        ("/venv/lib/sensor/decode/ip.cpython-311-x86_64-linux-gnu.so", "decode"),
        ("/venv/lib/sensor/protocols/quic/scan.cpython-311-x86_64-linux-gnu.so", "quic"),
        ("/venv/lib/sensor/engine/tcp.cpython-311-x86_64-linux-gnu.so", "engine"),
        ("/usr/lib/libpython3.11.so.1.0", "python"),
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", "python"),
    ],
)
def test_each_shared_object_has_a_stage(shared: str, stage: str) -> None:
    """Those of the stages that the guard counts; the interpreter and its libraries are one."""
    assert stage_of(shared) == stage
