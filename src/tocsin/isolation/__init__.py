"""Isolation: work on bytes that strangers wrote, done in processes that can do little and can be ended.

In: a function and items. Out: what came of each, or why nothing did. `pool` spreads items over worker processes,
`watching` tells which of them stand still; `sandbox` is what a worker gives up before it touches anything (`landlock`,
`seccomp`, limits of memory and time); `parcels` is the only form in which a worker's results are taken. Knows nothing
of logs.
"""
