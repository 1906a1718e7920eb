"""Does the judge agree with raters, read what it is said to read, and stand up to those who would talk it up.

    python -m evals judge                               # every table on our own test split, on the embedded engine
    python -m evals judge --engine URL                  # the same through any OpenAI-compatible server
    python -m evals judge --data FOLDER                 # and people's labels: JSON-lines files, see `people`
    python -m evals judge --split validation --only agreement --only style     # for choices

The test split and people's labels are read once per release, and each look at them is written down in
`evals/readings/judge.jsonl`. Each figure stands beside what length, word length, simple models and the
untrained base give, and beside the raters' own agreement; intervals are 90 %, from resampling questions. Writes
`evals/results/ADAPTER-SPLIT.md`, with `--only` nothing but what it prints.
"""
