"""The handbook: a library's policies as sentences, tables, sources and worked examples, in Chinese or English.

    model.Policy + Entry  --chapter.py-->  Section  --book.py-->  Handbook  --markdown.py, html.py-->  text

`parts.py` is what a handbook is made of; `conditions.py` and `expressions.py` turn typed expressions into sentences by
the phrases of the catalog (`handbook.toml`). Nothing here reads a file, a clock or a case: what was decided comes in.
"""
