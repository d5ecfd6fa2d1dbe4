"""Pictures on Slack: uploaded once, shown by their file id, waited for a moment; else their words stand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from album import ALT, PNG, Album, pictured
from fakes.slack import FakeSlack
from slack_rig import ANN, Ear, by_http, private

from crampbot_chat.adapters.slack import Slack
from crampbot_chat.adapters.slack.pictures import WAITS
from crampbot_chat.contract import Receipt

FILE = ("slack", "T0TEAM U0BOT", "FIG-12 dark")


@asynccontextmanager
async def people(**settings: Any) -> AsyncIterator[tuple[FakeSlack, Slack, Ear]]:
    """A workspace with somebody in it."""
    async with by_http(**settings) as (fake, slack, ear):
        fake.world.private(ANN)
        yield fake, slack, ear


class Nap:
    """Sleeps of no length, counted."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


async def test_it_is_uploaded_once_and_then_shown_by_its_id() -> None:
    album = Album()
    async with people(pictures=album) as (fake, slack, _):
        for _number in range(2):
            await slack.send(private(), pictured())
        first, second = fake.shown(ANN)
        assert (first.text.strip(), len(first.pictures)) == ("Lean forward.", 1)
        assert first.pictures == second.pictures == (*album.refs.values(),)
        assert [name for name, _ in fake.calls].count("upload") == 1
        assert album.drawn == ["FIG-12 dark"]
        file = fake.world.files[first.pictures[0]]
        assert (file.content, file.complete) == (PNG, True)


async def test_it_says_in_words_what_it_shows() -> None:
    async with people(pictures=Album()) as (fake, slack, _):
        await slack.send(private(), pictured())
        await slack.send(private(), pictured(alt=""))
        await slack.send(private(), pictured(""))
        blocks = [block for name, given in fake.calls if name == "chat.postMessage" for block in given["blocks"][:1]]
        assert [block["alt_text"] for block in blocks] == [ALT, "Lean forward.", ALT]
        assert fake.shown(ANN)[2].text == ALT


async def test_what_stands_below_it_is_edited() -> None:
    async with people(pictures=Album()) as (fake, slack, _):
        receipt: Receipt = await slack.send(private(), pictured("Hold. 30 seconds."))
        await slack.send(private(), pictured("Hold. 20 seconds."), receipt.ref)
        [shown] = fake.shown(ANN)
        assert (shown.text.strip(), len(shown.pictures), shown.edited) == ("Hold. 20 seconds.", 1, True)


async def test_slack_takes_a_moment_until_it_knows_a_new_file() -> None:
    nap = Nap()
    async with people(pictures=Album(), sleep=nap) as (fake, slack, _):
        fake.world.delay = 2
        await slack.send(private(), pictured())
        assert nap.taken == [*WAITS[:2]]
        assert len(fake.shown(ANN)[0].pictures) == 1


async def test_after_a_while_its_words_stand_and_the_file_is_there_next_time() -> None:
    nap = Nap()
    async with people(pictures=Album(), sleep=nap) as (fake, slack, _):
        fake.world.delay = 5
        await slack.send(private(), pictured())
        assert nap.taken == [*WAITS]
        assert fake.shown(ANN)[0].text == f"{ALT}\nLean forward."
        fake.world.shows(next(iter(fake.world.files)))
        await slack.send(private(), pictured())
        assert len(fake.shown(ANN)[1].pictures) == 1
        assert len(fake.world.files) == 1


async def test_a_file_that_somebody_deleted_is_uploaded_anew_next_time() -> None:
    album = Album()
    album.refs[FILE] = "F0GONE00001"
    async with people(pictures=album) as (fake, slack, _):
        await slack.send(private(), pictured())
        await slack.send(private(), pictured())
        assert [len(each.pictures) for each in fake.shown(ANN)] == [0, 1]
        assert fake.shown(ANN)[0].text == f"{ALT}\nLean forward."


async def test_an_app_that_may_not_upload_goes_on_in_words() -> None:
    async with people(pictures=Album()) as (fake, slack, _):
        fake.scopes.discard("files:write")
        for _number in range(2):
            await slack.send(private(), pictured())
        assert [each.text for each in fake.shown(ANN)] == [f"{ALT}\nLean forward."] * 2
        assert [name for name, _ in fake.calls].count("files.getUploadURLExternal") == 1
        assert slack.serving, "the token is still good"


@pytest.mark.parametrize("where", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
@pytest.mark.parametrize("trouble", ["internal_error", "reset", "500", "ratelimited"])
async def test_an_upload_that_fails_holds_nobody_up(where: str, trouble: str) -> None:
    async with people(pictures=Album()) as (fake, slack, _):
        fake.trouble(where, "500" if where == "upload" and trouble != "reset" else trouble)
        await slack.send(private(), pictured())
        await slack.send(private(), pictured())
        assert [len(each.pictures) for each in fake.shown(ANN)] == [0, 1]


@pytest.mark.parametrize("pictures", [None, Album()])
async def test_where_there_is_no_picture_its_words_stand(pictures: Album | None) -> None:
    async with people(pictures=pictures) as (fake, slack, _):
        await slack.send(private(), pictured(asset="broken dark"))
        assert fake.shown(ANN)[0].text == f"{ALT}\nLean forward."
