"""The life of a paper: made, looked over, edited, frozen, compared, handed out."""

# No more than this: who composes a paper asks its form of this package, which composes none.
from boshan_desk.usecases.papers.written import Written

__all__ = ["Written"]
