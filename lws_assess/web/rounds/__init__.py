"""Rounds as facilitators run them: drafts, groups, links, handouts, who takes part, nudges and leads.

Imports of this floor: post, results, upkeep. Imported on this floor by: events, start.
"""
