"""Regions of cases, witnesses and what is decided in them, in words: `审核分数 75 以上、不到 80`.

`sides.py`: the words of all sides taken together. `extents.py` tells regions, `intervals.py` their ranges, `decided.py`
what sides decide, `changes.py` by how much they differ, `proofs.py` how sure that is, `timed.py` what differs in time;
`cases.py` writes a witness as a case that can be saved, `boxes.py` a region as data.
"""
