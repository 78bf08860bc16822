"""Normal forms of values: text keys, languages, countries, nationalities and age certificates.

Knows which spellings mean the same (`en` and `English`, `USA` and `United States`). Knows nothing about
columns or catalogs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\W_]+")


@lru_cache(maxsize=200_000)
def key(value: str) -> str:
    """A comparison key: lower case, no diacritics, punctuation as single spaces ("Film-Noir" -> "film noir")."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    spaced = _SPACE.sub(" ", plain).strip()
    return spaced or value.strip().casefold()


# ISO 639-1 (and the codes TMDB uses) -> (English name, nationality adjective or "")
# fmt: off
_LANGUAGES: dict[str, tuple[str, str]] = {
    "en": ("English", ""), "fr": ("French", "French"), "es": ("Spanish", "Spanish"),
    "ja": ("Japanese", "Japanese"), "de": ("German", "German"), "zh": ("Chinese", "Chinese"),
    "cn": ("Cantonese", "Chinese"), "yue": ("Cantonese", "Chinese"), "cmn": ("Mandarin", "Chinese"),
    "it": ("Italian", "Italian"), "ko": ("Korean", "Korean"), "da": ("Danish", "Danish"),
    "ru": ("Russian", "Russian"), "fa": ("Persian", "Iranian"), "pt": ("Portuguese", "Portuguese"),
    "sv": ("Swedish", "Swedish"), "hi": ("Hindi", "Indian"), "th": ("Thai", "Thai"),
    "nl": ("Dutch", "Dutch"), "id": ("Indonesian", "Indonesian"), "ps": ("Pashto", "Afghan"),
    "pl": ("Polish", "Polish"), "af": ("Afrikaans", ""), "ro": ("Romanian", "Romanian"),
    "cs": ("Czech", "Czech"), "he": ("Hebrew", "Israeli"), "no": ("Norwegian", "Norwegian"),
    "nb": ("Norwegian", "Norwegian"), "nn": ("Norwegian", "Norwegian"), "fi": ("Finnish", "Finnish"),
    "hu": ("Hungarian", "Hungarian"), "tr": ("Turkish", "Turkish"), "el": ("Greek", "Greek"),
    "ar": ("Arabic", ""), "uk": ("Ukrainian", "Ukrainian"), "bn": ("Bengali", "Indian"),
    "ta": ("Tamil", "Indian"), "te": ("Telugu", "Indian"), "ml": ("Malayalam", "Indian"),
    "vi": ("Vietnamese", "Vietnamese"), "is": ("Icelandic", "Icelandic"), "sr": ("Serbian", "Serbian"),
    "hr": ("Croatian", "Croatian"), "bg": ("Bulgarian", "Bulgarian"), "et": ("Estonian", "Estonian"),
    "ka": ("Georgian", "Georgian"), "wo": ("Wolof", "Senegalese"), "mn": ("Mongolian", "Mongolian"),
    "ga": ("Irish", "Irish"), "ca": ("Catalan", "Spanish"), "tl": ("Tagalog", "Filipino"),
    "sh": ("Serbo-Croatian", ""), "la": ("Latin", ""), "yi": ("Yiddish", ""), "xx": ("Silent", ""),
}
_LANGUAGE_ALIASES = {"farsi": "Persian", "silent film": "Silent", "no dialogue": "Silent", "filipino": "Tagalog"}
_LANGUAGE_NAMES = {key(name): name for name, _ in _LANGUAGES.values()}
_LANGUAGE_NATIONALITY = {name: nation for name, nation in _LANGUAGES.values() if nation}

