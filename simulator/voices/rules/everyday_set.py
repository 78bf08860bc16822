"""How most people write to a recommender: `EVERYDAY`.

Knows wordings only; which act each is for is in `phrases`.
"""

from __future__ import annotations

from simulator.voices.rules.phrases import Phrases

EVERYDAY: Phrases = {
    "greet": (
        "hi", "hey", "hello", "hi there", "hey there", "hiya", "heya", "hello there", "evening", "hi!", "hey!",
        "hello!", "good day", "hey, how's it going", "hi, how are you", "greetings",
    ),
    "open": (
        "looking for {np}", "i'm on the hunt for {np}", "could use {np}", "any ideas for {np}?", "i'd love {np}",
        "need {np}, any ideas?", "i feel like {seeing} {np}", "in the mood for {np}", "trying to find {np}",
        "after {np}", "what would you pick if i wanted {np}?", "can you think of {np}?", "track down {np} for me?",
        "really want {np}", "hoping you can point me at {np}", "i fancy {np}", "thinking {np}",
        "what about {np} for me?", "so i'm craving {np}", "do you happen to have {np}?",
    ),
    "open_many": (
        "got any {nps}?", "know any {nps}?", "which {nps} are worth my time?", "big craving for {nps} right now",
        "what {nps} do you have?", "are there {nps} i should know about?", "any {nps} out there?",
        "been wanting {nps} lately", "what {nps} would you go for?",
    ),
    "open_alone": (
        "what should i {see}?", "got anything good for me to {see}?", "i need something to {see}",
        "can't decide what to {see}, help?", "pick me a {noun}?", "i'm out of things to {see}",
        "could you choose a {noun} for me?", "any {nouns} i'd like, you think?", "what do you have in {nouns}?",
        "time to {see} something, what've you got?", "find me a {noun}?", "help me settle on a {noun}",
        "want to {see} something, no clue what", "looking to {see} something", "i'm after a {noun}",
        "need a {noun} for the weekend",
    ),
    "open_like": (
        "maybe in the style of {title}", "something close to {title}?", "{title} was great, so that type of {noun}",
        "i loved {title} so stuff like that", "in the same vein as {title}", "{title} is the kind of thing i mean",
        "think {title}", "{title} would be my yardstick", "similar feel to {title}, which i loved",
    ),
    "want": (
        "i'd like {np}", "i'd rather go with {np}", "{np} would be nice", "{np} is more what i'm after",
        "let's do {np}", "can we try {np}?", "i want {np}", "it'd be good to get {np}", "give me {np}",
        "i was hoping for {np}", "my vote goes to {np}", "{np} would hit the spot", "could it be {np}?",
        "i'm thinking {np}", "{np}, that's what i want", "show me {np}", "what i want is {np}", "make that {np}",
        "{np} sounds right to me", "point me to {np}",
    ),
    "answer": (
        "{says}", "{says} please", "{says} i'd say", "i'd say {says}", "definitely {says}", "{says} for me",
        "let's say {says}", "{np}", "{np} please", "{np} would do nicely", "{says} works best for me",
        "going for {says}", "{np}, i think", "good question, {says}", "i'd go {says}", "{says}, yeah", "oh, {says}",
        "{np} if you've got it",
    ),
    "exclude": (
        "{no}", "{no} please", "can't stand {what}", "i'm not into {what}", "no appetite for {what}", "{no} for me",
        "i don't want {what}", "anything but {bare}", "please skip {what}", "i don't do {what}", "keep out {what}",
        "{no} though", "just {no}", "i'd rather avoid {what}", "i really don't like {what}", "spare me {what}",
        "{what}? no way",
    ),
    "exclude_tail": ("{no}", "{no} please", "but {no}", "just {no}", "{no} though", "only {no}", "and {no}"),
    "soft": (
        "ideally {says}", "{np} would be a plus", "bonus points if it's {says}", "preferably {says}",
        "if possible {says}", "{np} if you can, not a must", "would be cool if it was {says}",
        "it'd be nice if it was {says}", "extra points for {np}", "{np} for preference",
        "if it's {says}, even better",
    ),
    "soft_tail": (
        "ideally {says}", "preferably {says}", "if possible {says}", "better still if it's {says}",
        "{says} wouldn't hurt",
    ),
    "soft_exclude": (
        "preferably {no}", "ideally {no}", "{no} if you can help it", "i'd sooner skip {what}, not a dealbreaker",
    ),
    "reason": (
        "i want {np}", "i'm after {np}", "it should be {says}", "has to be {says}", "i need {np}",
        "it's got to be {says}", "should be {says}", "i'm looking for {np}", "i'd need {np}", "needs to be {says}",
        "i wanted {np}", "let's stick to {np}", "what i need is {np}", "got to be {says} for me",
        "it must be {says}",
    ),
    "drop": (
        "forget the {topic} thing", "scratch the {topic} part", "it doesn't have to be {says} anymore",
        "skip the {topic} bit after all", "had second thoughts, {says} isn't a must now",
        "the {topic} part no longer matters", "ignore my {topic} comment", "let's drop the {topic} requirement",
        "thinking about it, doesn't need to be {says}", "{topic} isn't important after all",
        "{topic} doesn't count anymore", "not fussed about {topic} anymore", "actually skip the {topic} condition",
        "lose the {topic} bit", "{topic} was a bad idea, ignore that",
    ),
    "drop_exclusion": (
        "actually {bare} would be fine too", "i'm ok with {bare} after all", "forget i said {topic}",
        "{bare} can stay in, i can live with that", "lose the {topic} rule", "scratch the {topic} thing",
        "you can include {bare} again", "the {topic} part is off", "skip the {topic} bit after all",
        "thinking about it, {bare} is ok",
    ),
    "like": (
        "loved {title}", "i really liked {title}", "{title} is one of my favorites", "big fan of {title}",
        "{title} was so good", "i enjoyed {title} a lot", "{title} was right up my street",
        "i keep going back to {title}", "can't get enough of {title}", "{title} is an all time favorite",
        "had a great time with {title}", "{title} really worked for me", "i'm a sucker for {title}",
        "adored {title}", "{title} was brilliant",
    ),
    "dislike": (
        "didn't like {title}", "i couldn't get into {title}", "{title} did nothing for me", "hated {title}",
        "not a fan of {title}", "{title} was a letdown", "{title} wasn't for me", "i really disliked {title}",
        "{title} bored me", "i gave up on {title}",
    ),
    "accept": (
        "{ref} it is", "i'm going for {ref}", "{ref} sounds perfect, i'll take it", "ooh {ref}, yes",
        "{ref} is the one", "i'll try {ref}", "going with {ref}", "sold on {ref}",
        "{ref} looks great, that's my pick", "yes, {ref}!", "{ref} will do nicely", "perfect, {ref}",
        "{ref} please", "i'll {see} {ref}", "great, i'll take {ref}", "that's it, {ref}", "{ref} wins",
    ),
    "reject_all": (
        "none of those really", "nope, none of these", "these don't do it for me", "not feeling any of them",
        "hmm no, not these", "those aren't it", "no luck with this lot", "not quite what i had in mind",
        "i'll pass on these", "nah, nothing there for me", "these miss the mark", "no thanks to all of those",
        "none of them grab me", "not these i'm afraid", "can't say any of those appeal",
        "afraid that's a no to all of them",
    ),
    "reject_one": (
        "not {ref}", "{ref} isn't for me", "i'll pass on {ref}", "{ref} doesn't appeal", "no to {ref}",
        "i'd skip {ref}", "{ref} is a no", "not feeling {ref}", "not sold on {ref}, so no", "{ref}? nah",
        "{ref} won't work", "can't get excited about {ref}", "{ref} is not what i want", "you can lose {ref}",
        "{ref} can go",
    ),
    "all_are": (
        "those are {is}", "they're {is} for me", "all {is}, sorry", "nope, {is}", "no, these are {is}",
        "hmm, {is} for my taste",
    ),
    "one_is": (
        "{ref} is {is}", "{ref} looks {is} to me", "no, {ref} is {is}", "not {ref}, {is}",
        "{ref} is {is} for me, so no",
    ),
    "one_why": (
        "{ref}? i want {np}", "no {ref} for me, i'm looking for {np}", "{np} instead of {ref} please",
        "i want {np}, not {ref}", "{ref} isn't it, i'm after {np}", "can you swap {ref} for {np}?",
        "i'd take {np} over {ref}", "not {ref}, i need {np}", "rather {np} than {ref}",
        "{ref} is out, give me {np}",
    ),
    "all_why": (
        "i want {np}, these aren't", "not these, i'm looking for {np}", "{np} instead of those please",
        "i'd take {np} over any of these", "none of those, i need {np}", "can you swap these for {np}?",
        "no to these, i'm after {np}", "these won't do, i want {np}", "rather {np} than any of those",
        "wrong ones, i'm looking for {np}",
    ),
    "seen_liked": (
        "already {seen} {ref}, loved it", "i've {seen} {ref}, it was great", "{ref} i know, really good",
        "i already know {ref} and liked it", "{ref}? {seen} it, great choice though",
        "{seen} {ref} before, enjoyed it", "i've been through {ref} already, very good", "know {ref} well, love it",
        "oh i love {ref}, but i've {seen} it", "{ref} is great but i've {seen} it already",
        "did {ref} already, liked it a lot", "{ref} was good, {seen} that one already",
        "been there with {ref}, a favorite of mine", "ha, {ref} is a favorite, {seen} it", "yep {seen} {ref}, liked it",
    ),
    "seen_disliked": (
        "already {seen} {ref}, didn't like it", "i've {seen} {ref} and it wasn't for me", "{seen} {ref}, not a fan",
        "i know {ref}, didn't care for it", "{ref}? {seen} it, wasn't great",
        "been through {ref} already, not my thing", "{seen} {ref} before, meh",
        "{ref} i already know and it bored me", "had my fill of {ref}, didn't enjoy it",
        "{seen} {ref}, couldn't get into it", "i {saw} {ref} once, total letdown", "did {ref} already, disliked it",
        "oh i {saw} {ref}, hated it", "know {ref}, it left me cold", "{ref} again? didn't like it the first time",
    ),
    "seen": (
        "already {seen} {ref}", "i've {seen} {ref}", "i know {ref} already", "{ref} i've {seen}",
        "been through {ref} already",
    ),
    "ask_year": (
        "what year is {ref} from?", "when did {ref} come out?", "how old is {ref}?", "is {ref} old or recent?",
        "what year did they make {ref}?",
    ),
    "ask_duration": (
        "how long is {ref}?", "what's the running time of {ref}?", "is {ref} a long one?",
        "how much time does {ref} take?", "what's the length on {ref}?",
    ),
    "ask_creator": ("who made {ref}?", "who's behind {ref}?", "whose work is {ref}?", "who's the {label} of {ref}?"),
    "ask_performer": (
        "who's in {ref}?", "who plays in {ref}?", "anybody i know in {ref}?", "what's the cast of {ref} like?",
    ),
    "ask_genre": (
        "what kind of {noun} is {ref}?", "what genre is {ref}?", "how would people describe {ref}, genre wise?",
        "how would you class {ref}?",
    ),
    "ask_certificate": (
        "what's {ref} rated?", "which age rating has {ref}?", "what rating did {ref} get?",
        "who is {ref} suitable for, age wise?",
    ),
    "ask_price": (
        "how much is {ref}?", "what does {ref} cost?", "what's {ref} going for?", "what would i pay for {ref}?",
    ),
    "ask_text": (
        "what's {ref} about?", "tell me a bit about {ref}?", "what happens in {ref}?",
        "never heard of {ref}, what is it?", "what's the story with {ref}?",
    ),
    "ask_other": (
        "what's the {label} of {ref}?", "and the {label} of {ref}?", "what about {ref}, what {label} does it have?",
    ),
    "dont_know": (
        "not sure really", "no idea", "couldn't tell you", "hmm, dunno really", "haven't thought about it", "dunno",
        "tough one, no idea", "i have no clue to be honest", "beats me", "good question, not a clue", "can't say",
        "honestly not sure", "i wouldn't know", "no clue", "that one i don't know", "i really don't know",
    ),
    "dont_know_about": (
        "not sure about the {label}", "no idea on {label}", "couldn't tell you about the {label}",
        "don't know what to say about {label}", "haven't thought about the {label}", "{label}? no idea",
        "as for {label}, no clue",
    ),
    "dont_mind": (
        "doesn't matter", "i don't mind", "no preference", "anything goes", "i'm easy", "up to you",
        "whatever you think", "no strong feelings there", "i'm open", "don't care much", "whatever, really",
        "surprise me", "i'm flexible", "not bothered", "all the same to me",
    ),
    "dont_mind_about": (
        "{label} doesn't matter", "i don't mind about the {label}", "no preference on {label}",
        "any {label} is fine", "{label} is up to you", "i'm flexible on the {label}", "not fussy about {label}",
    ),
    "more": (
        "anything else?", "what else have you got?", "got others?", "any more?", "show me some more",
        "what else is there?", "keep them coming", "more suggestions please", "could i see a few others?",
        "next ones?", "and what else?", "let's see different ones", "have you got some more of these?",
        "other options?", "try me with some others", "something else maybe?",
    ),
    "ask_back": (
        "what do you mean?", "how do you mean?", "sorry, what are you asking?",
        "not sure i follow, can you rephrase?", "say that again?", "i don't get the question",
        "what exactly do you want to know?", "can you explain the question?",
    ),
    "chat": (
        "long day over here", "my coffee's gone cold", "it won't stop raining", "the neighbours are loud again",
        "just got home from work", "finally got the couch to myself", "my phone's about to die lol",
        "the dog says hi", "what a week", "hope your day's going ok", "sorry, got distracted for a sec",
        "snacks are ready at least", "my internet is awful today", "typing this from the train",
        "bit tired to be honest",
    ),
    "thanks": (
        "thanks", "thank you", "thanks loads", "cheers", "thanks so much", "thanks for the help", "appreciate it",
        "thanks!", "many thanks", "much appreciated", "thank you!", "great, thanks",
    ),
    "leave_satisfied": (
        "that's all i needed, bye", "i'm all set, bye", "got what i came for, see you", "that'll do me, bye",
        "i'm good now, take care", "all sorted, bye!", "that's me done, see ya",
    ),
    "leave_nothing_fits": (
        "ok, so there's nothing like that. bye then", "fair enough, guess it doesn't exist. bye",
        "alright, if there's nothing i'll leave it there", "shame there isn't one. bye for now",
        "ok good to know, no such luck then, bye", "right, nothing fits then. see you",
    ),
    "leave_out_of_patience": (
        "i'll leave it there, bye", "ok i'm going to stop here, bye", "i've run out of time, bye",
        "i'll try some other time, bye", "that's enough for today, bye", "gotta go, this is taking too long",
        "i'll call it a day, bye",
    ),
    "leave_annoyed": (
        "this isn't working, bye", "forget it, i'm out", "this is going nowhere, bye",
        "you're not listening, i'm off", "waste of time, bye", "ok i give up, bye", "enough of this, bye",
    ),
    "lead": ("hmm", "well", "ok", "ok so", "so", "right", "um", "oh", "let me think", "actually", "alright"),
    "chatter": (
        "hope that helps", "does that make sense?", "no rush", "if that makes sense", "hope that's not too picky",
        "let me know", "see what you can do", "you get the idea", "curious what you come up with",
        "hope that narrows it down",
    ),
}  # fmt: skip
