"""The paper to the leading group, as a `Report` (domain.md 5.3).

The text speaks of the year so far, as offices do; tables show the quarter beside it.  Every number
is a figure of the catalogue or a group of one, so that paper and screen never differ.  What stands
in it, in which order and words, is data (`resources/reports`).
"""
