"""How names are written and compared."""

import unicodedata


def unique_names(names):
    """The names in order, each once, clean of what would break a line."""
    clean = (" ".join(unicodedata.normalize("NFC", name).split()) for name in names)
    return list(dict.fromkeys(name for name in clean if name))


def comparable(name):
    """The name without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def strip_mark(name):
    """CLDR tells namesakes of one country apart by a raised digit."""
    return name.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")


def loosely(name):
    """The name in lower case, and without accents where those are marks on Latin letters: elsewhere
    marks are vowels."""
    latin = all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())
    return comparable(name) if latin else name.casefold()
