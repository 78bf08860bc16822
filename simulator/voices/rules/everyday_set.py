"""How most people write to a recommender: `EVERYDAY`.

Knows wordings only; which act each is for is in `phrases`.
"""

from __future__ import annotations

from simulator.voices.rules.phrases import Phrases

EVERYDAY: Phrases = {
    "greet": (
        "hi", "hello", "hi!", "hi there", "hey", "hello!", "hi, how are you?", "hi how are you", "hello, how are you?",
        "hi there!", "hey there", "hi, how's it going?", "hello there", "hey, how are you?", "hi, good morning",
        "hi, good evening",
    ),
    "open": (
        "i'm looking for {np}", "looking for {np}", "i am looking for {np}", "can you recommend {np}?",
        "i'd like to {see} {np}", "i want to {see} {np}", "could you suggest {np}?", "i would like to {see} {np}",
        "i'm in the mood for {np}", "any recommendations for {np}?", "do you have any suggestions for {np}?",
        "looking to {see} {np}", "i feel like {seeing} {np}", "i was looking for {np}", "i'd love to {see} {np}",
        "do you know of {np}?", "could you find {np}?", "i'm trying to find {np}",
    ),
    "open_many": (
        "do you know any good {nps}?", "i like {nps}, can you recommend any?", "i'm looking for some good {nps}",
        "can you recommend some {nps}?", "any good {nps}?", "i really like {nps}, do you have any suggestions?",
        "do you know of any {nps}?", "what are some good {nps} to {see}?", "i love {nps}, what would you recommend?",
        "i'm looking for {nps}", "i like {nps}, do you know any good ones?",
    ),
    "open_alone": (
        "i'm looking for a good {noun}", "can you recommend some {nouns}?",
        "i'm looking for some good {nouns} to {see}", "do you have any suggestions?",
        "what {nouns} would you recommend?", "can you suggest some good {nouns} for me?",
        "i want to {see} a good {noun}", "any good {nouns} you can recommend?",
        "looking for something to {see} tonight", "do you know any good {nouns}?", "what's good to {see}?",
        "i need a good {noun} recommendation", "can you help me pick something good?", "i would like some suggestions",
        "i'm looking for something good to {see}", "any recommendations?", "what are some good {nouns}?",
    ),
    "open_like": (
        "something like {title}", "i like {nouns} like {title}", "something similar to {title}",
        "i really like {title}", "i loved {title}", "like {title}", "i liked {title}, so something like that",
        "i like {title} a lot", "i love {title}",
    ),
    "want": (
        "i'm looking for {np}", "i want {np}", "i'd like {np}", "i was looking for {np}", "do you have {np}?",
        "i would like {np}", "can you find {np}?", "i'd like to {see} {np}", "can i get {np}?", "how about {np}?",
        "i was thinking {np}", "i would love {np}", "i'd rather {see} {np}", "i want to {see} {np}",
        "what about {np}?", "can you suggest {np}?", "i really want {np}", "i'm in the mood for {np}",
    ),
    "want_many": (
        "do you know any {nps}?", "do you have any {nps}?", "i like {nps}, do you know any?", "any good {nps}?",
        "i'm looking for {nps}", "i really like {nps}, do you have any?", "i love {nps}, do you know any good ones?",
        "i was thinking of {nps}",
    ),
    "answer": (
        "{says}", "{np}", "i'd like {np}", "i want {np}", "i think {np}", "i'd say {says}", "i'm looking for {np}",
        "yes, {np}", "{np}, i think", "{np} would be great", "{says} for me", "i'd go with {says}",
        "{np} sounds good", "{says} please", "definitely {says}", "i was thinking {np}", "i would like {np}",
    ),
    "exclude": (
        "{no}", "i don't like {what}", "i don't really like {what}", "i'm not into {what}", "i'm not a fan of {what}",
        "not a fan of {what}", "i don't want {what}", "i hate {what}", "i really don't like {what}",
        "i don't care for {what}", "{no} though", "{no} for me", "i'm not a big fan of {what}",
        "i don't want to {see} {what}", "i'm not really into {what}", "anything but {bare}", "can't stand {what}",
    ),
    "exclude_tail": ("{no}", "but {no}", "but i don't like {what}", "{no} though", "and {no}", "but not {bare}"),
    "soft": (
        "ideally {says}", "{np} would be a plus", "i prefer it {says} but it doesn't have to be", "preferably {says}",
        "if possible {says}", "{np} if you can, not a must", "it would be nice if it was {says}",
        "would be cool if it was {says}", "maybe {np} if you know one", "if it's {says}, even better",
    ),
    "soft_tail": (
        "ideally {says}", "preferably {says}", "if possible {says}", "even better if it's {says}",
        "maybe {says} if you can",
    ),
    "soft_exclude": (
        "preferably {no}", "ideally {no}", "{no} if you can help it", "i'd sooner skip {what}, not a dealbreaker",
    ),
    "reason": (
        "i'm looking for {np}", "i want {np}", "i was looking for {np}", "i'd like {np}", "i was hoping for {np}",
        "i wanted {np}", "i need {np}", "it should be {says}", "i'd rather {see} {np}", "i am looking for {np}",
        "it has to be {says}", "i would like {np}", "do you have {np}?", "i'm in the mood for {np}",
        "i was thinking {np}", "it needs to be {says}", "do you know {np}?",
    ),
    "reason_many": (
        "i like {nps}", "i'm more into {nps}", "i'm looking for {nps}", "i was thinking more of {nps}",
        "do you know any {nps}?", "i really like {nps}", "i love {nps}", "do you have any {nps}?",
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
        "i really liked {title}", "i loved {title}", "i like {title}", "{title} was great", "i love {title}",
        "i also like {title}", "{title} is one of my favorites", "i liked {title}", "i really enjoyed {title}",
        "{title} was really good", "i like {nouns} like {title}", "{title} is a great {noun}", "i also liked {title}",
        "i like {title} too", "i loved {title} too", "i thought {title} was great",
    ),
    "dislike": (
        "i didn't like {title}", "i didn't really like {title}", "i didn't care for {title}", "i hated {title}",
        "{title} wasn't very good", "not a fan of {title}", "{title} was bad", "i don't like {title}",
        "{title} was boring", "i was disappointed by {title}",
    ),
    "accept": (
        "i'll check out {ref}", "{ref} sounds good, i'll check it out", "i will check out {ref}",
        "i will have to check out {ref}", "i think i'll {see} {ref}", "{ref} sounds great, i will check it out",
        "i'll have to check out {ref}", "{ref} looks good, i'll {see} that one", "great, i will check out {ref}",
        "yes, i will {see} {ref}", "i will {see} {ref}", "{ref} sounds perfect, i'll {see} it",
        "i'm going to {see} {ref}", "i'll try {ref}", "i will have to {see} {ref}",
        "{ref} looks interesting, i will check it out", "perfect, i'll {see} {ref}", "great, i will {see} {ref}",
        "yes, {ref} sounds great, i'll {see} that", "oh i will check out {ref}, that sounds good",
    ),
    "accept_it": (
        "i'll check it out", "i'll have to check it out", "i will check it out", "sounds good, i'll {see} it",
        "i'll {see} that one", "i will {see} that one", "but it sounds good so i'll check it out",
        "i will have to {see} it", "sounds great, i will check it out", "but i will check that out",
        "but that looks good, i will check it out", "so i will have to check that one out",
    ),
    "reject_all": (
        "those aren't really what i'm looking for", "not really what i'm looking for", "those aren't for me",
        "i'm not really interested in those", "not really into any of those", "no, none of those", "none of these",
        "those don't really interest me", "i don't want to {see} any of those", "i'm not interested in any of those",
        "not quite what i'm looking for", "none of those are for me", "i'm not a fan of any of those",
        "i don't think those are for me", "not my type of {nouns}", "no thanks to those",
    ),
    "reject_one": (
        "{ref} isn't for me", "i'm not interested in {ref}", "i don't want to {see} {ref}", "not {ref}",
        "i'm not really into {ref}", "i don't think i would like {ref}", "{ref} isn't really my thing",
        "{ref} doesn't interest me", "{ref} doesn't look good to me", "i'll pass on {ref}", "i wouldn't like {ref}",
        "{ref} isn't what i'm looking for", "not really interested in {ref}", "{ref} is not for me",
        "{ref} isn't my type of {noun}", "no to {ref}",
    ),
    "all_are": (
        "those are {is} for me", "they're {is} for me", "those are all {is}", "no, those are {is}",
        "i think those are {is}", "those are {is}",
    ),
    "one_is": (
        "{ref} is {is} for me", "{ref} looks {is} to me", "i think {ref} is {is}", "not {ref}, it's {is}",
        "{ref} is {is}",
    ),
    "one_why": (
        "{ref} looks fine but i want {np} instead", "i was looking for {np}, not {ref}",
        "not {ref}, i'm looking for {np}",
        "i'd rather {see} {np} than {ref}", "i'd like {np} instead of {ref}", "do you have {np} instead of {ref}?",
        "i was hoping for {np} instead of {ref}", "i'd like {np}, not {ref}",
    ),
    "all_why": (
        "i was looking for {np} instead", "i'd like {np} instead", "do you have {np} instead?",
        "i was hoping for {np} instead", "i would like {np} instead", "i was thinking {np} instead of those",
        "those look fine but i want {np} instead", "not those, i'm looking for {np}",
        "i'd rather {see} {np} than those",
        "can you suggest {np} instead?",
    ),
    "seen_liked": (
        "i loved {ref}", "{ref} was great", "{ref} was really good", "i really liked {ref}",
        "yes, {ref} was a good {noun}", "i have {seen} {ref}, i loved it", "yes i loved {ref}",
        "i have {seen} {ref}, that was a good one", "i liked {ref}, that was a great {noun}",
        "i {saw} {ref} and really liked it", "{ref} is great, i have {seen} that",
        "i love {ref}, that is one of my favorites", "i have {seen} {ref} and it was great",
        "oh i really enjoyed {ref}", "{ref} is a great {noun}, i have {seen} it", "yes i liked {ref} too",
        "{ref} was good too", "{ref} is one of my all time favorites", "i have {seen} {ref}, it was really good",
    ),
    "seen_disliked": (
        "i didn't like {ref}", "i didn't really like {ref}", "{ref} wasn't very good",
        "i {saw} {ref} and didn't like it", "i have {seen} {ref}, it wasn't for me", "{ref} was boring",
        "i have {seen} {ref} and hated it", "i didn't really like {ref}, that was a bad {noun}",
        "i have {seen} {ref} but i'm not a fan", "{ref} was disappointing", "i have {seen} that one, {ref} was bad",
        "{ref} wasn't that good", "i {saw} {ref} but it wasn't good", "i didn't care for {ref}",
        "i have {seen} {ref}, that one was bad",
    ),
    "seen": (
        "i've {seen} {ref}", "i have {seen} {ref}", "i {saw} {ref}", "yes i've {seen} {ref}",
        "i've already {seen} {ref}",
        "i've {seen} {ref} before", "i have {seen} {ref} before",
    ),
    "unseen": (
        "i haven't {seen} {ref}", "haven't {seen} {ref}", "i haven't {seen} {ref} yet", "i have not {seen} {ref}",
        "i've never {seen} {ref}", "never {seen} {ref}", "i have never {seen} {ref}",
        "i don't think i've {seen} {ref}", "i still haven't {seen} {ref}", "i have not {seen} {ref} before",
    ),
    "ask_year": (
        "when did {ref} come out?", "what year did {ref} come out?", "is {ref} a new {noun}?", "is {ref} old or new?",
        "what year is {ref}?",
    ),
    "ask_duration": (
        "how long is {ref}?", "is {ref} a long {noun}?", "is {ref} very long?", "do you know how long {ref} is?",
    ),
    "ask_creator": ("who made {ref}?", "who is the {label} of {ref}?", "do you know who made {ref}?", "who did {ref}?"),
    "ask_performer": (
        "who is in {ref}?", "who's in {ref}?", "do you know who is in {ref}?", "who plays in {ref}?",
    ),
    "ask_genre": (
        "what kind of {noun} is {ref}?", "what genre is {ref}?", "what type of {noun} is {ref}?",
        "do you know what genre {ref} is?",
    ),
    "ask_certificate": (
        "what is {ref} rated?", "what's {ref} rated?", "do you know what {ref} is rated?",
        "what's the rating of {ref}?",
    ),
    "ask_price": (
        "how much is {ref}?", "what does {ref} cost?", "do you know how much {ref} is?", "what's the price of {ref}?",
    ),
    "ask_text": (
        "what is {ref} about?", "what's {ref} about?", "what is the story of {ref}?",
        "do you know what {ref} is about?",
        "can you tell me what {ref} is about?",
    ),
    "ask_other": (
        "what's the {label} of {ref}?", "what is the {label} of {ref}?", "any idea what the {label} of {ref} is?",
    ),
    "dont_know": (
        "i'm not sure", "not sure", "i don't know", "i don't really know", "hmm not sure", "no idea", "i have no idea",
        "i'm not really sure", "not really sure", "i don't know really", "honestly not sure", "hmm i don't know",
        "good question, i don't know", "i haven't thought about it", "i really don't know", "i couldn't say",
    ),
    "dont_know_about": (
        "i'm not sure about the {label}", "not sure about the {label}", "i don't know about the {label}",
        "no idea about the {label}", "i haven't thought about the {label}", "i'm not sure what {label}",
    ),
    "dont_mind": (
        "any", "anything", "anything is good", "i like all kinds", "i'm open to anything", "any kind", "any of those",
        "either", "all of them", "any is good", "anything really", "i like everything", "i'm good with anything",
        "i don't mind", "it doesn't matter", "i like all of those", "any kind is good",
    ),
    "dont_mind_about": (
        "any {label}", "any {label} is good", "any {label} would be fine", "any kind of {label}",
        "the {label} can be anything", "i like any {label}",
    ),
    "more": (
        "do you have any other suggestions?", "any other suggestions?", "anything else?", "do you have any others?",
        "what else do you have?", "any others?", "can you suggest another one?", "any other {nouns}?",
        "can you recommend another {noun}?", "do you have anything else?", "do you know any others?",
        "any other recommendations?", "what else would you suggest?", "could you suggest another?",
        "do you know of any other {nouns}?", "what other {nouns} do you have?", "can you think of any others?",
    ),
    "ask_back": (
        "what do you mean?", "how do you mean?", "i don't understand the question", "sorry, what do you mean?",
        "what do you mean by that?", "can you explain the question?",
    ),
    "chat": (
        "how are you today?", "how are you doing?", "hope you're having a good day", "i'm doing great today",
        "hope you are doing well", "how's your day going?", "it's raining here", "it was a long day at work",
        "i have the day off today", "happy friday", "i'm bored at home today", "the weather is great here",
    ),
    "thanks": (
        "thank you", "thanks", "thank you very much!", "thanks for the help", "thanks for your help", "thank you!",
        "thank you for your help", "thanks!", "thanks so much", "thank you very much", "thanks for the suggestions",
        "thanks for the recommendations",
    ),
    "thanks_bye": (
        "thank you", "thanks", "thanks so much", "thank you, have a great day", "thanks for the help",
        "thank you for the suggestions", "thanks for your help", "thank you for your help, bye",
        "thanks for the suggestion", "thank you for the suggestion", "thank you! have a good day",
        "thanks for the suggestions, have a great day", "thanks for all your help", "thank you very much",
    ),
    "leave_satisfied": (
        "that's all i needed, have a good day", "i'm all set, bye", "that's it for me, have a great day, bye",
        "i have what i need, goodbye", "i'm good for now, bye", "that's all for now, have a good night",
    ),
    "leave_nothing_fits": (
        "ok, i guess there isn't one. bye", "that's too bad, nothing like that then. have a good day, bye",
        "ok, so there is nothing like that. goodbye", "oh well, i guess it doesn't exist. bye",
        "ok, i guess nothing fits. have a good day, bye",
    ),
    "leave_out_of_patience": (
        "i have to go, bye", "i have to go now, have a good day", "i'm going to go now, bye",
        "i have to get going, have a good night", "i think i'll stop here, goodbye", "that's enough for today, bye",
        "ok i have to go, goodbye",
    ),
    "leave_annoyed": (
        "this isn't working, bye", "this isn't really helping, goodbye", "i don't think this is working, bye",
        "you're not listening, goodbye", "i give up, bye", "none of that was what i asked for, bye",
    ),
    "lead": (
        "oh", "well", "hmm", "oh wow", "ok",
    ),
    "chatter": (
        "hope that helps", "let me know", "does that make sense?", "hope you can help", "that would be great",
        "i think you get the idea",
    ),
}  # fmt: skip
