"""Recipes, batches, augmentation, networks, losses and the training loop."""

import os

# TensorFlow asks while it is imported, once. It leaves oneDNN off on AMD processors, where a step
# with our fused batch norms is faster with it (docs/adr/0003).
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
