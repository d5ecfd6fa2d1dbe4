"""The terminal: lines in, plain text out; the same conversation, on this computer alone."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import TextIO

from crampbot_chat.contract import Capabilities, Receipt, Receive
from crampbot_chat.model import (
    Account,
    Address,
    Block,
    Choices,
    Event,
    Message,
    Millis,
    Para,
    Picture,
    Steps,
    Text,
    plain,
)

NAME = "terminal"
HERE = Address(NAME, "", "here")
ME = Account(NAME, "", "me")
LINE_LIMIT = 4_096  # characters, as on the other platforms; a longer line is cut
AHEAD = 100  # lines read before they are answered


class Terminal:
    """Reads lines until the end of the input; piped input is echoed, and each line waits for its answer.

    `settled` returns once everything that was to be said has been printed; `new_id` makes the events' ids.
    """

    name = NAME
    can = Capabilities(edit=True, quiet=True, only_for=False)

    def __init__(
        self,
        now: Callable[[], Millis],
        new_id: Callable[[], str],
        settled: Callable[[], Awaitable[None]],
        *,
        zone: str = "",
        language: str = "",
        welcome: str = "",
        lines: TextIO | None = None,
        out: TextIO | None = None,
    ) -> None:
        self._now = now
        self._new_id = new_id
        self._settled = settled
        self._zone = zone
        self._language = language
        self._welcome = welcome
        self._in = lines or sys.stdin
        self._out = out or sys.stdout
        self._typed = self._in.isatty()
        self._shown: dict[str, list[str]] = {}
        self._deaf = False  # nobody reads any more, as after `| head`
        self.serving = False

    async def listen(self, receive: Receive) -> None:
        """Serve until the input ends."""
        self.serving = True
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        room = threading.Semaphore(AHEAD)
        loop = asyncio.get_running_loop()
        reader = threading.Thread(target=self._read, args=(lines, room, loop), daemon=True, name="terminal")
        if self._typed and self._welcome:
            self._print(self._welcome.splitlines())
        reader.start()
        while (line := await lines.get()) is not None and not self._deaf:
            room.release()
            if not self._typed:
                self._print([f"> {line}"])
            at = self._now()
            await receive(Event(self._new_id(), ME, HERE, at, Text(line[:LINE_LIMIT]), self._language, self._zone))
            if not self._typed:
                await self._settled()
        self.serving = False

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        """Print the message; of an edited one only what has changed."""
        del to
        lines = render(message)
        before = self._shown.get(editing, []) if editing else []
        self._print([line for line in lines if line not in before])
        ref = editing or message.slot or message.key
        self._shown[ref] = lines
        return Receipt(ref)

    def _print(self, lines: list[str]) -> None:
        if not lines or self._deaf:
            return
        try:
            print("\n".join(lines), end="\n\n", file=self._out, flush=True)
        except BrokenPipeError:
            self._deaf = True

    def _read(
        self, lines: "asyncio.Queue[str | None]", room: threading.Semaphore, loop: asyncio.AbstractEventLoop
    ) -> None:
        """In a thread of its own, since reading a line can't be cancelled."""
        try:
            while line := self._in.readline():
                if said := line.strip():
                    room.acquire()
                    loop.call_soon_threadsafe(lines.put_nowait, said)
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except RuntimeError:  # the loop has closed while we waited for a line
            return
        except (UnicodeDecodeError, OSError):
            loop.call_soon_threadsafe(lines.put_nowait, None)


def render(message: Message) -> list[str]:
    """The message as lines of plain text; buttons are numbered, and their number or their label can be typed."""
    lines: list[str] = []
    for block in message.blocks:
        shown = _lines(block)
        if lines and shown and not isinstance(block, Choices):
            lines.append("")
        lines += shown
    return lines


def _numbered(number: int, label: str) -> str:
    return f"[{number}]" if label == str(number) else f"[{number}] {label}"


def _lines(block: Block) -> list[str]:
    match block:
        case Para(spans):
            return plain(spans).split("\n")
        case Steps(items, numbered):
            return [f"{f'{number}.' if numbered else '-'} {plain(item)}" for number, item in enumerate(items, 1)]
        case Picture(alt=alt):
            return [alt] if alt else []
        case Choices(choices):
            labels = [choice.label for choice in choices if choice.token and not choice.form]
            return ["  ".join(_numbered(number, label) for number, label in enumerate(labels, 1))] if labels else []
