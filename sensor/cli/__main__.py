"""``python -m sensor.cli``: the program without its installed script."""

from sensor.cli import start

start()
