"""The life of a paper: made, looked over, edited, frozen, compared, handed out."""

from boshan_desk.usecases.papers.making import Written, make_pdf, write_pdf

__all__ = ["Written", "make_pdf", "write_pdf"]
