"""Fixtures that every test may ask for."""

from databases import database, postgres, store

__all__ = ["database", "postgres", "store"]
