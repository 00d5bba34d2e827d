"""How much of a model's score is left when its pictures are corrupted."""
