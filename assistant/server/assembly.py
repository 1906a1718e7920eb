"""Puts the server together from its options: weights, adapters, worker, application."""

from __future__ import annotations

import argparse
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch
from fastapi import FastAPI

from assistant.server.adapters import read_adapter
from assistant.server.app import Access, make_app
from assistant.server.metrics import Metrics
from assistant.server.model import packed
from assistant.server.roster import Roster
from assistant.server.tokens import ChatTokens
from assistant.server.weights import find_base, load_network, load_tokenizer, suited_dtype
from assistant.server.worker import Limits, Worker

_log = logging.getLogger(__name__)


def assembled(options: argparse.Namespace, keys: frozenset[str]) -> FastAPI:
    """The application for these options and keys, everything loaded and checked.

    That is done in a thread that ends, because OpenMP keeps helpers for each thread that ever computed. Where there are
    more of them than cores they sleep after every product instead of waiting awake for the next one, and the worker's
    passes took 1.6 times as long (two cores of a Xeon).
    """
    with ThreadPoolExecutor(1, thread_name_prefix="assembly") as apart:
        return apart.submit(_assembled, options, keys).result()


def _assembled(options: argparse.Namespace, keys: frozenset[str]) -> FastAPI:
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    device = _device(options.device)
    base = find_base(options.model, options.cache)
    for _, folder in options.adapter:
        read_adapter(folder, base.sha256)
    dtype = suited_dtype(device) if options.dtype == "auto" else options.dtype
    network = load_network(base, dtype, device)
    tokenizer = load_tokenizer(base)
    tokens = ChatTokens(tokenizer)
    roster = Roster(base, packed(network), _ends(network, tokenizer))
    for name, folder in options.adapter:
        roster.load(name, folder)
    limits = Limits(options.max_queue, options.max_replies, options.pass_tokens, options.prefix_cache_mb << 20)
    metrics = Metrics()
    _log.info(
        "%s (%s…) in %s on %s, %d threads; %s",
        base.name,
        base.sha256[:12],
        dtype,
        device,
        torch.get_num_threads(),
        "; ".join(
            f"{s.name}: {f'{s.adapter.name}/{s.adapter.version}' if s.adapter else 'base'}" for s in roster.all()
        ),
    )
    worker = Worker(roster, tokens, limits, metrics)
    return make_app(worker, tokens, metrics, Access(keys, options.adapters_root))


def _device(asked: str) -> str:
    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return asked


def _ends(network: Any, tokenizer: Any) -> frozenset[int]:
    """The tokens that end a reply."""
    told = network.generation_config.eos_token_id
    ends = set(told if isinstance(told, list) else [told]) | {tokenizer.eos_token_id}
    return frozenset(end for end in ends if end is not None)
