"""Takes a policy paper apart: headings, measures, targets and units are proposed, never decided.

What is found is found by how such papers are written (numbering, 责任单位 in brackets, numbers with
measure words); no paper is known by name.
"""

from boshan_desk.domain.plans.papers.draft import Draft, DraftTarget, read_paper
from boshan_desk.domain.plans.papers.tasks import DraftTask

__all__ = ["Draft", "DraftTarget", "DraftTask", "read_paper"]
