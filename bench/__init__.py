"""Benchmarks: the product's loop beside other engines, the results area, latency, growth and rebuild."""
