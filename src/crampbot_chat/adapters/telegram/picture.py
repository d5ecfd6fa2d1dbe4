"""Pictures on Telegram: uploaded once, then sent by their file id, with the words as caption where they fit."""

from collections.abc import Sequence
from typing import Any

from telegram.error import BadRequest, TelegramError

from crampbot_chat import log
from crampbot_chat.adapters.telegram.hear import NAME
from crampbot_chat.adapters.telegram.render import Part
from crampbot_chat.adapters.telegram.say import NOBODY, ref, undelivered
from crampbot_chat.adapters.telegram.transport import Overloaded, Transport
from crampbot_chat.contract import NoPicture, Pictures, Unsure
from crampbot_chat.model import Picture

METHODS = {"photo": "sendPhoto", "animation": "sendAnimation"}
FIELDS = {"image/gif": "animation"}  # and any other picture is a photo


async def show(
    transport: Transport, pictures: Pictures, bot: str, picture: Picture, below: Sequence[Part], place: dict[str, Any]
) -> str:
    """Show a picture, with the words below it where they are one part; the message's id.

    Raises NoPicture where its words have to do, and Undelivered where nothing can be said at all.
    """
    said = {**place, **(below[0].caption() if len(below) == 1 else {})}
    known = await pictures.find(NAME, bot, picture.asset)
    if known:
        field, _, file = known.partition(" ")
        given: dict[str, Any] = {field: file, **said}
        answer = await _tried(transport.call(METHODS[field], **given))
        if answer is not None:
            return ref(answer)
    image = await pictures.image(picture.asset)
    field = FIELDS.get(image.kind, "photo")
    answer = await _tried(transport.upload(METHODS[field], field, image, **said), uploading=True)
    if answer is None:
        raise NoPicture
    if file := _file(answer, field):
        await pictures.keep(NAME, bot, picture.asset, f"{field} {file}")
    return ref(answer)


async def _tried(sending: Any, *, uploading: bool = False) -> Any:
    """What Telegram answered; None when it is the picture that it doesn't take. Raises Undelivered."""
    try:
        return await sending
    except BadRequest as error:
        text = str(error).lower()
        if not any(sign in text for sign in NOBODY):
            log.event("telegram_picture_refused", kind="upload" if uploading else "file id")
            return None
        failure = undelivered(error)
    except TelegramError as error:
        failure = undelivered(error)
        if uploading and (isinstance(failure, Unsure) or isinstance(error, Overloaded)):
            return None  # it may arrive all the same; better twice than no words
    raise failure


def _file(answer: Any, field: str) -> str:
    """The file id of what was sent: of a photo the largest size's."""
    sent = answer.get(field) if isinstance(answer, dict) else None
    if isinstance(sent, list):
        sent = sent[-1] if sent else None
    file = sent.get("file_id") if isinstance(sent, dict) else None
    return file if isinstance(file, str) else ""
