"""New policies and branches: files that are complete, pass every check and teach by what they say."""

from engine.workshop.scaffold.drafts import SHAPES, Draft, new_branch, new_overlay, new_policy

__all__ = ["SHAPES", "Draft", "new_branch", "new_overlay", "new_policy"]
