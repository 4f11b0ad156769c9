"""What is done with plans: packs, targets, progress, slips."""
