"""How somebody writes who texts: `TEXTING`.

Knows wordings only; which act each is for is in `phrases`.
"""

from __future__ import annotations

from simulator.voices.rules.phrases import Phrases

TEXTING: Phrases = {
    "greet": ("yo", "heyy", "sup", "hiii", "hey hey", "ayo", "hii", "yoo", "wassup", "heya", "hey :)", "hellooo"),
    "open": (
        "gimme {np}", "need {np} asap", "hit me with {np}", "{np} pls", "lowkey craving {np}", "u got {np}?",
        "kinda want {np} rn", "tryna {see} {np}", "any chance of {np}?", "send me {np} plz", "wanna {see} {np}",
        "i need {np} in my life", "im vibing for {np}", "drop {np} on me", "so down for {np} rn", "dying for {np}",
    ),
    "open_many": (
        "got {nps}?", "u know any {nps}?", "bring on the {nps}", "what {nps} r good?", "all about {nps} rn",
        "link me some {nps} pls",
    ),
    "open_alone": (
        "what do i {see}", "so bored gimme smth to {see}", "need smth to {see} rn", "pick smth for me pls",
        "help me i cant pick a {noun}", "got {nouns}?", "{noun} me", "what {noun} u got for me",
        "gimme a {noun} pls", "i need a {noun} so bad", "what r we {seeing} lol",
    ),
    "open_like": (
        "smth like {title} lol", "{title} vibes", "loved {title} btw so like that", "basically {title} energy",
        "more {title} type stuff pls",
    ),
    "want": (
        "gimme {np}", "nah make it {np}", "{np} pls", "{np} would slap", "id be down for {np}", "more like {np}",
        "can it be {np}?", "{np} or bust", "im feeling {np}", "{np} is the move", "lets get {np}", "wanna go {np}",
        "need {np} tbh", "{np} thx", "honestly {np}",
    ),
    "want_many": ("any {nps}?", "u know any {nps}?", "im into {nps}, got any?", "love {nps}, know any?"),
    "answer": (
        "{says}", "{says} pls", "{says} lol", "uhh {says}", "{says} tbh", "def {says}", "{np}", "{np} pls",
        "prob {says}", "{says} all day", "easy, {says}", "{says} 100%", "ooh {says}", "{np} ofc", "say {says}",
    ),
    "exclude": (
        "{no} pls", "{no}", "i hate {what} lol", "ew {no}", "cant do {what}", "{what} is a no from me",
        "ngl i hate {what}", "{no} ty", "keep {what} away from me", "{what}? hard pass", "not about {what} at all",
        "dont gimme {what}", "no way im doing {what}", "miss me with {what}", "{no} im begging",
    ),
    "exclude_tail": ("{no}", "{no} pls", "but {no}", "{no} tho", "and {no} lol"),
    "soft": (
        "{np} if u can", "{np} would be sick", "bonus if its {says}", "pref {says}", "ideally {says} but whatever",
        "{np} maybe, not a big deal", "{np} would be nice ngl", "kinda hoping for {np}, no biggie",
    ),
    "soft_tail": ("pref {says}", "{says} if u can", "ideally {says}", "maybe {says}"),
    "soft_exclude": ("pref {no}", "ideally {no} but whatever", "{no} if u can help it"),
    "reason": (
        "i want {np}", "gotta be {says}", "need {np}", "its gotta be {says}", "i need {np} tbh",
        "has to be {says} lol", "gimme {np}", "im after {np}", "should be {says}", "needs to be {says}",
        "i want {np} pls", "im looking 4 {np}", "it needs to be {says} tho",
    ),
    "reason_many": ("i like {nps}", "im more into {nps}", "i love {nps} lol", "u know any {nps}?"),
    "drop": (
        "forget {topic} lol", "nvm the {topic} thing", "actually doesnt have to be {says}",
        "scrap the {topic} thing", "idc about {topic} anymore", "scratch {topic}", "{topic} doesnt matter now",
        "lol ignore the {topic} part", "ok no need for {topic} anymore", "nah drop {topic} actually",
    ),
    "drop_exclusion": (
        "actually {bare} is cool", "ok {bare} is fine lol", "nvm the {topic} thing", "forget the {topic} rule",
        "lol im fine w {bare} now", "scrap the {topic} thing", "u can put {bare} back in",
    ),
    "like": (
        "{title} was fire", "obsessed w {title}", "{title} slaps", "ngl loved {title}", "{title} is goated",
        "i stan {title}", "{title} was so good omg", "rly liked {title}", "{title} = best ever",
        "{title} got me so good", "luv {title}", "{title} hits different", "im such a {title} stan",
    ),
    "dislike": (
        "{title} was mid", "hated {title} lol", "{title} was so bad", "couldnt stand {title}",
        "{title} flopped for me", "{title} is trash imo",
    ),
    "accept": (
        "{ref} lets goo", "ok {ref} sold", "ooh {ref} yes pls", "bet, {ref}", "{ref} it is", "yesss {ref}",
        "{ref} for the win", "down for {ref}", "say less, {ref}", "im gonna {see} {ref}", "{ref} omg yes",
        "k going w {ref}", "{ref} is perf, taking it", "locking in {ref}", "{ref} !! done",
    ),
    "accept_it": (
        "ill check it out", "gonna {see} it", "ok ill {see} that one", "bet ill {see} it", "sounds good ill {see} it",
        "im gonna check it out",
    ),
    "reject_all": (
        "nah", "none of those lol", "nope not it", "meh no", "hard pass on all those", "naw", "not these",
        "these aint it", "nooo none of em", "idk none of these r for me", "pass", "no to all lol",
        "not vibing w these", "nah none", "all nopes",
    ),
    "reject_one": (
        "nah not {ref}", "{ref} aint it", "pass on {ref}", "{ref} nope", "not {ref} lol", "hard no on {ref}",
        "{ref} is a skip", "ew not {ref}", "{ref}? nah", "no {ref} pls", "not vibing w {ref}", "skip {ref}",
        "{ref} is not it", "{ref} looks meh, no", "cant do {ref}",
    ),
    "all_are": ("nah {is}", "theyre {is} lol", "all {is} tbh", "{is} for me"),
    "one_is": ("{ref} is {is} lol", "nah {ref} is {is}", "{ref} is {is} tbh", "{ref} looks {is}"),
    "one_why": (
        "nah not {ref}, i want {np}", "{ref}? i want {np} lol", "{np} pls not {ref}", "swap {ref} for {np}",
        "id rather {np} than {ref}", "not {ref}, need {np}",
    ),
    "all_why": (
        "nah i want {np}", "none of those, gimme {np}", "{np} pls not these", "swap these for {np}",
        "not these i need {np}", "wrong ones lol i want {np}",
    ),
    "seen_liked": (
        "{seen} {ref}, loved it", "already {seen} {ref} lol so good", "{ref} was fire but ive {seen} it",
        "bruh i {saw} {ref} already, great tho", "{seen} {ref} like 3 times lol love it", "{ref}? {seen} it, 10/10",
        "lol already {seen} {ref}, it slaps", "did {ref} already, goated", "i know {ref}, obsessed",
        "ive {seen} {ref}, rly liked it", "{seen} {ref} already n loved it", "{ref} i {saw}, so good",
        "omg love {ref} but already {seen} it", "{ref} is a fave, {seen} it", "{seen} {ref}, banger",
    ),
    "seen_disliked": (
        "{seen} {ref}, hated it", "already {seen} {ref}, mid", "{ref}? {seen} it, nah", "{seen} {ref}, wasnt good",
        "ugh {saw} {ref} already, trash", "{saw} {ref} n it was bad", "did {ref}, so boring", "{ref} i {saw}, flop",
        "{seen} {ref} lol didnt like it", "i know {ref}, not a fan", "ive {seen} {ref}, meh",
        "{seen} {ref} n hated it", "lol no i {saw} {ref}, awful", "already did {ref}, snoozefest",
        "{seen} {ref}, 2/10",
    ),
    "seen": ("already {seen} {ref}", "{seen} {ref} lol", "ive {seen} {ref}"),
    "unseen": (
        "havent {seen} {ref}", "never {seen} {ref}", "i havent {seen} {ref} yet", "still havent {seen} {ref}",
        "ive never {seen} {ref}", "havent {seen} {ref} yet lol",
    ),
    "ask_year": ("whens {ref} from", "is {ref} old?", "what yr is {ref}?"),
    "ask_duration": ("how long is {ref}?", "is {ref} super long?", "{ref} how many mins"),
    "ask_creator": ("who made {ref}?", "whos behind {ref}?"),
    "ask_performer": ("whos in {ref}?", "who plays in {ref}", "anyone good in {ref}?"),
    "ask_genre": ("what kinda {noun} is {ref}?", "whats the genre of {ref}", "{ref} is what genre?"),
    "ask_certificate": ("whats {ref} rated?", "can kids {see} {ref}?", "age rating on {ref}?"),
    "ask_price": ("how much is {ref}?", "whats {ref} cost", "is {ref} pricey?"),
    "ask_text": ("whats {ref} about?", "idk {ref} whats it about", "{ref}?? whats that"),
    "ask_other": ("whats the {label} of {ref}?", "{label} of {ref}?"),
    "dont_know": (
        "idk", "no clue lol", "dunno", "uhh idk", "not sure tbh", "good q idk", "idek", "hmm idk really", "no idea",
        "couldnt tell u",
    ),
    "dont_know_about": ("idk about {label}", "{label}? no clue", "no idea on {label} lol", "uhh {label} idk"),
    "dont_mind": (
        "idc", "whatever", "doesnt matter", "anything", "up 2 u", "any is fine", "im easy lol", "u pick", "idrc",
        "whatevs", "all good w me", "no pref", "w/e works",
    ),
    "dont_mind_about": (
        "idc about {label}", "any {label} lol", "{label} doesnt matter", "no pref on {label}",
        "whatever {label} is fine",
    ),
    "more": (
        "more pls", "what else", "next", "others?", "hit me w more", "got more?", "any others?", "show me more",
        "hit me w some others", "sumn else?", "moar", "k what else u got",
    ),
    "ask_back": ("wdym?", "huh?", "wym", "wait what", "?? what r u asking", "idk what u mean"),
    "chat": (
        "lol so tired", "my phone is at 2%", "school was so long today", "brb", "jk ok back",
        "my bro keeps yelling lol", "eating pizza rn", "ok im back",
    ),
    "thanks": ("thx", "ty", "tysm", "thanks!!", "thx sm", "appreciate u", "ur the best", "tyy"),
    "thanks_bye": (
        "thx bye", "ty", "thanks!! have a good one", "tysm bye", "thx for the help", "ty have a good night",
        "thanks, cya",
    ),
    "leave_satisfied": ("im good now, cya", "thats all, bye", "all set byee", "got it, laterr"),
    "leave_nothing_fits": (
        "ok so theres nothing, rip. bye", "lol guess it doesnt exist, cya", "k no luck then, bye",
        "welp nothing fits. bye",
    ),
    "leave_out_of_patience": (
        "k gtg, bye", "this is taking 2 long, cya", "gotta bounce, bye", "imma stop here, later",
    ),
    "leave_annoyed": (
        "ugh forget it, bye", "ur not even listening, bye", "this is dumb, im out", "im so done, bye",
        "nvm this sucks, bye",
    ),
    "lead": ("uhh", "ok", "lol ok", "hmm", "ngl", "um", "ok so", "wait"),
    "chatter": ("idk u tell me", "u get it", "lmk", "lol", "no rush", "help me out lol", "ty in advance"),
}  # fmt: skip
