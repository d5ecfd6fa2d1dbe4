"""Pictures on Telegram: uploaded once, captioned, edited below; and words alone where a picture can't be shown."""

import pytest
from album import ALT, Album, pictured
from fakes.telegram import FakeTelegram, Fault
from telegram_rig import HOME, listening

from crampbot_chat.adapters.telegram import Telegram
from crampbot_chat.adapters.telegram.render import CAPTION_LIMIT
from crampbot_chat.contract import Gone, TryLater
from crampbot_chat.model import Message, Para, Span

ME = 7
REF = "photo photo-1-of-123456789"


async def shown(fake: FakeTelegram, telegram: Telegram, message: Message, editing: str = "") -> str:
    fake.chat_of(ME)
    return (await telegram.send(HOME, message, editing)).ref


def seen(fake: FakeTelegram) -> list[tuple[bool, str]]:
    return [(bool(each.media), each.text) for each in fake.shown(ME)]


async def test_it_is_uploaded_once_and_then_sent_by_its_id() -> None:
    album = Album()
    async with FakeTelegram() as fake, listening(fake, pictures=album) as telegram:
        for _ in range(2):
            await shown(fake, telegram, pictured())
        assert seen(fake) == [(True, "Lean forward.")] * 2
        assert [type(params["photo"]).__name__ for params in fake.made("sendPhoto")] == ["Upload", "str"]
        assert album.refs == {("telegram", "123456789", "FIG-12 dark"): REF}
        assert album.drawn == ["FIG-12 dark"]


async def test_one_that_moves_is_an_animation() -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        for _ in range(2):
            await shown(fake, telegram, pictured(asset="FIG-12 light"))
        assert seen(fake) == [(True, "Lean forward.")] * 2
        assert len(fake.made("sendAnimation")) == 2


async def test_an_id_that_telegram_forgot_is_uploaded_anew() -> None:
    album = Album()
    album.refs["telegram", "123456789", "FIG-12 dark"] = "photo photo-9-of-123456789"
    async with FakeTelegram() as fake, listening(fake, pictures=album) as telegram:
        await shown(fake, telegram, pictured())
        assert seen(fake) == [(True, "Lean forward.")]
        assert album.refs["telegram", "123456789", "FIG-12 dark"] == REF


async def test_what_stands_below_it_is_edited() -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        ref = await shown(fake, telegram, pictured("Hold. 30 seconds."))
        assert await shown(fake, telegram, pictured("Hold. 20 seconds."), ref) == ref
        assert seen(fake) == [(True, "Hold. 20 seconds.")]


async def test_what_could_not_stand_below_it_is_edited_too() -> None:
    """The first was sent in words, since Telegram didn't take the picture; the edit knows nothing of that."""
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        fake.media.refused.add("photo")
        ref = await shown(fake, telegram, pictured("Hold. 30 seconds."))
        assert seen(fake) == [(False, f"{ALT}\n\nHold. 30 seconds.")]
        assert await shown(fake, telegram, pictured("Hold. 20 seconds."), ref) == ref
        assert seen(fake) == [(False, "Hold. 20 seconds.")]


async def test_a_long_text_follows_the_picture() -> None:
    text = "word " * (CAPTION_LIMIT // 5 + 10)
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        ref = await shown(fake, telegram, pictured(text))
        assert seen(fake) == [(True, ""), (False, text.strip())]
        assert ref == str(fake.shown(ME)[1].id)


async def test_alone_it_says_in_words_what_it_shows() -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        await shown(fake, telegram, pictured(""))
        assert seen(fake) == [(True, ALT)]


@pytest.mark.parametrize("asset", ["broken dark", "FIG-12 dark"])
async def test_where_there_is_no_picture_its_words_stand(asset: str) -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        fake.fail("sendPhoto", Fault(400, "Bad Request: IMAGE_PROCESS_FAILED"))
        await shown(fake, telegram, pictured(asset=asset))
        assert seen(fake) == [(False, f"{ALT}\n\nLean forward.")]


async def test_without_a_gallery_its_words_stand() -> None:
    async with FakeTelegram() as fake, listening(fake) as telegram:
        await shown(fake, telegram, pictured())
        assert seen(fake) == [(False, f"{ALT}\n\nLean forward.")]


@pytest.mark.parametrize("kind", ["reset", "garbage"])
async def test_an_upload_that_is_lost_holds_nobody_up(kind: str) -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        fake.fail("sendPhoto", Fault(kind=kind))
        await shown(fake, telegram, pictured())
        assert seen(fake)[-1] == (False, f"{ALT}\n\nLean forward.")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(429, "Too Many Requests", retry_after=3), TryLater),
        (Fault(403, "Forbidden: bot was blocked by the user"), Gone),
        (Fault(400, "Bad Request: chat not found"), Gone),
    ],
)
async def test_what_is_not_about_the_picture_is_told(fault: Fault, error: type[Exception]) -> None:
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        fake.fail("sendPhoto", fault)
        with pytest.raises(error):
            await shown(fake, telegram, pictured())
        assert seen(fake) == []


async def test_it_makes_no_sound_at_night() -> None:
    quiet = Message("test.quiet", (*pictured().blocks, Para((Span("Quietly."),))), quiet=True)
    async with FakeTelegram() as fake, listening(fake, pictures=Album()) as telegram:
        for _ in range(2):
            await shown(fake, telegram, quiet)
        assert [each.silent for each in fake.shown(ME)] == [True, True]
