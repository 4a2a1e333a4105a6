"""All pages of the book: importing this module enters every recipe."""

from . import clean, kaspersky
from .book import RECIPES

__all__ = ["RECIPES", "clean", "kaspersky"]
