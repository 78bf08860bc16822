"""Everyday words: what people say without meaning a title.

Knows how common an English word is (its rank), which words are mere grammar, which are talk about films and
which are always capitalised. Does not know titles, sentences or languages other than English.

The ranked list (`everyday.txt`, the 10,000 most common, most common first) is the order in which whole
words stand in the vocabulary of BERT (uncased, Apache-2.0), which follows their frequency in books and
encyclopaedias; the other lists are our own.
"""

from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType


def word_set(text: str) -> frozenset[str]:
    """The words of a text separated by spaces or line breaks."""
    return frozenset(text.split())


GRAMMAR = word_set(
    """
    a about after again all also always am an and another any anybody anyone anything are as at away back be
    because been before being both but by can cannot cant come could did didnt do does doesnt doing done
    dont down each else enough even ever every everybody everyone everything few for from get gets getting
    go goes going gone got had has have havent having he her here hers herself him himself his how i id if
    ill im in instead into is isnt it its itself ive just kind know less let lets like little lot lots made
    make many may maybe me mine more most much must my myself never new next no nobody none not nothing now
    of off on once one only or other others our out over own please quite rather really same see seen she
    should show so some somebody someone something somewhere soon sort still such take than that thats the
    their them then there these they thing things this those though through till to too two under until up
    upon us use very want was way we well went were what whatever when where whether which while who whom
    whose why will with within without would wouldnt yes yet you your yours zero 1 2 3 4 5 6 7 8 9 10 11 12
    theres whats hes shes youre theyre were weve youve theyve hasnt hadnt shouldnt couldnt arent werent wont
    whos heres hed shed wed youd theyd youll theyll itll wasnt gonna wanna gotta u ur s t re ve ll m d
    """
)

TALK = word_set(
    """
    sure merry sorry alright correct exactly agree absolutely nope yep yea hmm haha lmao please bet
    action actor actors actress adult adventure amazing animated animation anime awesome awful bad beautiful
    best better boring bye children childrens classic classics comedies comedy cool crazy crime cute dark
    date different director directors documentary drama dramas enjoy enjoyed epic fairy family fan fantastic
    fantasy fast favorite favorites favourite feel film films fine foreign friday friend friends fun funny
    game games gem genre genres good goodbye great greatest happy hello hey hi hilarious holiday holidays
    horror idea interested interesting kid kids light list lol long love loved lovely magic modern mood
    movie movies music musical musicals mystery nice night noir ok okay old perfect plot pretty quick
    question quiet recent recommend recommendation recommendations reviews romance romances romantic sad
    saturday scary sci scifi season serious series short sick silly slow smart spooky sports story suggest
    suggestion suggestions sunday superhero suspense sweet tense thank thanks thriller thrillers today
    tonight true twist violent wait war watch watched watching weekend weird welcome western westerns wild
    wonderful worth wow yeah yesterday young drug comic real life time man girl boy
    """
)

ALWAYS_CAPITAL = word_set(
    """
    i english american british french german italian spanish japanese chinese korean indian russian mexican
    irish scottish swedish danish canadian australian african european asian hollywood bollywood disney
    pixar marvel netflix america england britain france germany italy spain japan china korea india russia
    mexico ireland africa europe asia london paris york christmas halloween thanksgiving easter monday
    tuesday wednesday thursday friday saturday sunday january february april june july august september
    october november december god tv dvd us usa uk
    """
)

def _ranked_words() -> list[str]:
    return resources.files("catalog").joinpath("everyday.txt").read_text(encoding="utf-8").split()


RANK: Mapping[str, int] = MappingProxyType({word: rank for rank, word in enumerate(_ranked_words())})


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def is_everyday(word: str) -> bool:
    """Whether a lower-case word is part of ordinary English talk (grammar, talk or a ranked word)."""
    return word in RANK or word in GRAMMAR or word in TALK


def surprise(word: str) -> float:
    """How much a lower-case word says that a title is meant, from 0 (grammar) to 3.6 (a rare word)."""
    if word in GRAMMAR:
        return 0.0
    if word.isdigit() or word in TALK:
        return 0.6
    rank = RANK.get(word, RANK.get(_stem(word)))
    if rank is None:
        return 3.6 if len(word) >= 4 else 2.0
    return 0.8 if rank < 1000 else 1.3 if rank < 2500 else 1.8 if rank < 4000 else 2.4
