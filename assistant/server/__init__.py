"""An OpenAI-compatible inference server for one open chat model and its LoRA adapters.

It knows nothing about interviews and imports nothing of ours outside this package; `vllm serve` can take its place.
Started by `python -m assistant.server`, never imported by the product.
"""
