"""The tools of a policy's owner, one module each. What they make is files, as data; writing them is the adapters'.

formatting   files laid out anew
scaffold     a policy and its cases to start from
handbook     all policies as a book for people; examples and notes are what it shows of cases and of comments
calendars    calendars asked: what a day is and why, when a span of time is over
provenance   who set what a policy says, where, since when, why, and in place of what
schemas      the library's own words, for completion in editors
file         what each of them makes
"""
