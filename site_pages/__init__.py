"""The pages of the site that are made from the code, and the check of what was built."""