# English country name -> nationality adjectives, the first one canonical
_COUNTRIES: dict[str, tuple[str, ...]] = {
    "United States": ("American",), "United Kingdom": ("British", "English", "Scottish", "Welsh"),
    "France": ("French",), "Germany": ("German",), "Italy": ("Italian",), "Japan": ("Japanese",),
    "Spain": ("Spanish",), "China": ("Chinese",), "Hong Kong": ("Hong Kong",), "Taiwan": ("Taiwanese",),
    "South Korea": ("Korean", "South Korean"), "India": ("Indian", "Bollywood"), "Iran": ("Iranian",),
    "Canada": ("Canadian",), "Australia": ("Australian", "Aussie"), "New Zealand": ("New Zealand", "Kiwi"),
    "Ireland": ("Irish",), "Sweden": ("Swedish",), "Denmark": ("Danish",), "Norway": ("Norwegian",),
    "Finland": ("Finnish",), "Iceland": ("Icelandic",), "Netherlands": ("Dutch",), "Belgium": ("Belgian",),
    "Switzerland": ("Swiss",), "Austria": ("Austrian",), "Poland": ("Polish",), "Hungary": ("Hungarian",),
    "Czech Republic": ("Czech",), "Czechoslovakia": ("Czechoslovak", "Czech"), "Slovakia": ("Slovak",),
    "Romania": ("Romanian",), "Bulgaria": ("Bulgarian",), "Greece": ("Greek",), "Turkey": ("Turkish",),
    "Russia": ("Russian",), "Soviet Union": ("Soviet", "Russian"), "Ukraine": ("Ukrainian",),
    "Georgia": ("Georgian",), "Estonia": ("Estonian",), "Latvia": ("Latvian",), "Lithuania": ("Lithuanian",),
    "Serbia": ("Serbian",), "Yugoslavia": ("Yugoslav",), "Croatia": ("Croatian",),
    "Bosnia and Herzegovina": ("Bosnian",), "Slovenia": ("Slovenian",), "Portugal": ("Portuguese",),
    "Mexico": ("Mexican",), "Brazil": ("Brazilian",), "Argentina": ("Argentine", "Argentinian"),
    "Chile": ("Chilean",), "Colombia": ("Colombian",), "Peru": ("Peruvian",), "Cuba": ("Cuban",),
    "Venezuela": ("Venezuelan",), "Bolivia": ("Bolivian",), "Uruguay": ("Uruguayan",),
    "Israel": ("Israeli",), "Palestine": ("Palestinian",), "Lebanon": ("Lebanese",), "Egypt": ("Egyptian",),
    "Tunisia": ("Tunisian",), "Algeria": ("Algerian",), "Morocco": ("Moroccan",), "Senegal": ("Senegalese",),
    "Mali": ("Malian",), "Mauritania": ("Mauritanian",), "South Africa": ("South African",),
    "Nigeria": ("Nigerian",), "Ethiopia": ("Ethiopian",), "Kenya": ("Kenyan",), "Chad": ("Chadian",),
    "Burkina Faso": ("Burkinabe",), "Cameroon": ("Cameroonian",), "Thailand": ("Thai",),
    "Vietnam": ("Vietnamese",), "Indonesia": ("Indonesian",), "Philippines": ("Filipino", "Philippine"),
    "Malaysia": ("Malaysian",), "Singapore": ("Singaporean",), "Cambodia": ("Cambodian",),
    "Mongolia": ("Mongolian",), "Bhutan": ("Bhutanese",), "Nepal": ("Nepalese",), "Pakistan": ("Pakistani",),
    "Bangladesh": ("Bangladeshi",), "Sri Lanka": ("Sri Lankan",), "Afghanistan": ("Afghan",),
    "Kazakhstan": ("Kazakh",), "Saudi Arabia": ("Saudi",), "Jordan": ("Jordanian",), "Qatar": ("Qatari",),
    "United Arab Emirates": ("Emirati",), "Syria": ("Syrian",), "Iraq": ("Iraqi",), "Malta": ("Maltese",),
    "Luxembourg": ("Luxembourgish",), "Jamaica": ("Jamaican",), "North Macedonia": ("Macedonian",),
}
_COUNTRY_ALIASES = {
    "usa": "United States", "us": "United States", "u s": "United States", "u s a": "United States",
    "united states of america": "United States", "america": "United States", "uk": "United Kingdom",
    "u k": "United Kingdom", "great britain": "United Kingdom", "britain": "United Kingdom",
    "england": "United Kingdom", "scotland": "United Kingdom", "wales": "United Kingdom",
    "korea": "South Korea", "republic of korea": "South Korea", "west germany": "Germany",
    "holland": "Netherlands", "the netherlands": "Netherlands", "czechia": "Czech Republic", "ussr": "Soviet Union",
    "russian federation": "Russia", "uae": "United Arab Emirates", "federal republic of yugoslavia": "Yugoslavia",
    "iran islamic republic of": "Iran", "macedonia": "North Macedonia", "palestinian territory": "Palestine",
}
_COUNTRY_NAMES = {key(name): name for name in _COUNTRIES} | _COUNTRY_ALIASES


def language_name(value: str) -> str:
    """The English name of a language given as a code or a name; other text comes back as it is."""
    text = value.strip()
    if text.lower() in _LANGUAGES:
        return _LANGUAGES[text.lower()][0]
    plain = key(text)
    return _LANGUAGE_ALIASES.get(plain) or _LANGUAGE_NAMES.get(plain, text)


