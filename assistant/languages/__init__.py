"""Everything that depends on a language: how questions are read in it, and what the assistant says in it.

`language.py` says what a language has to offer, `en` and `ja` are those there are, `registry.py` finds the one that is meant.
"""
