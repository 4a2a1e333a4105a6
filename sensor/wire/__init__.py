"""Integers and names inside bounds, and the batch of frames that capture hands to the rest."""
