"""Shapes in which an observation or a finding leaves the house: EVE JSON here, others beside it."""