def country_name(value: str) -> str:
    """The English name of a country given in a common spelling; other text comes back as it is."""
    return _COUNTRY_NAMES.get(key(value), value.strip())


def country_of_word(word: str) -> str | None:
    """The country a word names ("USA", "korea"), or None."""
    return _COUNTRY_NAMES.get(key(word))


def nationality(word: str) -> str | None:
    """The canonical nationality adjective of a word ("Aussie" -> "Australian"), or None."""
    return _NATIONALITIES.get(key(word))


def nationality_words() -> tuple[str, ...]:
    """Every adjective of nationality that `nationality` knows, in lower case."""
    return tuple(_NATIONALITIES)


_NATIONALITIES = {key(word): words[0] for words in reversed(_COUNTRIES.values()) for word in words}
_NATIONALITIES |= {"bollywood": "Indian", "czech": "Czech", "russian": "Russian", "korean": "Korean"}


_REGIONS = {
    "asian": "Japanese Chinese Korean Taiwanese Thai Indian Iranian Vietnamese Indonesian Filipino Malaysian Mongolian "
    "Bhutanese Nepalese Pakistani Bangladeshi Singaporean Cambodian Kazakh Turkish Israeli Lebanese Palestinian",
    "east asian": "Japanese Chinese Korean Taiwanese Mongolian",
    "european": "French German Italian Spanish British Swedish Danish Norwegian Finnish Icelandic Dutch Belgian Swiss "
    "Austrian Polish Hungarian Czech Slovak Romanian Bulgarian Greek Russian Ukrainian Serbian Croatian Portuguese "
    "Irish Estonian Latvian Lithuanian Yugoslav Slovenian Bosnian Macedonian",
    "scandinavian": "Swedish Danish Norwegian Icelandic Finnish",
    "nordic": "Swedish Danish Norwegian Icelandic Finnish",
    "latin american": "Mexican Brazilian Argentine Chilean Colombian Peruvian Cuban Venezuelan Bolivian Uruguayan",
    "south american": "Brazilian Argentine Chilean Colombian Peruvian Venezuelan Bolivian Uruguayan",
    "african": "Senegalese Malian Mauritanian Nigerian Ethiopian Kenyan Chadian Burkinabe Cameroonian Egyptian "
    "Tunisian Algerian Moroccan",
    "middle eastern": "Iranian Israeli Lebanese Egyptian Palestinian Turkish Saudi Jordanian Syrian Iraqi Qatari",
    "eastern european": "Polish Hungarian Czech Slovak Romanian Bulgarian Russian Ukrainian Serbian Croatian Yugoslav",
}


def nationalities_of(region: str) -> tuple[str, ...]:
    """The nationality adjectives of a part of the world ("Nordic"); none for other words."""
    return tuple(_REGIONS.get(key(region), "").split())


def languages_of(nation: str) -> tuple[str, ...]:
    """The languages whose nationality adjective is `nation` ("Indian" -> Hindi, Bengali, …)."""
    return tuple(dict.fromkeys(name for name, adjective in _LANGUAGE_NATIONALITY.items() if adjective == nation))


def origins_of(languages: list[str], countries: list[str]) -> list[str]:
    """Nationality adjectives that fit an item: those of its languages and of its countries, without repeats."""
    found = [_LANGUAGE_NATIONALITY[name] for name in languages if name in _LANGUAGE_NATIONALITY]
    for country in countries:
        words = _COUNTRIES.get(country)
        found += [words[0]] if words else []
        if country in ("Soviet Union", "Czechoslovakia"):
            found.append("Russian" if country == "Soviet Union" else "Czech")
        if country == "Hong Kong":
            found.append("Chinese")
    return list(dict.fromkeys(found))


# Youngest age each certificate is meant for, in years (MPA, US television, BBFC).
_CERTIFICATE_AGES = {
    "g": 0, "u": 0, "tv g": 0, "tv y": 0, "tv y7": 7, "pg": 8, "gp": 8, "m": 8, "tv pg": 8, "12": 12, "12a": 12,
    "pg 13": 13, "tv 14": 14, "15": 15, "r": 17, "tv ma": 17, "nc 17": 18, "x": 18, "18": 18,
}  # fmt: skip


def certificate_age(value: str) -> float:
    """Youngest age in years a certificate is meant for; nan for "Not Rated", "Approved" and unknown ones."""
    return float(_CERTIFICATE_AGES.get(key(value), float("nan")))
