"""Model files: what they say about themselves, and the engines that run them."""
