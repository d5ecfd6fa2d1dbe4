"""Fixtures that every test may ask for."""

from pathlib import Path

import pytest
from databases import database, postgres, store
from program import Program, free_port

__all__ = ["database", "postgres", "store"]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def closed() -> str:
    """An address on the loopback at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"
