"""Large captures to measure with, written as fast as the disk takes them: ``python -m pcaps.recipes.bench``."""
