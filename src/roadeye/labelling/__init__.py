"""What helps a person to label: which pictures, drafts of their labels, and how labels look."""
