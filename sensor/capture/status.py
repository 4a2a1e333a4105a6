"""Why a walker stopped: the word between the compiled walkers and the readers that drive them."""

FULL = 0
"""The batch is full; walk on with an empty one."""
SHORT = 1
"""What stands at the returned position needs ``need`` bytes in memory."""
BAD = 2
"""What stands at the returned position has a length that cannot be."""
SPECIAL = 3
"""What stands at the returned position is not a frame and is the reader's to understand: a header, an interface."""
ODD = 4
"""The block at the returned position is ``need`` bytes long and its content contradicts itself."""
