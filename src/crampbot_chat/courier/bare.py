"""A message's words alone: what is sent when a platform refuses the message as it was."""

from typing import assert_never

from msgspec import structs

from crampbot_chat.model import Block, Choices, Message, Para, Picture, Span, Steps, plain


def bare(message: Message) -> Message:
    """The same message as one paragraph without weight, numbers kept; what a choice says can be typed."""
    words = "\n".join(line for block in message.blocks for line in _lines(block))
    return structs.replace(message, blocks=(Para((Span(words),)),))


def _lines(block: Block) -> list[str]:
    match block:
        case Para():
            return [plain(block.spans)]
        case Steps():
            marks = [f"{number}. " if block.numbered else "- " for number in range(1, len(block.items) + 1)]
            return [mark + plain(item) for mark, item in zip(marks, block.items, strict=True)]
        case Picture(alt=alt):
            return [alt] if alt else []
        case Choices():
            return [f"[{choice.label}]" for choice in block.choices]
        case _:
            assert_never(block)
