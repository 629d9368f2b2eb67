"""The handbook: a library's policies as sentences, tables, sources and worked examples, in Chinese or English.

    Material  --from_material.py-->  Handbook  --markdown.py, html.py-->  text

`material.py` is what it is written from, `parts.py` what it consists of. `chapter.py` tells one policy: `logic.py` and
`sentences.py` turn typed expressions into sentences by the phrases of the catalog (`handbook.toml`), `rules.py`,
`tables.py`, `listings.py` and `examples.py` tell its sections; `indices.py` stand at the end of the book. Nothing here
reads a file, a clock or a case: what was decided, and what owners say of their rules, comes in.
"""
