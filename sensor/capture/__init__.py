"""Capture: where frames come from. Files, pipes, directories; compressed or not; pcap, pcapng, snoop.

One module for each kind of source; every one fills the same Batch, so that the rest does not know where frames come from.
"""

from sensor.capture.errors import InputError
from sensor.capture.inputs import find_inputs, probe_first_time
from sensor.capture.source import Source, open_source

__all__ = ["InputError", "Source", "find_inputs", "open_source", "probe_first_time"]
