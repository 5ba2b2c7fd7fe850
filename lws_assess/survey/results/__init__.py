"""From a release to the figures that are said and drawn: means, bands, priorities, changes and how sure they are.

Imports of this floor: releases. Imported on this floor by: events, plans.
"""
