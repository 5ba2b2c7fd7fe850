"""The demo: an invented partnership, loaded through the same actions as the pages.

Imports of this floor: answering, events, people, plans, results, rounds. Imported on this floor by: none.
"""
