"""Networks built in code, one file each; `build` makes any of them from a `NetworkConfig`."""
