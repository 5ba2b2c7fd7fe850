"""What a partnership decides after a release, and what it sets out to do: decisions, actions, costs and feedback.

Other floors import from here, no other wing of this floor does; it imports results and modules of the floor itself.
"""
