"""What was visible and what was not: the sentences that stand beside every "none found"."""
