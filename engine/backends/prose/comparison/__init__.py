"""Branches side by side: a matrix of what their policies say, then the regions in which they decide differently.

    Material  --from_material.py-->  Handbook  --html.py, terminal.py; handbook/markdown.py-->  text
              --data.py-->  JSON data      --sheets.py-->  the sheets of a workbook

`material.py` is what it is written from; `items.py` lists what a program says, a line per item, for `engine.compliance`
to line up; `rows.py` and `behaviour.py` tell it. The document is made of the handbook's parts, and looks like one.
"""
