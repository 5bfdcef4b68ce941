"""Weights of the parser, its table of base forms, and the licences of the treebanks they come from."""
