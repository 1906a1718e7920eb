"""A tiny chat model with random weights and a byte-pair tokenizer of its own: the real code paths in milliseconds."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from assistant.server.model import PackedModel
from assistant.server.roster import Roster
from assistant.server.tokens import ChatTokens
from assistant.server.weights import Base

SHA256 = "0" * 63 + "1"
CONTEXT = 512
_TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def tiny_network(dtype: torch.dtype = torch.bfloat16, seed: int = 0) -> Any:
    """Three layers, four heads on two keys; the same for the same seed."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=400,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
        tie_word_embeddings=True,
        initializer_range=0.2,
    )
    network: Any = LlamaForCausalLM(config)
    network.set_attn_implementation("sdpa")
    return network.to(dtype).eval().requires_grad_(False)


def tiny_model(dtype: torch.dtype = torch.bfloat16, seed: int = 0) -> PackedModel:
    """The same in packed form."""
    return PackedModel(tiny_network(dtype, seed))


def tiny_tokenizer() -> PreTrainedTokenizerFast:
    """Bytes and a few merges, chat marks, and an added token that is not declared special."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=380,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(["the answer is what we did and why we did it, in user and assistant turns"] * 4, trainer)
    bpe.add_tokens(["<|tool|>"])
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=bpe, bos_token="<|im_start|>", eos_token="<|im_end|>", chat_template=_TEMPLATE
    )


def tiny_roster(dtype: torch.dtype = torch.bfloat16) -> Roster:
    """Served as `tiny`, `judge` and `interviewer`; it never ends a reply by itself."""
    return Roster(Base("tiny", Path("/nowhere"), SHA256), tiny_model(dtype), frozenset())


def tiny_tokens() -> ChatTokens:
    """Its tokenizer as the server uses it."""
    return ChatTokens(tiny_tokenizer())
