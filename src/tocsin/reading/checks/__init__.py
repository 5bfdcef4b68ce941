"""Checks of a text against itself and against the record: each yields `Problem`s, none says what is true."""
