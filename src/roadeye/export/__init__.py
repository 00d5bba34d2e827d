"""Write a trained network as a model file; one file per format, and the parity gate."""
