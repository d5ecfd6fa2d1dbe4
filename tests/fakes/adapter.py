"""A platform in memory: takes messages as a strict server would, and fails on demand."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

from msgspec import Struct

from crampbot_chat.contract import Capabilities, Receipt, Receive, Refused, Undelivered
from crampbot_chat.model import Address, Message

Limit = Callable[[int, Address], Undelivered | None]


class Sent(Struct, frozen=True):
    """One message that reached the platform."""

    at: int
    to: Address
    message: Message
    editing: str
    ref: str

    @property
    def key(self) -> str:
        return self.message.key


class Fault(Struct):
    """What the next requests to a chat meet; `arrives` when the message gets there all the same."""

    error: Exception
    arrives: bool = False


class FakeAdapter:
    """Keeps what arrived. Two requests at a time to one chat, an edit of nothing, an empty message: refused loudly."""

    def __init__(self, now: Callable[[], int], name: str = "fake", can: Capabilities | None = None) -> None:
        self.name = name
        self.can = can or Capabilities()
        self.serving = True
        self.sent: list[Sent] = []
        self.requests: list[Sent] = []
        self.limit: Limit | None = None
        self._now = now
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._gates: dict[str, asyncio.Event] = {}
        self._under_way: set[tuple[str, str]] = set()
        self._refs: set[tuple[Address, str]] = set()
        self._changed = asyncio.Event()

    def fail(self, chat: str, *errors: Exception, arrives: bool = False) -> None:
        """Meet the next requests to the chat with these errors; chat "" is any chat."""
        self._faults[chat].extend(Fault(error, arrives) for error in errors)

    def hold(self, chat: str) -> asyncio.Event:
        """Let requests to the chat hang until the event is set; chat "" is any chat."""
        self._gates[chat] = gate = asyncio.Event()
        return gate

    def keys(self, chat: str = "") -> list[str]:
        """The keys of what arrived, in order."""
        return [sent.key for sent in self.sent if not chat or sent.to.chat == chat]

    async def listen(self, receive: Receive) -> None:  # noqa: ARG002  nothing happens here by itself
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        assert to.adapter == self.name
        line = (to.workspace, to.chat)
        assert line not in self._under_way, "two requests at a time to one chat"
        self._under_way.add(line)
        try:
            return await self._send(to, message, editing)
        finally:
            self._under_way.discard(line)

    async def _send(self, to: Address, message: Message, editing: str) -> Receipt:
        sent = Sent(self._now(), to, message, editing, editing or str(len(self.sent) + 1))
        self.requests.append(sent)
        for gate in (self._gates.get(to.chat), self._gates.get("")):
            if gate:
                await gate.wait()
        faults = self._faults[to.chat] or self._faults[""]
        fault = faults.popleft() if faults else None
        if fault and not fault.arrives:
            raise fault.error
        if self.limit and (refusal := self.limit(self._now(), to)):
            raise refusal
        self._check(to, message, editing)
        self.sent.append(sent)
        self._refs.add((to, sent.ref))
        if fault:
            raise fault.error
        return Receipt(sent.ref)

    def _check(self, to: Address, message: Message, editing: str) -> None:
        assert not (message.private and to.shared), "private words in a shared place"
        if not message.blocks:
            raise Refused("empty")
        if editing and not self.can.edit:
            raise Refused("edits are not supported")
        if editing and (to, editing) not in self._refs:
            raise Refused("message to edit not found")
