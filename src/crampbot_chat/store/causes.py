"""Why a database or a file fails, in words that an operator can act on."""

from crampbot_chat.store import Unavailable

# sqlite.org/rescode.html; errno; postgresql.org/docs/current/errcodes-appendix.html
CAUSES = {
    "damaged": ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002"),
    "full": ("SQLITE_FULL", "ENOSPC", "EDQUOT", "53100"),
    "readonly": ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "EROFS", "EACCES", "EPERM", "25006", "42501"),
    "disk": ("SQLITE_IOERR", "58030"),
    "locked": ("SQLITE_BUSY", "SQLITE_LOCKED"),
    "refused": ("28P01", "28000"),
    "missing": ("3D000",),
}


def cause(error: Unavailable) -> str:
    """One of CAUSES; "" for any other: most often it can't be reached."""
    code = str(error.args[0]) if error.args else ""
    return next((word for word, codes in CAUSES.items() if code.startswith(codes)), "")


def refused(error: OSError) -> str:
    """What the system says, and of which file."""
    said = error.strerror or type(error).__name__
    return f"{said}: {error.filename}" if isinstance(error.filename, str) else said
