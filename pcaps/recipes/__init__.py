"""Recipes: each function tells a story, and its frames are a capture of ``pcaps/``. ``python -m pcaps.recipes``."""
