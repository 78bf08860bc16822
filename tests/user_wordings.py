"""What language models write for simulated people, good and bad, by what was to be said.

`DEVELOP` served in making the check of wordings, `KEPT` was written before it and looked at after, `LATER` written when
it was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.constraint import Constraint, Op
from catalog.schema import Field, Schema
from simulator.acts import UserAct, UserTurn
from simulator.persona import Persona
from simulator.view import View

SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year", unit="year"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="directors", kind="categories", role="creator", synonyms=("director", "directed by")),
        Field(name="cast", kind="categories", role="performer", synonyms=("actors", "starring", "stars")),
        Field(name="countries", kind="categories", role="country"),
        Field(name="languages", kind="categories", role="language"),
        Field(name="runtime", kind="number", role="duration", unit="minutes", synonyms=("length", "duration")),
        Field(name="certificate", kind="category", role="certificate", synonyms=("rating", "rated")),
        Field(name="moods", kind="categories", role="mood", synonyms=("mood", "tone")),
        Field(name="keywords", kind="categories", role="keyword", synonyms=("theme", "about")),
        Field(name="price", kind="number", role="price", unit="USD"),
        Field(name="black_and_white", kind="flag"),
        Field(name="origin", kind="categories", role="origin", derived=True),
    ),
    noun="film",
    plural="films",
)
SLATE = ("Heat (1995)", "The Third Man (1949)", "Up (2009)", "Stalker (1979)", "Zodiac (2007)")
NAMED = {"alien": "Alien (1979)", "fargo": "Fargo (1996)"}


@dataclass(frozen=True)
class Situation:
    """What is to be said, wordings that say it, and wordings that say something else, more or less."""

    acts: tuple[UserAct, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]

    @property
    def turn(self) -> UserTurn:
        return UserTurn(acts=self.acts)


def view(**more: Any) -> View:
    return View(**{"turn": 3, "schema": SCHEMA, "persona": Persona(), "slate": SLATE, "named": NAMED, **more})


def need(field: str, op: Op, *values: Any, hard: bool = True) -> Constraint:
    value = values if op in ("any_of", "all_of", "none_of", "between") else values[0]
    return Constraint(field=field, op=op, value=value, hard=hard)


def require(field: str, op: Op, *values: Any, hard: bool = True) -> UserAct:
    return UserAct(kind="require", constraint=need(field, op, *values, hard=hard))


def drop(field: str, op: Op, *values: Any) -> UserAct:
    return UserAct(kind="drop", constraint=need(field, op, *values))


def reject(place: int | None = None, constraint: Constraint | None = None) -> UserAct:
    return UserAct(kind="reject", place=place, constraint=constraint)


REQUEST = UserAct(kind="request")
GREET = UserAct(kind="greet")
MORE = UserAct(kind="more")
THANKS = UserAct(kind="thanks")

DEVELOP = (
    Situation(
        (GREET, REQUEST, require("genres", "any_of", "Comedy")),
        (
            "Hi! I'm looking for a comedy tonight.",
            "Hey there, can you recommend a good comedy?",
            "Hello! I'm in the mood for a comedy, any suggestions?",
            "Hi, could you help me find a comedy to watch?",
            "Good evening! I'd love to watch a comedy.",
            "hey, got any comedies for me?",
        ),
        (
            "Hi! I'm looking for a dark comedy tonight.",
            "Hello! I'm in the mood for a comedy from the 90s.",
            "Hi, can you recommend a comedy or a drama?",
            "Hi! I'm not looking for a comedy.",
            "Hello, I'd like something to watch.",
            "Hey, I want a comedy like Groundhog Day.",
            "Hi! A short comedy, please.",
            "Hey, I want a comedy starring Bill Murray.",
            "Hi! I want anything but a comedy.",
            "Hi, maybe a comedy, if possible.",
        ),
    ),
    Situation(
        (require("genres", "none_of", "Horror"),),
        (
            "No horror, please.",
            "I'd rather avoid horror.",
            "Nothing with horror in it.",
            "Just please, no horror films.",
            "I don't want horror.",
            "Horror is not my thing.",
            "Oh, and no horror please!",
            "I can't stand horror, so please leave that out.",
        ),
        (
            "I want horror, please.",
            "Horror, please.",
            "No horror or thrillers.",
            "No comedy, please.",
            "I don't mind horror.",
            "Nothing too scary.",
            "Not only horror.",
            "I can't get enough of horror.",
            "No horror, but a war film would be good.",
            "Nothing but horror.",
            "Why not horror?",
            "I would not say no to horror.",
            "If possible no horror, but it is not that important.",
        ),
    ),
    Situation(
        (require("runtime", "le", 90),),
        (
            "It should be at most 90 minutes long.",
            "Nothing longer than 90 minutes please.",
            "No more than 90 minutes.",
            "90 minutes or less, please.",
            "I have 90 minutes at most.",
            "It can't be longer than an hour and a half.",
            "Up to 90 min works for me.",
        ),
        (
            "It should be at least 90 minutes long.",
            "Nothing shorter than 90 minutes.",
            "At most 120 minutes.",
            "Something short, please.",
            "About 90 minutes.",
            "90 minutes or more.",
            "At most two hours.",
            "At most 90 minutes, and nothing before 1990.",
            "More than 90 minutes is fine.",
            "Around 90 minutes at most.",
        ),
    ),
    Situation(
        (require("year", "ge", 1990), require("genres", "any_of", "Thriller"), require("genres", "none_of", "War")),
        (
            "I want a thriller from 1990 or later, but no war films.",
            "A thriller, no war, and nothing before 1990.",
            "Looking for thrillers released since 1990, without any war.",
            "Thriller please, 1990 or newer, and not a war film.",
            "I'd like a thriller made in 1990 or after. No war films please.",
        ),
        (
            "I want a thriller from before 1990, but no war films.",
            "A war film, no thrillers, and nothing before 1990.",
            "A thriller, no war, and nothing after 1990.",
            "Looking for war thrillers released since 1990.",
            "A thriller from 1990 or later.",
            "No thrillers, no war, nothing before 1990.",
            "A thriller from 1990, no war films.",
            "A thriller from 1999 or later, but no war films.",
            "A thriller with Al Pacino from 1990 or later, but no war films.",
        ),
    ),
    Situation(
        (UserAct(kind="accept", place=2),),
        (
            "I'll take the second one, thanks!",
            "The Third Man sounds great, I'll watch that one.",
            "Perfect, I'll go with number 2.",
            "Great, let's go with The Third Man.",
            "I'll go with the second one.",
            "The Third Man it is! I'll watch it tonight.",
        ),
        (
            "I'll take the third one, thanks!",
            "The Third Man isn't for me.",
            "Heat sounds great, I'll watch that one.",
            "I'll pass on the second one.",
            "Maybe the second one, but show me more first.",
            "I'll take it.",
            "I'll take the second one. Next time I'd like a comedy.",
            "Is the second one any good?",
            "I've seen the second one, it was great.",
            "I'll take number 2 or number 4.",
            "I won't take the second one.",
        ),
    ),
    Situation(
        (reject(None, None),),
        (
            "None of these really appeal to me.",
            "Hmm, no, none of those are for me.",
            "These aren't really what I'm looking for.",
            "Not really feeling any of these.",
            "I don't like any of those, sorry.",
        ),
        (
            "None of these are funny enough.",
            "I'll take the first one.",
            "The second one isn't for me.",
            "These are great!",
            "None of these, I want something newer.",
            "None of these are comedies.",
            "I've already seen all of these.",
            "These are all too long.",
            "I give up, bye.",
        ),
    ),
    Situation(
        (reject(1, need("runtime", "le", 100)),),
        (
            "The first one is too long, I want at most 100 minutes.",
            "Heat is over 100 minutes, that's not for me.",
            "Not Heat, I need something of 100 minutes or less.",
            "No to the first one: nothing longer than 100 minutes, please.",
            "I'll pass on Heat, it's longer than 100 minutes.",
        ),
        (
            "The first one is too short, I want at least 100 minutes.",
            "The second one is too long, I want at most 100 minutes.",
            "The first one is too old.",
            "Heat is too violent and over 100 minutes.",
            "I'll take the first one, it's at most 100 minutes.",
            "The first one is under 100 minutes, not for me.",
            "Not Heat, I need something of 120 minutes or less.",
            "The first one is not for me.",
        ),
    ),
    Situation(
        (reject(4, need("genres", "any_of", "Comedy")), MORE),
        (
            "Stalker isn't a comedy, got anything else?",
            "The fourth one is not a comedy. Could you show me something else?",
            "Not number 4, I want a comedy. What else do you have?",
            "I'll skip Stalker, I want a comedy. Any other options?",
        ),
        (
            "Stalker is a comedy, got anything else?",
            "Not number 4, I don't want a comedy. What else do you have?",
            "Not number 3, I want a comedy. What else do you have?",
            "Stalker isn't a drama, got anything else?",
            "The fourth one is a comedy, I'll take it.",
            "Stalker isn't a comedy and it's too long, got anything else?",
        ),
    ),
    Situation(
        (UserAct(kind="seen", place=1, liked=True),),
        (
            "I've already seen Heat and loved it.",
            "I've seen the first one, it was great.",
            "Seen Heat already, really liked it!",
            "I already watched the first one and I enjoyed it.",
        ),
        (
            "I've already seen Heat and hated it.",
            "I've seen the third one, it was great.",
            "I've never seen Heat.",
            "I've already seen Heat.",
            "I've seen the first one, I didn't like it.",
            "Heat looks great, I'll watch it.",
            "I've seen Heat and loved it, more films with Al Pacino please.",
        ),
    ),
    Situation(
        (UserAct(kind="unseen", place=1), UserAct(kind="accept", place=1)),
        (
            "I haven't seen Heat, I'll watch it.",
            "Never seen the first one. I'll take it!",
        ),
        (
            "I've seen Heat, I'll watch it.",
            "I haven't seen Heat.",
            "I haven't seen Stalker, I'll watch it.",
            "I haven't seen Heat and it's not for me.",
            "I'll watch Heat.",
        ),
    ),
    Situation(
        (UserAct(kind="unseen", place=2), MORE),
        (
            "I haven't seen the second one. What else do you have?",
            "I have never seen number 2, anything else?",
        ),
        (
            "I haven't seen the second one, it's not for me. What else do you have?",
            "I've seen the second one. What else do you have?",
            "I haven't seen the first one. What else do you have?",
        ),
    ),
    Situation(
        (UserAct(kind="like", item="alien"), REQUEST),
        (
            "I loved Alien, can you recommend something?",
            "I really like Alien. Any suggestions?",
            "One of my favourites is Alien, what would you recommend?",
            "Can you suggest something? I'm a big fan of Alien.",
        ),
        (
            "I didn't like Alien, can you recommend something?",
            "I loved Aliens, can you recommend something?",
            "I loved Fargo, can you recommend something?",
            "I loved Alien and Blade Runner. Any suggestions?",
            "I loved Alien, can you recommend some horror?",
            "I hated Alien. Any suggestions?",
            "Can you recommend something?",
        ),
    ),
    Situation(
        (UserAct(kind="dont_know", field="certificate"),),
        (
            "I don't know, to be honest.",
            "Not sure, I haven't thought about it.",
            "No idea, sorry.",
            "Hmm, hard to say.",
        ),
        (
            "I don't mind.",
            "PG-13, I think.",
            "Anything is fine.",
            "I don't know, maybe something funny.",
            "Yes.",
            "No.",
            "I don't know, show me more.",
        ),
    ),
    Situation(
        (UserAct(kind="inquire", place=3, field="directors"),),
        (
            "Who directed the third one?",
            "Who is the director of Up (2009)?",
            "Can you tell me who directed number 3?",
        ),
        (
            "Who directed the second one?",
            "Who stars in the third one?",
            "How long is the third one?",
            "The third one is great.",
            "Did Spielberg direct the third one?",
            "I'll take the third one, who directed it?",
        ),
    ),
    Situation(
        (drop("genres", "any_of", "Comedy"), require("genres", "any_of", "Drama")),
        (
            "Forget the comedy, I'd like a drama.",
            "Actually, it doesn't have to be a comedy anymore. I want a drama.",
            "I changed my mind, forget about comedy, show me a drama.",
            "Scratch the comedy, a drama please.",
        ),
        (
            "Forget the drama, I'd like a comedy.",
            "Actually, a comedy and a drama.",
            "I'd like a drama.",
            "Forget the comedy and the drama.",
            "Forget the comedy, I'd like a drama from France.",
            "Forget the comedy, I don't want a drama.",
        ),
    ),
    Situation(
        (UserAct(kind="leave", why="out_of_patience"),),
        (
            "I'm done, this is taking too much time. Bye.",
            "Never mind, I'll leave it here. Goodbye.",
            "I give up, bye.",
            "This is going nowhere, I'm off.",
        ),
        (
            "Perfect, thanks!",
            "I'll take the first one, bye.",
            "Show me something else.",
            "I'm done unless you have a comedy.",
            "Keep going, I like it.",
        ),
    ),
    Situation(
        (require("cast", "any_of", "Tom Hanks"),),
        (
            "Something with Tom Hanks in it.",
            "I'd like to see Tom Hanks starring.",
            "It should star Tom Hanks.",
            "I want Tom Hanks in the cast.",
        ),
        (
            "Something directed by Tom Hanks.",
            "Something without Tom Hanks.",
            "Something with Tom Cruise in it.",
            "Something with Tom Hanks and Meg Ryan.",
            "A Tom Hanks comedy.",
            "I'm tired of Tom Hanks.",
        ),
    ),
    Situation(
        (require("genres", "any_of", "Romance", hard=False),),
        (
            "Preferably a romance.",
            "A romance would be nice, if possible.",
            "Ideally a romance, but it's not a must.",
        ),
        (
            "It has to be a romance.",
            "No romance.",
            "Preferably no romance.",
            "Preferably a comedy.",
        ),
    ),
)

KEPT = (
    Situation(
        (GREET, REQUEST),
        (
            "Hi! I'm looking for a film to watch.",
            "Hey, can you recommend me something good for tonight?",
            "Hello there, I could use some help picking a film.",
            "Hi, what would you suggest I watch?",
            "Good evening! Any recommendations?",
        ),
        (
            "Hi! I'm looking for a funny film to watch.",
            "Hey, can you recommend me something recent?",
            "Hello, I want a film with Brad Pitt.",
            "Hi, I'm leaving.",
            "Hi! Something short tonight, please.",
            "Hello! Any recommendations from the 80s?",
            "Hi! No horror please.",
        ),
    ),
    Situation(
        (require("genres", "any_of", "Sci-Fi"), require("moods", "none_of", "dark")),
        (
            "Sci-fi would be great, just nothing dark.",
            "I'm after some science fiction that isn't dark.",
            "A sci-fi film, but not a dark one please.",
            "I want sci-fi, not dark though.",
            "Something sci-fi and not too dark.",
        ),
        (
            "Dark sci-fi, please.",
            "Not sci-fi, something dark.",
            "Sci-fi, nothing light.",
            "Sci-fi but not dark, and short.",
            "No sci-fi, nothing dark.",
            "I want sci-fi that isn't too violent.",
            "Sci-fi, and the darker the better.",
            "Something not dark.",
        ),
    ),
    Situation(
        (require("year", "between", 1980, 1989),),
        (
            "Something from the 80s.",
            "I'd like a film from the 1980s.",
            "Made between 1980 and 1989, please.",
            "The eighties would be my pick.",
            "An 80s film please.",
        ),
        (
            "Something from the 90s.",
            "Nothing from the 80s.",
            "Something from before the 80s.",
            "Something from the 80s or later.",
            "Made between 1980 and 1999.",
            "Something from the 70s or 80s.",
            "Something from 1980.",
            "A classic.",
            "Something with an 80s feel, made recently.",
        ),
    ),
    Situation(
        (require("directors", "any_of", "Akira Kurosawa"),),
        (
            "I'd like something directed by Akira Kurosawa.",
            "A film by Akira Kurosawa, please.",
            "Akira Kurosawa should be the director.",
            "The director should be Akira Kurosawa.",
        ),
        (
            "Something starring Akira Kurosawa.",
            "Something like Akira Kurosawa's Seven Samurai.",
            "Nothing by Akira Kurosawa.",
            "Something Japanese.",
            "Something by Kiyoshi Kurosawa.",
            "A samurai film by Akira Kurosawa.",
            "Not another Akira Kurosawa film by any means, show me Ozu.",
        ),
    ),
    Situation(
        (require("languages", "any_of", "French"),),
        (
            "It should be in French.",
            "I want a French-language film.",
            "The language should be French.",
            "Something in French, please.",
        ),
        (
            "It should be in German.",
            "Something not in French.",
            "Something set in France.",
            "It should be in French with English subtitles.",
            "It should be in French, from Canada.",
            "Dubbed in French would be ok too.",
        ),
    ),
    Situation(
        (UserAct(kind="accept", place=5), THANKS),
        (
            "I'll take Zodiac, thank you!",
            "Zodiac sounds perfect, thanks so much.",
            "Number 5 it is, I'll watch that. Thanks!",
            "Great, I'll go with the last one, thank you.",
            "The fifth one sounds good, I'll take it. Thanks!",
        ),
        (
            "I'll take Heat, thank you!",
            "Zodiac is not for me, thanks.",
            "Thanks, but no thanks to Zodiac.",
            "Thanks, I've seen Zodiac.",
            "Thanks! Who directed Zodiac?",
            "Thanks, anything else like Zodiac?",
            "I'll take number 4, thanks.",
            "Thanks for Zodiac, but I'd rather have a comedy.",
            "I might take Zodiac. Thanks, let me think about it.",
        ),
    ),
    Situation(
        (UserAct(kind="seen", place=2), reject(4, need("keywords", "none_of", "space")), MORE),
        (
            "I've already seen The Third Man, and Stalker isn't for me because I don't want anything about space. What else is there?",
            "I've seen the second one, and I want nothing about space, so not the fourth one. Something else?",
            "Already watched number 2. Number 4 is about space, which I don't want. Anything else?",
        ),
        (
            "I've already seen Stalker, and The Third Man isn't for me because I don't want anything about space. What else is there?",
            "I've seen the second one and loved it. Not the fourth one, nothing about space. Something else?",
            "I've seen the second one. The fourth one is not about space. Anything else?",
            "I've seen the second one. Not the fourth one, I want something about space. Anything else?",
            "I've seen the second one. Not the fourth one, nothing about war. Anything else?",
            "I've seen the second one, I'll take the fourth one.",
        ),
    ),
    Situation(
        (reject(None, need("year", "ge", 2000)),),
        (
            "These are all too old, I want something from 2000 or later.",
            "None of these work, I need something made in 2000 or later.",
            "Hmm, no. Nothing before 2000, please.",
            "They're all older than 2000, that's not what I want.",
            "No, I'd like something from the year 2000 onwards.",
        ),
        (
            "These are all too new, I want something from before 2000.",
            "None of these work, I need something made in 2010 or later.",
            "These are all great, from 2000 or later.",
            "The first one is too old, I want something from 2000 or later.",
            "They're all newer than 2000, that's not what I want.",
            "None of these, I want a comedy from 2000 or later.",
            "These are all too old.",
        ),
    ),
    Situation(
        (UserAct(kind="dont_mind", field="year"),),
        (
            "I don't mind.",
            "Any year is fine.",
            "I have no preference on the year.",
            "Doesn't matter to me.",
            "I'm open to anything.",
            "The year doesn't matter.",
        ),
        (
            "I don't know.",
            "Something recent.",
            "Anything from the 90s is fine.",
            "I don't mind the length.",
            "I don't mind, as long as it's funny.",
            "Any genre is fine.",
            "I do mind.",
            "Old ones.",
        ),
    ),
    Situation(
        (UserAct(kind="dislike", item="fargo"), require("certificate", "le", "PG-13")),
        (
            "I didn't like Fargo, and it should be rated PG-13 at most.",
            "I really disliked Fargo. PG-13 or below, please.",
            "Fargo wasn't for me. Nothing above PG-13, please.",
        ),
        (
            "I liked Fargo, and it should be rated PG-13 at most.",
            "I didn't like Fargo, and it should be rated R at most.",
            "I didn't like Fargo, nothing below PG-13 please.",
            "I didn't like Alien. PG-13 or below, please.",
            "I didn't like Fargo. PG-13 or below and no violence, please.",
            "I didn't like Fargo.",
            "PG-13 or below, please.",
        ),
    ),
    Situation(
        (UserAct(kind="inquire", place=1, field="runtime"),),
        (
            "How long is the first one?",
            "What's the runtime of Heat?",
            "How many minutes is number 1?",
        ),
        (
            "How long is the second one?",
            "When did the first one come out?",
            "Is the first one under 2 hours?",
            "How long is the first one? I want something short.",
            "The first one is long.",
            "What's Heat about?",
        ),
    ),
    Situation(
        (drop("runtime", "le", 90),),
        (
            "Actually, it doesn't have to be at most 90 minutes anymore.",
            "Forget the 90 minutes limit.",
            "You can drop the 90 minutes, I have more time now.",
            "Never mind the 90 minutes.",
        ),
        (
            "It has to be at most 90 minutes.",
            "At most 90 minutes, and forget the comedy.",
            "Forget the 120 minutes limit.",
            "It should be longer than 90 minutes now.",
            "Forget it.",
            "Forget the 90 minutes limit, 60 is enough.",
        ),
    ),
    Situation(
        (require("price", "lt", 20), require("black_and_white", "eq", False)),
        (
            "It has to cost less than 20 dollars, and it shouldn't be black and white.",
            "Under $20, and not black and white.",
            "No black and white, and cheaper than 20 USD please.",
        ),
        (
            "It has to cost more than 20 dollars, and it shouldn't be black and white.",
            "Under $20, and black and white.",
            "Under 20 minutes, and not black and white.",
            "Under $30, not black and white.",
            "Under $20, in colour or not, either is fine.",
            "Not under $20, not black and white.",
            "Under $20.",
        ),
    ),
    Situation(
        (UserAct(kind="ask_back", field="moods"),),
        (
            "What do you mean by that?",
            "Sorry, what kind of mood do you mean?",
            "Which moods are there?",
            "I don't understand the question, can you explain?",
        ),
        (
            "Something funny.",
            "I don't mind.",
            "What do you mean? I want a comedy.",
            "Who directed the first one?",
            "Goodbye.",
        ),
    ),
    Situation(
        (UserAct(kind="leave", why="nothing_fits"),),
        (
            "It looks like nothing here fits what I want, so I'll leave it at that. Bye!",
            "Okay, nothing really fits then. Thanks anyway, goodbye.",
            "Seems there is nothing for me here. I'll stop here, thanks.",
        ),
        (
            "Great choice, bye!",
            "Nothing fits, but the second one is ok, I'll take it. Bye!",
            "Nothing fits, show me more.",
            "Nothing fits, how about a drama?",
            "I'm happy with this, goodbye.",
        ),
    ),
    Situation(
        (MORE,),
        (
            "Can you show me some more?",
            "What else do you have?",
            "Do you have any other suggestions?",
            "Show me a few others, please.",
        ),
        (
            "Can you show me some more comedies?",
            "What else do you have from the 70s?",
            "No more, thanks.",
            "Something more like the second one.",
            "I'll take the first one.",
            "Show me more with Brad Pitt.",
            "Something shorter.",
        ),
    ),
)

LATER = (
    Situation(
        (require("genres", "any_of", "Western"), require("year", "le", 1979)),
        (
            "A western from 1979 or earlier would be great.",
            "I want a western made no later than 1979.",
            "Westerns only, please, and nothing after 1979.",
            "It should be a western, released in 1979 or before.",
            "I'm looking for a western, 1979 at the latest.",
        ),
        (
            "A western from 1979 or later.",
            "A modern western from 1979 or earlier.",
            "A western from the 1970s.",
            "No westerns, nothing after 1979.",
            "A western, but not from before 1979.",
            "A western from 1979 or earlier, in black and white.",
        ),
    ),
    Situation(
        (require("runtime", "between", 90, 120),),
        (
            "Between 90 and 120 minutes, please.",
            "It should run from 90 to 120 minutes.",
            "I'd like something between 90 and 120 minutes long.",
            "Somewhere between 90 and 120 minutes long, please.",
        ),
        (
            "Under 120 minutes.",
            "Between 90 and 130 minutes.",
            "Over 90 minutes.",
            "Not between 90 and 120 minutes.",
            "90 or 120 minutes.",
            "Between 90 and 120 minutes, the shorter the better.",
        ),
    ),
    Situation(
        (require("keywords", "any_of", "time travel"),),
        (
            "I'd like a film about time travel.",
            "Something with time travel in it, please.",
            "Time travel should be part of the story.",
            "It has to involve time travel.",
        ),
        (
            "Nothing about time travel.",
            "Something about space travel.",
            "Something like time travel or dinosaurs.",
            "A time travel comedy.",
            "Time travel bores me.",
            "I'm done with time travel.",
        ),
    ),
    Situation(
        (require("countries", "any_of", "South Korea"),),
        ("I want something from South Korea.", "A film made in South Korea, please.", "It should be from South Korea."),
        (
            "I want something from North Korea.",
            "I want something from Korea or Japan.",
            "It should be in Korean.",
            "Anything except South Korea.",
            "A revenge film from South Korea.",
        ),
    ),
    Situation(
        (require("moods", "any_of", "funny"), require("genres", "none_of", "Animation")),
        (
            "Something funny, but no animation please.",
            "I want something funny that isn't animated.",
            "It should be funny, and not animated.",
            "Funny, please, no animation.",
        ),
        (
            "Something animated, nothing funny.",
            "Something funny, animation is fine.",
            "Something funny and animated.",
            "Something romantic, no animation.",
            "Something funny, no animation, nothing old.",
        ),
    ),
    Situation(
        (reject(3, None),),
        (
            "Up isn't really for me.",
            "The third one doesn't appeal to me.",
            "I'd rather not watch Up (2009).",
            "Not number 3, thanks.",
            "I'll pass on the third one.",
            "Hmm, the third one doesn't sound right.",
        ),
        (
            "The third one is for me.",
            "Up isn't funny enough.",
            "The second one doesn't appeal to me.",
            "None of them appeal to me, least of all number 3.",
            "I've seen the third one.",
            "I loved Up (2009).",
            "I'd rather watch number 3.",
        ),
    ),
    Situation(
        (UserAct(kind="seen", place=5, liked=False), reject(1, None)),
        (
            "I've already seen Zodiac and didn't like it, and Heat isn't for me.",
            "I saw the last one already and hated it. The first one isn't for me either.",
            "I've watched number 5, didn't enjoy it. And no to Heat.",
        ),
        (
            "I've already seen Zodiac and liked it, and Heat isn't for me.",
            "I've already seen Heat and didn't like it, and Zodiac isn't for me.",
            "I've seen Zodiac, didn't like it, but I'd take Heat.",
            "Zodiac isn't for me, and neither is Heat.",
            "I've seen number 4, didn't enjoy it. And no to Heat.",
        ),
    ),
    Situation(
        (reject(None, need("genres", "none_of", "Horror")),),
        (
            "No, these are all horror. I don't want horror.",
            "None of these, I don't want any horror.",
            "These are horror films, and I want no horror.",
            "Sorry, none of these work for me. No horror, please.",
        ),
        (
            "These aren't scary enough, I want horror.",
            "None of these are horror.",
            "None of these, I don't want any comedies.",
            "Great, horror!",
            "The first one is horror, I don't want that.",
            "None of these, no horror or violence.",
        ),
    ),
    Situation(
        (UserAct(kind="accept", place=1), UserAct(kind="thanks")),
        (
            "Heat sounds great, I'll go with that. Thank you!",
            "Thanks, I'll take the first one!",
            "The first one is perfect, thank you!",
            "Great, I'll watch Heat tonight. Thanks for your help!",
        ),
        (
            "Thanks, but Heat isn't what I want.",
            "Thanks! Is Heat any good?",
            "The last one is perfect, thank you!",
            "Thanks, maybe Heat some other time.",
            "Thanks, I've already seen Heat, perfect film.",
            "Heat or Zodiac, I'll take either. Thanks!",
        ),
    ),
    Situation(
        (UserAct(kind="inquire", place=2, field="cast"),),
        (
            "Who stars in the second one?",
            "Who is in The Third Man?",
            "Which actors are in number 2?",
            "Could you tell me who's in the cast of the second one?",
        ),
        (
            "Who directed the second one?",
            "Who stars in the first one?",
            "Is Orson Welles in The Third Man?",
            "I like the cast of the second one.",
            "When did the second one come out?",
        ),
    ),
    Situation(
        (UserAct(kind="dont_mind", field="runtime"),),
        (
            "Any length is fine with me.",
            "The length doesn't matter.",
            "I really don't mind.",
            "No preference, to be honest.",
            "Whatever works, I don't care about the length.",
        ),
        (
            "I don't want anything long.",
            "Two hours is fine.",
            "Not too long.",
            "I do care about the length.",
            "Any language is fine.",
        ),
    ),
    Situation(
        (drop("languages", "any_of", "French"),),
        (
            "Actually, it doesn't have to be in French anymore.",
            "Forget about it being in French.",
            "You can ignore what I said about the French language.",
        ),
        (
            "Actually, it doesn't have to be in German anymore.",
            "It has to be in French.",
            "I don't want anything in French.",
            "Actually, not in French but in German.",
        ),
    ),
    Situation(
        (UserAct(kind="leave", why="annoyed"),),
        (
            "This isn't working, I'm done. Goodbye.",
            "You're not listening to me. I'm out, bye.",
            "I've had enough of this, goodbye.",
        ),
        ("Thanks, that was perfect, bye!", "Okay, show me one more.", "I'm annoyed, but let's keep trying."),
    ),
    Situation(
        (require("year", "ge", 2000, hard=False), require("genres", "any_of", "Crime")),
        (
            "I want a crime film, ideally from 2000 or later.",
            "A crime film please. If possible from 2000 or later.",
            "It has to be a crime film. Preferably made in 2000 or later.",
        ),
        (
            "I want a crime film, it has to be from 2000 or later.",
            "Ideally a crime film, from 2000 or later.",
            "I want a crime film, ideally from before 2000.",
            "I want a crime film from 2000 or later.",
        ),
    ),
)
