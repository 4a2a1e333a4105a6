"""Which device is this, as of the time; which side of a flow is ours; who only relays for others."""
