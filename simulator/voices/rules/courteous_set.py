"""How somebody writes who takes their time and minds their manners: `COURTEOUS`.

Knows wordings only; which act each is for is in `phrases`.
"""

from __future__ import annotations

from simulator.voices.rules.phrases import Phrases

COURTEOUS: Phrases = {
    "greet": (
        "Good evening", "Good afternoon", "Hello", "Hello there", "Good morning", "Good day to you",
        "Hello, I hope you are well", "Dear assistant, hello", "Good evening to you",
        "Hello and thank you for your time",
    ),
    "open": (
        "I wonder whether you might find me {np}", "I should like {np}, if you please", "Might you have {np}?",
        "Would you be so kind as to suggest {np}?", "I would very much enjoy {np}",
        "My wish this evening is for {np}", "I have been hoping to come across {np}",
        "Would there happen to be {np} you think highly of?", "I am rather in the mood for {np}",
        "May I ask you for {np}?", "I would be grateful for {np}", "Perhaps you could steer me towards {np}",
        "It would please me to {see} {np}", "I have a fancy for {np}", "I am in search of {np}",
    ),
    "open_many": (
        "Which {nps} would you commend to me?", "Are there {nps} that you think well of?",
        "I am rather partial to {nps}, do you have some?", "Might there be {nps} that would suit me?",
        "I should be glad to hear of {nps}",
    ),
    "open_alone": (
        "I wonder whether you might choose a {noun} for me", "Could I trouble you for a suggestion?",
        "I should like something to {see}, please", "I am at a loss as to what to {see}",
        "Would you be kind enough to pick a {noun} for me?", "What would you advise me to {see}?",
        "I find myself without a {noun} this evening", "Might I ask for your advice on {nouns}?",
        "My shelf of {nouns} has run dry, might you help?", "I would welcome your advice on what to {see}",
    ),
    "open_like": (
        "I was very taken with {title}, so perhaps a {noun} of that sort",
        "{title} is dear to me, and I would happily have its like", "Something akin to {title} would delight me",
        "In the spirit of {title}, which I admired", "I think of {title}, which I enjoyed greatly",
        "Should it help, {title} was a delight",
    ),
    "want": (
        "I should prefer {np}", "I would rather have {np}, please", "Could we perhaps try {np}?",
        "I believe {np} would suit me", "{np} would be most welcome", "I had hoped for {np}", "Might it be {np}?",
        "I would appreciate {np}", "My preference is for {np}", "What I have in mind is {np}",
        "I think I would enjoy {np}", "If it is not too much trouble, {np}", "I would be pleased with {np}",
        "Let it be {np}, please", "{np} is what I have in mind",
    ),
    "want_many": (
        "I like {nps}, do you know any?", "I very much enjoy {nps}, might you have some?", "Would you know any {nps}?",
        "Do you have any {nps}, please?",
    ),
    "answer": (
        "{says}, please", "{says}, if I may choose", "I would say {says}", "{np}, thank you",
        "I believe {says} would be best", "{np}, please", "I should think {says}", "{says} would suit me well",
        "In that case {says}", "Thank you for asking: {says}", "{np} would be lovely",
        "I lean firmly towards {says}", "My answer would be {says}", "{says}, I would say", "Let us say {says}",
    ),
    "exclude": (
        "{no}, please", "I am afraid I do not care for {what}", "I would ask you to omit {what}",
        "I must say I dislike {what}", "Kindly spare me {what}", "I have never had a taste for {what}",
        "I would rather not have {what}", "{no}, if you do not mind", "I do not wish for {what}",
        "Please do not offer me {what}", "I prefer to avoid {what}", "{what} I can do without",
        "I do not enjoy {what}", "It should not be {what}", "I am not fond of {what}",
    ),
    "exclude_tail": ("{no}, please", "though {no}", "but {no}, please", "and {no}, if you do not mind", "only {no}"),
    "soft": (
        "If at all possible, {says}", "I would be all the happier if it were {says}", "Preferably {says}",
        "Ideally {says}, though I will not insist", "It would be a pleasant extra if it were {says}",
        "I would not mind if it were {says}", "{np} would be a bonus", "Should you have the choice, {says}",
        "{says}, but only if convenient", "I have a slight leaning towards it being {says}",
    ),
    "soft_tail": ("ideally {says}", "preferably {says}", "if at all possible {says}", "{says} if you can manage it"),
    "soft_exclude": (
        "Preferably {no}", "If it can be avoided, {no}", "I would rather not have {what}, though I will not insist",
    ),
    "reason": (
        "I had asked myself for {np}", "what I require is {np}", "it ought to be {says}",
        "it needs to be {says}, I am afraid", "I would need it to be {says}", "I am set on {np}",
        "for me it must be {says}", "I do want {np}", "I need {np}", "it really should be {says}",
        "I am only looking for {np}", "it would have to be {says}", "my wish is for {np}",
        "it has to be {says}, please", "I would like it to be {says}",
    ),
    "reason_many": (
        "I like {nps}", "I tend to enjoy {nps}", "I am looking for {nps}", "would you know any {nps}?",
    ),
    "drop": (
        "I have reconsidered: it need not be {says}", "Please disregard the {topic} remark",
        "You may set aside the {topic} requirement", "Having thought about it, {topic} is no longer important",
        "Kindly forget the {topic} condition", "It does not have to be {says} after all",
        "I no longer insist on {topic}", "I withdraw the {topic} condition",
        "I believe we can do without the {topic} part", "{topic} need not concern us any longer",
        "I would like to retract the {topic} wish", "Let us put {topic} aside",
    ),
    "drop_exclusion": (
        "I have reconsidered: {bare} would be acceptable after all", "You may include {bare} after all",
        "Please disregard my {topic} remark", "I withdraw the {topic} condition", "I no longer object to {bare}",
        "I find I can live with {bare} after all", "Kindly forget the {topic} rule",
        "{bare} will be all right after all",
    ),
    "like": (
        "I was very fond of {title}", "{title} gave me great pleasure", "I thought {title} was wonderful",
        "I have always admired {title}", "I hold {title} in high regard",
        "{title} is a particular favourite of mine", "I thoroughly enjoyed {title}", "I was delighted by {title}",
        "{title} charmed me", "I have happy memories of {title}", "{title} was splendid", "I treasure {title}",
        "{title} pleased me enormously", "I still think warmly of {title}", "I was quite taken with {title}",
    ),
    "dislike": (
        "I did not care for {title}", "{title} was not to my taste", "I am afraid I disliked {title}",
        "I found {title} disappointing", "I did not enjoy {title}", "{title} left me unmoved",
    ),
    "accept": (
        "{ref} sounds just right, I will take it", "I shall go with {ref}", "{ref} is exactly what I hoped for",
        "I would be delighted with {ref}", "Yes, {ref} it shall be", "I will gladly {see} {ref}",
        "I have decided on {ref}", "{ref} will do very well, thank you", "Lovely, {ref} then", "I choose {ref}",
        "{ref} would suit me perfectly, I will have that", "My choice is {ref}", "I am happy to settle on {ref}",
        "I believe I have found it: {ref}", "{ref}, please, that is the one",
    ),
    "accept_it": (
        "I will check it out", "I shall {see} it", "It sounds lovely, I will {see} it", "I will gladly {see} that one",
        "That sounds very good, I will {see} it", "I look forward to {seeing} it",
    ),
    "reject_all": (
        "I am afraid none of these are for me", "These are not quite right, I fear",
        "Thank you, but none of those appeal to me", "I do not think any of these will do",
        "Regrettably I must pass on all of them", "Not these, if you please", "I cannot warm to any of them",
        "They are not what I had hoped for", "I must decline all of these", "None of them speak to me",
        "I fear these are wide of the mark", "I would rather not take any of those", "With respect, none of those",
        "Kind of you, but not one of these", "No, I do not care for these",
    ),
    "reject_one": (
        "{ref} is not for me, I am afraid", "I would rather not have {ref}", "I must decline {ref}",
        "{ref} does not tempt me", "I do not care for {ref}", "I shall pass on {ref}", "Not {ref}, thank you",
        "{ref} would not suit me", "I cannot say I fancy {ref}", "Please leave {ref} aside",
        "I do not think {ref} will do", "{ref} is not quite right", "I have no wish for {ref}",
        "With thanks, no to {ref}", "I would omit {ref}",
    ),
    "all_are": (
        "I find these {is}", "These are {is} for me, I am afraid", "They seem {is} to me", "I fear they are {is}",
    ),
    "one_is": (
        "I find {ref} {is}", "{ref} is {is} for me, I am afraid", "{ref} seems {is} to me", "I fear {ref} is {is}",
    ),
    "one_why": (
        "I would rather have {np} than {ref}", "Thank you, but not {ref}, I am looking for {np}",
        "Could you exchange {ref} for {np}?", "In place of {ref}, I should like {np}",
        "{ref} is not what I seek, which is {np}", "Please give me {np} in place of {ref}",
    ),
    "all_why": (
        "I would rather have {np} than any of these", "Could you exchange these for {np}?",
        "In place of these, I should like {np}", "Thank you, but I am looking for {np} and none of these will do",
        "Please give me {np} in place of those", "These are not what I seek, which is {np}",
    ),
    "seen_liked": (
        "I have already {seen} {ref}, and enjoyed it very much", "{ref} I know already, a fine choice",
        "I know {ref} and was very fond of it", "I have had the pleasure of {ref} before, it was lovely",
        "I {saw} {ref} some time ago and liked it a great deal", "{ref} is an old friend, I loved it",
        "I have {seen} {ref}, and it was splendid", "I am already acquainted with {ref}, and think highly of it",
        "{ref} was a joy when I {saw} it", "You have guessed well with {ref}, I have {seen} it and liked it",
        "I know {ref} already, most enjoyable", "I did so enjoy {ref} when I {saw} it",
        "I have {seen} {ref} already and was charmed", "{ref} delighted me when I {saw} it",
        "I have {seen} {ref} before, it was excellent",
    ),
    "seen_disliked": (
        "I have {seen} {ref} and did not enjoy it", "I know {ref} already, and it was not to my taste",
        "{ref} I have {seen}, it disappointed me", "I {saw} {ref} some time ago and did not care for it",
        "I have {seen} {ref} before, and was not taken with it", "I have {seen} {ref}, I am afraid it bored me",
        "{ref} I already know, and did not like", "I {saw} {ref} once and that was enough",
        "I have already {seen} {ref}, which I found dull", "I have {seen} {ref}, and regret to say I disliked it",
        "I already know {ref}, it left me cold", "I {saw} {ref} and found little to like",
        "I have been through {ref} before and did not enjoy it", "{ref} is known to me, and I disliked it",
        "I know {ref}, and it was not for me",
    ),
    "seen": ("I have already {seen} {ref}", "I know {ref} already", "{ref} I have {seen}"),
    "unseen": (
        "I have not {seen} {ref}", "I have never {seen} {ref}", "I haven't {seen} {ref} yet",
        "I do not think I have {seen} {ref}", "I have yet to {see} {ref}", "{ref} I have not {seen}",
    ),
    "ask_year": ("May I ask what year {ref} is from?", "When was {ref} released, please?", "How old might {ref} be?"),
    "ask_duration": (
        "May I ask how long {ref} is?", "Would {ref} take up much time?", "What is the length of {ref}, please?",
    ),
    "ask_creator": ("May I ask who made {ref}?", "Whose work is {ref}, please?", "Who is the {label} of {ref}?"),
    "ask_performer": (
        "May I ask who appears in {ref}?", "Who is in {ref}, please?", "Could you tell me the {label} of {ref}?",
    ),
    "ask_genre": (
        "May I ask what genre {ref} is?", "What kind of {noun} would {ref} be?", "How would one classify {ref}?",
    ),
    "ask_certificate": (
        "May I ask how {ref} is rated?", "What rating has {ref} been given?", "For which ages is {ref} suitable?",
    ),
    "ask_price": ("May I ask what {ref} costs?", "What is the price of {ref}, please?", "How much would {ref} be?"),
    "ask_text": (
        "May I ask what {ref} is about?", "Could you tell me a little about {ref}?",
        "I do not know {ref}, what is it about?",
    ),
    "ask_other": ("May I ask about the {label} of {ref}?", "Could you tell me the {label} of {ref}, please?"),
    "dont_know": (
        "I could not say, I am afraid", "I am not certain", "I do not know, I am sorry",
        "I have not given it any thought", "That I could not tell you", "I would not know how to answer",
        "I am honestly unsure", "I am afraid I have no answer to that", "It is not easy for me to say",
        "I have no idea, forgive me",
    ),
    "dont_know_about": (
        "As to {label}, I could not say", "I am not certain about the {label}",
        "I am afraid I have no answer about the {label}", "I have not given the {label} any thought",
        "I do not know what to say about the {label}",
    ),
    "dont_mind": (
        "I have no preference", "I leave that to you", "It is all the same to me", "I do not mind at all",
        "Whatever you think best", "I am quite open", "I have no strong opinion", "That is of no consequence to me",
        "I am happy either way", "Please decide for me", "I am not particular about that",
        "Anything will do in that respect",
    ),
    "dont_mind_about": (
        "The {label} is of no consequence to me", "I have no preference as to {label}",
        "I do not mind about the {label}", "I leave the {label} to you", "I am not particular about the {label}",
    ),
    "more": (
        "Might you have some others?", "Could you offer me something further?",
        "I would be glad to see some further suggestions", "What else might there be?",
        "May I see some others, please?", "Would you have anything else for me?", "Perhaps a few others?",
        "I should like to hear some more, if I may", "Are there others you could suggest?",
        "Do carry on, please, what else is there?", "Kindly bring me some others",
        "Could I trouble you for a few others?",
    ),
    "ask_back": (
        "I beg your pardon, what do you mean by that?", "Could you explain the question, please?",
        "I am not sure I understand what you are asking", "Would you mind rephrasing that?",
        "Forgive me, what is it you would like to know?",
    ),
    "chat": (
        "The garden is lovely at the moment", "I have just put the kettle on", "It has been a rather long day",
        "My grandchildren visited this morning", "The weather has been dreadful here",
        "I hope my typing is legible", "My cat has settled on the keyboard", "Do excuse me, the doorbell rang",
        "I have just come back from my walk",
    ),
    "thanks": (
        "Thank you very much", "Thank you kindly", "Many thanks for your help", "I am much obliged",
        "Thank you for your patience", "Most kind of you, thank you", "I am grateful for your help",
        "With many thanks",
    ),
    "thanks_bye": (
        "Thank you very much, have a lovely day", "Thank you for your help, goodbye", "Thank you, have a good evening",
        "Thank you ever so much, have a great day", "Many thanks for the suggestions, goodbye",
        "Thank you for your help",
    ),
    "leave_satisfied": (
        "That was all I needed, goodbye", "I have what I came for, good night", "That will be all, goodbye",
        "I am well served, goodbye",
    ),
    "leave_nothing_fits": (
        "I see, then no such thing exists. Goodbye", "What a pity, then it does not exist. Good night",
        "I understand, nothing suits then. Goodbye",
        "Thank you for telling me so plainly, there is none then. Goodbye",
    ),
    "leave_out_of_patience": (
        "I think I shall leave it there, goodbye", "I must be going now, goodbye",
        "It has taken rather long, I will stop here. Goodbye", "I shall try again another day, goodbye",
    ),
    "leave_annoyed": (
        "I am sorry, but this is not helping. Goodbye", "I do not feel listened to, so I shall stop. Goodbye",
        "This leads nowhere, goodbye", "I am rather disappointed, goodbye",
    ),
    "lead": ("Well", "Let me see", "Now then", "Very well", "Ah", "Hmm", "Oh", "I see"),
    "chatter": (
        "I hope that is of some help", "Please take your time", "I hope I am not being difficult",
        "Forgive me if that is rather particular", "I look forward to your thoughts", "I trust your judgement",
        "I hope that is clear",
    ),
}  # fmt: skip
