"""Every test and every doctest speaks English, whatever the system's language."""

import os

# Asked before the system's settings; a country's decimal mark would count too (en_ZA has a comma).
os.environ["SYMGRAD_LANG"] = "en"
os.environ["LANGUAGE"] = "en_US"
