"""How languages write names: which language a sentence is in, and which capitals in it mean nothing.

Knows the small words of English, German, French and Spanish. Knows nothing about catalogs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from catalog.everyday import ALWAYS_CAPITAL, GRAMMAR, word_set

Tongue = Literal["en", "de", "fr", "es"]

SMALL: dict[Tongue, frozenset[str]] = {
    "en": GRAMMAR,
    "de": word_set(
        """
        aber alle allem allen alles als also am an auch auf aus bei beide beiden beim bis da dabei dafur damit danach
        dann darin das dass davon dazu dein deine deinem deinen deiner dem den denn der deren des dessen dich die dies
        diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er erst es etwas euch
        euer eure fast fur gab ganz gar gegen gern gerne gibt gut guten habe haben hat hier ich ihm ihn ihnen ihr ihre
        ihrem ihren ihrer ihres im immer in ins ist ja jede jeder jedes kann kein keine keinen konnen leider mal man
        mehr mein meine meiner mich mir mit nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem
        seinen seiner sich sie sind so sogar sowie statt uber um und uns unser unsere unter viel viele vielleicht vom
        von vor wahrend war was weil weiter welche welcher wenn wer wie wieder wir wird wo wurde zu zum zur zwar
        zwischen funf zwei drei vier dank hallo schade bitte tut gleich vor allem wer passend passt
        """
    ),
    "fr": word_set(
        """
        a ai ainsi alors apres au aucun aussi autre aux avant avec beaucoup bien bonjour bonne bon c ca car ce cela
        celle celui ces cet cette ceux chaque chez cinq comme contre d dans de deja depuis des desole deux donc dont du
        elle elles en encore entre est et eux facon il ils j je jusqu l la le les leur leurs lui m ma mais meme mes moi
        moins mon n ne ni nos notre nous on ont ou par parmi pas peu plus plusieurs pour pourquoi quand que quel quelle
        quelque quelques qui s sa sans se ses si son sont sous sur t ta te tes toi ton toujours tous tout toute toutes
        tres trois tu un une vers voici voila vos votre vous y quatre merci cote autant parce puisque
        """
    ),
    "es": word_set(
        """
        a al algo alguna algunas alguno algunos ambas ambos ante antes aqui asi aun aunque bajo bien buena buenas bueno
        cada casi cinco como con contra cual cuando cuatro de del desde donde dos durante el ella ellas ellos en entre
        era eres es esa esas ese eso esos esta estan estas este esto estos fue gracias ha hasta hay hola incluso la las
        le les lo los mas me mi mientras mis mucha muchas mucho muchos muy nada ni ninguna ninguno no nos nosotros o os
        otra otras otro otros para pero poco por porque pues que quien quieres se segun ser si sin sobre solo son su
        sus tal tambien tan tanto te ti tiene todas todo todos tras tres tu tus un una unas uno unos y ya yo lamento
        cualquiera ambientada
        """
    ),
}
_TELLING: dict[Tongue, frozenset[str]] = {
    "en": word_set("the and of is are with for it that this from you your these they has its to by both which or be"),
    "de": SMALL["de"] - word_set("am an da die in so was war also man mal an gut es du des er dies den hat"),
    "fr": SMALL["fr"] - word_set("a on as me se te si en la de son sa no l d s t c y tu ton comme entre que un le les"),
    "es": SMALL["es"] - word_set("a no me se te si en la de son ha es un que entre las y o tan le les tu lo como solo"),
}
"""Words that stand in hardly any of the other three."""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(";"))


FREE = word_set("mr mrs ms dr sir lady herr frau monsieur madame mme mlle senor senora don dona st saint sankt")
"""Capitalised before a name, and no part of it."""
POLITE = word_set("sie ihnen ihr ihre ihrem ihren ihrer ihres")
NOUNS = word_set(
    """
    regisseur regisseurin regie schauspieler schauspielerin star stars altmeister meister film filme filmen films
    klassiker drama thriller krimi komodie romanze western horror science fiction anfang mitte ende jahr jahre jahren
    paar bisschen abend abends morgen nacht wochenende sonntag samstag freitag duo gespann bruder schwestern
    drehbuchautor autor hauptdarsteller hauptdarstellerin kultfilm spannung uhr minuten stunden mal
    """
)
"""German nouns that stand right before a name or another noun."""
PLACES = _phrases(
    """
    new york; los angeles; san francisco; new orleans; las vegas; hong kong; buenos aires; middle east; new
    england; new zealand; new mexico; rio de janeiro; world war; world war 2; world war i; 1st world war;
    first world war; second world war; 2nd world war; cold war; civil war; american civil war; middle ages;
    great depression; wild west; old west; old hollywood; golden age; new wave; french new wave; roman empire;
    ancient rome; soviet union; united states; united kingdom; south korea; south africa; great britain; far
    east; deep south; american south; american west; new year; new years eve; christmas eve; valentines day;
    gen z; sci fi; vereinigte staaten; vereinigten staaten; zweiter weltkrieg; zweiten weltkrieg; ersten
    weltkrieg; wilder westen; wilden westen; kalter krieg; kalten krieg; nouvelle vague; etats unis; royaume
    uni; guerre mondiale; moyen age; nouvelle zelande; coree du sud; estados unidos; reino unido; nueva york;
    guerra mundial; segunda guerra mundial; primera guerra mundial; edad media; nueva zelanda; corea del sur;
    guerra fria; guerra civil; gran bretana; viejo oeste; salvaje oeste; lejano oeste; seconde guerre
    mondiale; premiere guerre mondiale; guerre froide
    """
)
"""Names of places and times that are no title and no person."""
OUTWARD = tuple(word_set("esque ian ians ean eans ish ese ien ienne iano iana isch ische ischen ischer"))
"""Endings of adjectives that some languages write with a capital."""


def tongue_of(words: Sequence[str], before: Tongue = "en") -> Tongue:
    """The language of a sentence given as comparable words (`catalog.titles`); `before` where they do not tell."""
    counts = {tongue: sum(word in small for word in words) for tongue, small in _TELLING.items()}
    best = max(counts, key=lambda tongue: (counts[tongue], tongue == before))
    return best if counts[best] else before


def is_small(word: str) -> bool:
    """Whether a comparable word is a small word of one of the languages, or capitalised whatever is meant."""
    return word in ALWAYS_CAPITAL or any(word in small for small in SMALL.values())
