"""One process for each SQLite file: a lock that the system lets go of when the process ends, however it ends."""

import os
import sys
from pathlib import Path

from crampbot_chat.store import InUse

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def claim(database: Path) -> int:
    """Take the lock and return its handle; os.close() gives it back. Raises InUse.

    The lock is a file of its own, since SQLite's own locks end when any handle on the database file is closed; it is
    never deleted, or two processes could each hold a lock of the same name.
    """
    handle = os.open(database.with_name(database.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle)
    except OSError:
        os.close(handle)
        raise InUse from None
    return handle
