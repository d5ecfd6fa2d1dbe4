"""People's zone and language as their Slack profile has them: known from their second message on, never waited for."""

from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from crampbot_chat.adapters.slack.api import Api
from crampbot_chat.adapters.slack.errands import Errands
from crampbot_chat.adapters.slack.faults import Fault
from crampbot_chat.model import Millis

FRESH = 7 * 24 * 3600 * 1000  # milliseconds; people move, but not often
AGAIN = 15 * 60 * 1000  # milliseconds until a look-up that failed is tried again
PEOPLE_LIMIT = 50_000
NAMED = 80  # characters of a name; Slack, "display name"


class Hint(Struct, frozen=True):
    """`zone` (IANA), `language` (BCP 47) and `name`, empty when unknown; `until` the instant when to ask again."""

    zone: str = ""
    language: str = ""
    until: Millis = 0
    name: str = ""


class _Shown(Struct):
    display_name: str | None = None
    real_name: str | None = None


class _Profile(Struct):
    tz: str | None = None
    locale: str | None = None
    profile: _Shown | None = None


class _Found(Struct):
    user: _Profile


class Hints:
    """What is known of each person's profile."""

    def __init__(self, api: Api, errands: Errands, now: Callable[[], Millis]) -> None:
        self._api = api
        self._errands = errands
        self._now = now
        self._known: OrderedDict[str, Hint] = OrderedDict()

    def of(self, user: str) -> Hint:
        """What is known now; what isn't, or is old, is fetched for the next time."""
        hint = self._known.get(user, Hint())
        if hint.until <= self._now():
            self._errands.add(f"hint {user}", lambda: self._fetch(user))
        return hint

    async def _fetch(self, user: str) -> None:
        try:
            found = await self._api.run(self._api.client.users_info(user=user, include_locale=True), _Found)
        except Fault:
            old = self._known.get(user, Hint())
            self._keep(user, Hint(old.zone, old.language, self._now() + AGAIN, old.name))
            raise
        shown = found.user.profile or _Shown()
        name = (shown.display_name or shown.real_name or "")[:NAMED]
        self._keep(user, Hint(found.user.tz or "", found.user.locale or "", self._now() + FRESH, name))

    def _keep(self, user: str, hint: Hint) -> None:
        self._known[user] = hint
        self._known.move_to_end(user)
        if len(self._known) > PEOPLE_LIMIT:
            self._known.popitem(last=False)
