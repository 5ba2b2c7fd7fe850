"""The plan of a partnership: actions, their leads, groupings, the workforce, and what people are told of it.

Events and the demo may import from here; this wing imports post, results and the floor itself.
"""
