"""What branches change of the policies of the branches above them.

override.py   what one file changes: its overrides, each with its reason and its days
merge.py      the document of a policy, with overrides in it
drafts.py     the documents of a branch's policy, one for each stretch of time in which the same overrides hold
plans.py      what a branch's policies are made of: its own documents, its overlays, what it takes over
editions.py   a policy as a branch has it: one edition after another
admit.py      what is found in an edition, told once
checks.py     overrides that find nothing to change, clash, change nothing, or go on when the branches above change
stocks.py     every branch's policies
"""
