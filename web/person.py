"""Who is talking, as HTML: the field for a name, or the name with what is remembered about its bearer.

Knows what a person is told about names. Knows nothing about where a name is kept or what it opens.
"""

from __future__ import annotations

from markupsafe import Markup

from agent.preference import LONGEST_USER
from catalog.table import Catalog
from web.elements import NOTHING, button
from web.remembered import remembered
from web.session import Session

_NO_PASSWORD = "A name is no password: whoever can open this page can use any name."
_FIELD = Markup(
    '<form class="who" data-act="person"><label for="who-name">Your name (to be remembered)</label>'
    '<div class="line"><input id="who-name" name="name" type="text" maxlength="{}" autocomplete="off" required '
    'aria-describedby="who-note"><button type="submit" class="press">Remember me</button></div>'
    '<p class="dim" id="who-note">Without a name nothing is remembered. Giving one begins a new conversation. {}</p>'
    "</form>"
)
_GOES_ON = Markup('<p class="dim">Today\'s conversation goes on where it stopped; Start over begins a new one.</p>')


def person(session: Session, catalog: Catalog, *, goes_on: bool) -> Markup:
    """The part about the person; `goes_on` where a conversation continues that this page does not show."""
    if session.user is None:
        inside = _FIELD.format(LONGEST_USER, _NO_PASSWORD)
    else:
        leave = button("Leave", {"act": "leave"}, label=f"Leave: talk without the name {session.user}", kind="remove")
        inside = Markup('<div class="who line"><p>You are <b>{}</b></p>{}</div>{}<p class="dim">{}</p>{}').format(
            session.user, leave, _GOES_ON if goes_on else NOTHING, _NO_PASSWORD, _memory(session, catalog)
        )
    return Markup('<section class="you" data-user="{}" aria-label="Who is talking">{}</section>').format(
        session.user or "", inside
    )


def _memory(session: Session, catalog: Catalog) -> Markup:
    if session.unread:
        return Markup('<p class="notice">{}</p>').format(session.unread)
    if session.user is None or session.remembered is None:
        return NOTHING
    return remembered(session.user, session.remembered, catalog, session.editing)
