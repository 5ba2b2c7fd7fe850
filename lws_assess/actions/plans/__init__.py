"""The plan of a partnership: actions, their leads, groupings, the workforce, and what people are told of it.

Imports of this floor: post, results. Imported on this floor by: demo, events, overview, papers.
"""
