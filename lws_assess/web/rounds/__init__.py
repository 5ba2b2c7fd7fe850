"""Rounds as facilitators run them: drafts, groups, links, handouts, who takes part, nudges and leads.

Events may import from here; this wing imports post, results, upkeep and the floor itself.
"""
