"""The nouns. Plain frozen values that every other layer speaks in; this package imports nothing of ours."""
