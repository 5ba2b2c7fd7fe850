"""What a partnership decides after a release, and what it sets out to do: decisions, actions, costs and feedback.

Imports of this floor: results. Imported on this floor by: none.
"""
