"""Words that mean something about any catalog: kinds, feelings, comparisons, questions.

Knows English words and the roles of fields they speak of. Knows no catalog: what a word binds to is looked
up in `agent.embedded.vocabulary`.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.everyday import word_set
from catalog.schema import Role

PEOPLE: tuple[Role, ...] = ("creator", "performer")
"""Roles of fields that hold people."""

GENRE_WORDS: dict[str, tuple[str, ...]] = {
    # what people say -> values a catalog may use for it, all of which count
    "sci fi": ("sci fi", "science fiction"), "scifi": ("sci fi", "science fiction"),
    "science fiction": ("sci fi", "science fiction"), "sf": ("sci fi", "science fiction"),
    "sci fis": ("sci fi", "science fiction"), "comedic": ("comedy",), "comedies": ("comedy",),
    "comical": ("comedy",), "romcom": ("romance+comedy",), "rom com": ("romance+comedy",),
    "romcoms": ("romance+comedy",), "rom coms": ("romance+comedy",), "romantic comedy": ("romance+comedy",),
    "romantic comedies": ("romance+comedy",), "dramedy": ("comedy+drama",), "love story": ("romance",), "love stories": ("romance",), "romances": ("romance",),
    "horrors": ("horror",), "noir": ("film noir",),
    "noirs": ("film noir",), "film noir": ("film noir",), "animated": ("animation",), "animations": ("animation",),
    "animation": ("animation",), "cartoon": ("animation",), "cartoons": ("animation",), "documentaries": ("documentary",),
    "docu": ("documentary",), "doc": ("documentary",), "docs": ("documentary",), "musicals": ("musical",),
    "biopic": ("biography",), "biopics": ("biography",), "biographical": ("biography",), "whodunit": ("mystery",),
    "whodunnit": ("mystery",), "whodunits": ("mystery",), "mysteries": ("mystery",), "thrillers": ("thriller",),
    "westerns": ("western",), "cowboy": ("western",), "historical": ("history",), "fantasies": ("fantasy",),
    "adventures": ("adventure",), "crimes": ("crime",), "sports": ("sport", "sports"), "sporty": ("sport", "sports"),
    "action packed": ("action",), "actioner": ("action",), "dramas": ("drama",),
    "children": ("children", "family"), "childrens": ("children", "family"), "kids": ("children", "family"),
    "kid": ("children", "family"), "family": ("family", "children"), "families": ("family", "children"),
    "romantic drama": ("romance+drama",), "romantic dramas": ("romance+drama",),
    "romantic thriller": ("romance+thriller",), "romantic thrillers": ("romance+thriller",),
    "romantic musical": ("romance+musical",), "romantic fantasy": ("romance+fantasy",),
    "shooter": ("fps", "shooter"), "shooters": ("fps", "shooter"), "role playing": ("rpg",), "rpgs": ("rpg",),
    "platformers": ("platformer",), "roguelike": ("roguelike", "rogue like"), "free": ("free to play",),
    "sim": ("simulation",), "sims": ("simulation",), "simulator": ("simulation",), "simulators": ("simulation",),
    "mmo": ("massively multiplayer",), "mmos": ("massively multiplayer",), "whodunnits": ("mystery",), "war": ("war",), "wars": ("war",),
}  # fmt: skip


@dataclass(frozen=True)
class Descriptor:
    """A way a person describes what they feel like.

    `wish` says it in words the encoder understands; `values` are values of genre and mood fields that have
    it; `avoid` are those that lack it most; `ban` are words of which none may occur where it is not wanted.
    """

    wish: str
    values: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()


_VIOLENT = ("violent", "violence", "gory", "gore", "brutal", "brutality", "bloody", "splatter", "graphic violence", "torture", "massacre")

DESCRIPTORS: dict[str, Descriptor] = {
    "funny": Descriptor("funny, a comedy that makes you laugh", ("funny", "comedy", "witty"), ("tragic", "bleak"), ban=("comedy", "funny")),
    "light": Descriptor(
        "light-hearted, cheerful, easy-going, feel-good",
        ("light", "funny", "charming", "heartwarming", "comedy", "feel good", "playful"),
        ("dark", "bleak", "tragic", "violent", "disturbing", "gritty", "gory", "horror", "war"), ban=("light",)),
    "dark": Descriptor("dark, grim and sinister", ("dark", "bleak", "gritty", "disturbing"), ("light", "family", "heartwarming"), ban=("dark", "bleak", "disturbing")),
    "scary": Descriptor("scary, frightening, creepy horror", ("scary", "horror", "creepy", "suspenseful"), ("light", "family"), ban=("scary", "horror", "creepy")),
    "slow": Descriptor("slow, quiet, unhurried", ("slow", "contemplative", "melancholic", "meditative"), ("fast-paced", "action"), ban=("slow",)),
    "fast-paced": Descriptor("fast-paced, exciting, full of action", ("fast-paced", "exciting", "action"), ("slow", "contemplative"), ban=("fast-paced",)),
    "thoughtful": Descriptor(
        "thoughtful, intelligent, thought-provoking, asks big questions",
        ("thoughtful", "contemplative", "thought-provoking", "cerebral", "philosophical", "philosophy"),
    ),
    "romantic": Descriptor("romantic love story", ("romantic", "romance", "love"), ban=("romance", "romantic")),
    "sad": Descriptor("sad, moving, heartbreaking", ("melancholic", "tragic", "moving", "bittersweet", "sad"), ("funny", "light"), ban=("tragic", "bleak", "sad", "depressing", "heartbreaking")),
    "uplifting": Descriptor(
        "uplifting, hopeful, inspiring, feel-good",
        ("uplifting", "heartwarming", "hopeful", "inspiring", "feel-good", "feel good movie"),
        ("bleak", "tragic", "disturbing"),
    ),
    "violent": Descriptor("violent, brutal, bloody", _VIOLENT, ban=_VIOLENT),
    "gory": Descriptor("gory, bloody, brutal", _VIOLENT, ban=_VIOLENT),
    "weird": Descriptor("weird, surreal, strange, offbeat", ("dreamlike", "quirky", "surreal", "weird", "mysterious"), ban=("dreamlike", "surreal", "weird", "bizarre")),
    "tense": Descriptor("tense, suspenseful, gripping", ("tense", "suspenseful", "thriller", "intense"), ("gentle", "cosy"), ban=("tense", "suspenseful")),
    "exciting": Descriptor("exciting, thrilling adventure", ("exciting", "fast-paced", "adventure", "action", "epic"), ban=("exciting",)),
    "gentle": Descriptor("gentle, calm, cosy, comforting", ("gentle", "cosy", "heartwarming", "charming"), ("violent", "tense", "gory")),
    "serious": Descriptor("serious drama", ("drama", "thoughtful"), ("comedy", "playful")),
    "silly": Descriptor("silly, goofy, absurd comedy", ("playful", "funny", "comedy", "whimsical"), ("bleak",), ban=("slapstick", "silly", "goofy", "spoof")),
    "beautiful": Descriptor("beautiful, visually stunning", ("visually-stunning", "beautifully filmed", "dreamlike")),
    "epic": Descriptor("epic, grand, sweeping", ("epic", "adventure"), ban=("epic",)),
    "sexy": Descriptor("sensual, erotic", ("sensual", "romantic"), ban=("sensual", "erotic", "nudity", "sexual", "sex")),
    "clever": Descriptor("clever, smart, witty", ("witty", "clever", "thoughtful", "satirical", "intelligent")),
    "nostalgic": Descriptor("nostalgic, wistful", ("nostalgic", "coming of age")),
    "childish": Descriptor("childish, for little children", ("family", "children", "kids", "childish"), ban=("family", "children", "childish", "kids")),
    "complicated": Descriptor("complicated, confusing plot", ("complex", "mysterious", "complicated", "confusing"), ban=("complicated", "confusing", "complex")),
    "depressing": Descriptor("depressing, bleak, hopeless", ("bleak", "tragic", "melancholic", "depressing"), ban=("bleak", "tragic", "depressing")),
    "sentimental": Descriptor("sentimental, tear-jerking", ("heartwarming", "moving", "sentimental"), ban=("sentimental", "sappy", "tear jerker")),
    "magical": Descriptor("magical, whimsical, fairy tale", ("whimsical", "fantasy", "magic"), ban=("magic", "fantasy")),
}  # fmt: skip

SYNONYMS: dict[str, str] = {
    "hilarious": "funny", "humorous": "funny", "laugh": "funny", "laughs": "funny", "comic": "funny", "witty": "clever",
    "lighthearted": "light", "light hearted": "light", "light-hearted": "light", "cheerful": "light", "easygoing": "light",
    "easy-going": "light", "breezy": "light", "fluffy": "light", "fun": "light", "happy": "uplifting", "upbeat": "uplifting",
    "feelgood": "uplifting", "feel-good": "uplifting", "feel good": "uplifting", "inspiring": "uplifting",
    "heartwarming": "uplifting", "wholesome": "gentle", "cozy": "gentle", "cosy": "gentle", "calm": "gentle",
    "comforting": "gentle", "relaxing": "gentle", "chill": "gentle", "soothing": "gentle", "soft": "gentle",
    "grim": "dark", "bleak": "dark", "gritty": "dark", "twisted": "dark", "heavy": "dark", "creepy": "scary",
    "frightening": "scary", "spooky": "scary", "terrifying": "scary", "scare": "scary", "slow-burn": "slow",
    "slowburn": "slow", "meditative": "slow", "contemplative": "slow", "quiet": "slow", "fast": "fast-paced",
    "fast paced": "fast-paced", "quick-paced": "fast-paced", "action-packed": "fast-paced", "adrenaline": "fast-paced",
    "thought-provoking": "thoughtful", "thought provoking": "thoughtful", "intelligent": "thoughtful", "smart": "clever",
    "deep": "thoughtful", "philosophical": "thoughtful", "cerebral": "thoughtful", "mind-bending": "weird",
    "brainy": "thoughtful", "tearjerker": "sad", "tear-jerker": "sad", "heartbreaking": "sad", "emotional": "sad",
    "moving": "sad", "melancholic": "sad", "melancholy": "sad", "cry": "sad", "tragic": "sad", "bloody": "violent",
    "brutal": "violent", "graphic": "violent", "violence": "violent", "gore": "gory", "blood": "violent", "surreal": "weird",
    "strange": "weird", "quirky": "weird", "offbeat": "weird", "trippy": "weird", "dreamlike": "weird", "odd": "weird",
    "suspenseful": "tense", "gripping": "tense", "nail-biting": "tense", "intense": "tense", "edge of my seat": "tense",
    "thrilling": "exciting", "goofy": "silly", "stupid": "silly", "dumb": "silly", "absurd": "silly", "slapstick": "silly",
    "stunning": "beautiful", "gorgeous": "beautiful", "visually stunning": "beautiful", "sweeping": "epic",
    "erotic": "sexy", "steamy": "sexy", "sensual": "sexy", "sexual": "sexy", "nostalgia": "nostalgic",
    "kiddy": "childish", "kiddie": "childish", "babyish": "childish", "confusing": "complicated", "complex": "complicated",
    "depressing": "depressing", "sappy": "sentimental", "cheesy": "sentimental", "soppy": "sentimental",
    "whimsical": "magical", "fairytale": "magical", "dramatic": "serious", "disturbing": "dark",
}  # fmt: skip

MOODS: tuple[tuple[str, str], ...] = (
    # What people say of themselves -> what they feel like
    (r"\bcheer (?:me|us) up\b|\b(?:i'm|i am|feeling|feel) (?:a bit |so |really |kinda )?(?:sad|down|blue|depressed|low|lonely|stressed)\b"
     r"|\b(?:bad|rough|hard|long|shitty|terrible) (?:day|week)\b|\bbroke up\b|\bpick-me-up\b", "uplifting"),
    (r"\bmake (?:me|us) laugh\b|\bneed a laugh\b|\bgood laugh\b|\blaugh out loud\b", "funny"),
    (r"\bmake (?:me|us) (?:cry|weep)\b|\bgood cry\b|\btear ?jerker\b", "sad"),
    (r"\bmake (?:me|us) think\b|\bfood for thought\b", "thoughtful"),
    (r"\b(?:scare|frighten) (?:me|us)\b|\bscared to death\b", "scary"),
    (r"\bswitch (?:my|our) brains? off\b|\bturn (?:my|our) brains? off\b|\bno[- ]brainer\b|\bguilty pleasure\b", "light"),
    (r"\bdate night\b", "romantic"),
)  # fmt: skip

COMPARATIVES: dict[str, str] = {
    "funnier": "funny", "lighter": "light", "darker": "dark", "scarier": "scary", "creepier": "scary",
    "slower": "slow", "calmer": "gentle", "gentler": "gentle", "quieter": "slow", "faster": "fast-paced",
    "sadder": "sad", "happier": "uplifting", "weirder": "weird", "stranger": "weird", "sillier": "silly",
    "sexier": "sexy", "smarter": "clever", "cleverer": "clever", "deeper": "thoughtful", "bloodier": "violent",
    "gorier": "gory", "tenser": "tense", "softer": "gentle", "cheerier": "uplifting", "grittier": "dark",
    "heavier": "dark", "cosier": "gentle", "cozier": "gentle", "spookier": "scary", "simpler": "light",
}  # fmt: skip

# Words for comparisons of a number: word -> (role, wants more)
NUMBER_COMPARATIVES: dict[str, tuple[Role, bool]] = {
    "shorter": ("duration", False), "longer": ("duration", True), "newer": ("year", True), "older": ("year", False),
    "more recent": ("year", True), "more modern": ("year", True), "cheaper": ("price", False),
    "too long": ("duration", False), "too short": ("duration", True), "too old": ("year", True), "too new": ("year", False),
    "too recent": ("year", False), "too expensive": ("price", False),
    "earlier": ("year", False), "less expensive": ("price", False), "pricier": ("price", True),
}  # fmt: skip

# Superlatives over the slate: word -> (role, largest wanted)
SUPERLATIVES: dict[str, tuple[Role, bool]] = {
    "shortest": ("duration", False), "longest": ("duration", True), "newest": ("year", True), "latest": ("year", True),
    "most recent": ("year", True), "oldest": ("year", False), "earliest": ("year", False), "cheapest": ("price", False),
    "most expensive": ("price", True), "most popular": ("popularity", True), "best known": ("popularity", True),
    "best rated": ("popularity", True), "highest rated": ("popularity", True), "most famous": ("popularity", True),
    "least known": ("popularity", False),
}  # fmt: skip

# Questions about an item: pattern -> roles of the fields that answer it
QUESTIONS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (r"\bwho (?:directed|made|wrote and directed|created|developed|produced|is the director|was the director)\b", ("creator",)),
    (r"\b(?:director|directed by who|developer|creator|author|made by who)\b(?=.*\?|$)", ("creator",)),
    (r"\bwho (?:is|was|'s|are|were|stars?|starred|acts?|acted|plays?|played)\b.*\b(?:in|star|cast|lead)\b", ("performer",)),
    (r"\b(?:does|is|has|are) (?:it|there|this|that)\b.*\b(?:any(?:one|body)|some(?:one|body))\b.*\bin it\b|\banyone (?:good|famous|decent|known|i know) in\b", ("performer",)),
    (r"\bwho (?:does|did|do) the voices?\b|\bwho voices?\b|\bwho'?s in\b|\bwho stars\b|\bwho starred\b|\bthe (?:cast|actors)\b|\bstarring who\b|\bwho plays\b", ("performer",)),
    (r"\bhow long\b|\b(?:run ?time|running time|duration)\b|\bhow many (?:minutes|hours)\b", ("duration",)),
    (r"\bwhen (?:was|is|did|were)\b|\b(?:what|which) year\b|\bhow old is\b|\brelease date\b|\bwhen .* (?:come|came) out\b", ("year",)),
    (r"\bwhat(?:'s| is| was)? .{0,40}\babout\b|\bplot\b|\bsynopsis\b|\bstory ?line\b|\btell me (?:(?:a (?:little|bit)|something|some|a little bit|more|all) )?(?:more )?about\b|\btell me more\b(?! (?:films?|movies?|games?|like|of|from|by)\b)|\bwhat happens\b|\bmore (?:info|details)\b|\bdescribe\b", ("text",)),
    (r"\b(?:what|which) (?:genre|kind|type|sort)\b|\bgenres? (?:of|is)\b", ("genre",)),
    (r"\b(?:what|which) languages?\b|\blanguage (?:is|of)\b|\bin english\b(?=.*\?)", ("language", "origin")),
    (r"\b(?:what|which) country\b|\bwhere (?:is|was|'s) .*\b(?:from|made|set)\b", ("country", "language")),
    (r"\bwhat(?:'s| is) (?:it|that|this) rated\b|\brated\b(?=.*\?)|\bage rating\b|\b(?:suitable|ok|okay|appropriate|safe) for (?:kids|children|a child|my)\b(?=.*\?)|\bwhat certificate\b", ("certificate",)),
    (r"\bhow much\b|\bwhat(?:'s| is) the price\b|\bwhat does .* cost\b|\bprice of\b", ("price",)),
)

AROUND_ITEMS = word_set(
    """
    we'd i'd you'd he'd she'd they'd it'd that'd dope lit goated banger ideas likes you're they're we're you've they've sorry course yourself making shame anyways anyhow
    definitely especially certainly exactly check might hunt haven't havent idea wouldn't couldn't
    read reading matter trouble god besides cousin swap replace else survive deal lowkey ngl bet goat fr stand bear take out he she him hers his theirs ours yours himself herself themselves annoying boring awful terrible horrible amazing excellent wonderful fantastic brilliant lovely decent famous popular
    guy girl man woman person relax sunday monday tuesday wednesday thursday weekend tv netflix bored tired sick
    looking lookin ugh wtf absolutely totally bunch couple single whole entire half top list watchable rewatch
    movie-night suggestions advice help sir madam buddy mate pal y'all yall plan planning stay staying favor
    a able about acted actor actors actress actually add after again age ago ah all also although am an and another
    answer any anymore anyone anything anyway are aren't as ask asked at available awesome bad basically be been
    before best better bit bookmark both boyfriend bro btw but by bye called can can't cant care cast certificate
    chance cheers choice choose chosen cinema compare compared cool could currently dad damn date day decade decades
    decide did didn't different directed director directors dislike disliked dislikes do does doesn't doing don't
    dont drop dubbed dude dunno each either else else's english enjoy enjoyed enough er era etc even evening ever
    every everything fan fancy far favorite favourite featuring feel feeling feels few fifth film films find fine
    first flick flicks folks for forget forgot fourth friday friend friends from fuck fucking fun game games gave
    genre genres get gets getting gimme girlfriend give given giving go going gonna good got great guess guys had
    haha happen happy has hate hated hates have having hear heard hello help her here hers hey hi him his hmm home
    honestly hopefully hour hours how however husband i i'd i'll i'm i've id idea ideally idk if im in instead into
    is isn't it it's item items its ive i’d i’m just keep kids kind kinda kinds know last lately later least leave
    lemme length less let lets like liked list literally little ll lol long look looking looks lot lots love loved
    loves made make makes man many max maximum maybe me mean mind mine minimum minute minutes mom mood more most
    movie movies much mum must my myself nah name named near need needs neither never new newer next nice night no
    none nope nor not nothing now number of off oh ok okay okey old older omg on once one ones only option or other
    our out over own parents partner people per perfect perhaps pick picks picture pictures play please plot pls plz
    prefer preferably pretty probably produced put question quite rated rather rating re ready real really reason
    rec recent recently recommend recommendation recommendations recommended recs released remember remove right rly
    runtime said same saturday save saved saw say saying says second see seem seems seen set shall she shit short
    should show showing shown shows similar since so some somebody someone something somewhere soon sort sorta star
    starring stars start still stories story stuff style styles subtitle subtitled subtitles such suggest suggestion
    suggestions sunday super sure take tbh tell than thank thanks that that's thats the their them theme themed
    themes then there there's these they thing things think third this those though thought thx time times title
    titles to today together told tomorrow tonight too totally tried try two ty type types u uh um up ur us use
    usually ve very vibe vibes wait wanna want wanted wants was wasn't watch watched watching watchlist way we week
    weekend welcome well went were what what's whatever when where whether which while who whole whom whose why wife
    will wish with without won't wonder wondering work worth would wow ya yeah year years yep yes yet you your yup
    """
)
"""Words that say nothing about what an item should be like; the rest of a message is the wish."""

NOT_MORE = "".join(f"(?<!{word})" for word in (*NUMBER_COMPARATIVES, *COMPARATIVES, "other", "recent"))
"""Before a "than" that compares no amounts."""
