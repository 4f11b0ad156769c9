"""A `Report` as a Word file: the same content as the PDF, to be edited in Word or WPS.

Every head, table and caption is what Word knows as such, so the file has an outline, its tables
can be sorted, and its type changes in one place.  Faces are named as offices have them; Word falls
back by itself where one is not installed.
"""

from boshan_desk.reports.word.writing import write_word

__all__ = ["write_word"]
