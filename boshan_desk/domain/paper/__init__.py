"""What a paper is made of, as data: its form, its sections, its wording."""
