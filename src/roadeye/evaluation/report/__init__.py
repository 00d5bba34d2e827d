"""Results as one self-contained page: no script, nothing loaded from elsewhere."""
