"""The superior's forms (上级报表): kept, filled in, handed over to other counties."""

from boshan_desk.usecases.forms.filling import Filled, fill, look, notes
from boshan_desk.usecases.forms.keeping import (
    Form,
    add_form,
    copy_form,
    find_form,
    hand_over,
    list_forms,
    read_form_file,
    read_mapping_file,
    read_sheets,
    remove_form,
    save_mapping,
)

__all__ = [
    "Filled",
    "Form",
    "add_form",
    "copy_form",
    "fill",
    "find_form",
    "hand_over",
    "list_forms",
    "look",
    "notes",
    "read_form_file",
    "read_mapping_file",
    "read_sheets",
    "remove_form",
    "save_mapping",
]
