"""Comparisons that are linear over columns of ordered values: whether all of them can hold somewhere in a box."""
