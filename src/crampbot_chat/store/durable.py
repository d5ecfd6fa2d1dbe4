"""Files that nobody else may read, and that are still there after a power cut."""

import os
from pathlib import Path


def make_private(path: Path, content: bytes = b"") -> None:
    """Make a file of mode 600 on the disk. Raises FileExistsError rather than open somebody else's."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Make the names in a folder durable, where the system can (Windows can't, and needn't)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
