"""The files that the fake Bot API has: photos and animations, each known by an id that belongs to one bot."""

from typing import Any

from fakes.telegram_parts import Upload, bad

MAGIC = {"photo": b"\x89PNG", "animation": b"GIF8"}
MOST = 10_000_000  # bytes of a photo


class Media:
    """What was uploaded. `refused`: photo, animation: not taken, whatever they are."""

    def __init__(self, bot: int) -> None:
        self.files: dict[str, tuple[str, Upload]] = {}
        self.refused: set[str] = set()
        self._bot = bot

    def sent(self, kind: str, params: dict[str, Any]) -> str:
        """The file id of what is sent: something new, or something that Telegram has."""
        given = params.get(kind)
        if kind in self.refused:
            raise bad("IMAGE_PROCESS_FAILED")
        if isinstance(given, Upload):
            return self._taken(kind, given)
        if not isinstance(given, str) or not given:
            raise bad(f"there is no {kind} in the request")
        if given not in self.files:
            raise bad("wrong file identifier/HTTP URL specified")
        if self.files[given][0] != kind:
            raise bad("can't use file of type Animation as Photo" if kind == "photo" else "wrong type of the file")
        return given

    def _taken(self, kind: str, given: Upload) -> str:
        if not given.content:
            raise bad("file must be non-empty")
        if len(given.content) > MOST:
            raise bad("file is too big")
        if not given.content.startswith(MAGIC[kind]):
            raise bad("PHOTO_INVALID_DIMENSIONS" if kind == "photo" else "wrong file type")
        file = f"{kind}-{len(self.files) + 1}-of-{self._bot}"
        self.files[file] = (kind, given)
        return file

    def content(self, text: str, media: str) -> dict[str, Any]:
        """What a Bot API Message says about it."""
        if not media:
            return {"text": text}
        said = {"caption": text} if text else {}
        file = {"file_id": media, "file_unique_id": media, "width": 720, "height": 540}
        if self.files[media][0] == "photo":
            return {**said, "photo": [{**file, "file_id": f"small-{media}"}, file]}
        animation = {**file, "duration": 3}
        return {**said, "animation": animation, "document": animation}
