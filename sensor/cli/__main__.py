"""``python -m sensor.cli``: the program without its installed script."""

import sys

from sensor.cli import main

sys.exit(main())
