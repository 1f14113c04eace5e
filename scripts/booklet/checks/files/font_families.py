"""The families of letters that a finished file may have: a list of the checks' own, not that of the code which sets
them.
"""

# Sans serif families, and the one for Arabic, whose letters have no serifs
FAMILIES = ("Atkinson Hyperlegible Next", "Noto Sans", "Noto Naskh Arabic", "Noto Sans Malayalam", "Noto Sans SC")
