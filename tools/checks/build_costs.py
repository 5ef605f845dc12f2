"""Prints what a cold build cost: the sum of CPU-seconds and the dearest files.

    build_costs.py COSTS.tsv       written by tools/checks/measure
"""
import re
import sys

BUDGET_S = 1200
SHOWN_MAX = 10


def main(path):
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            seconds, target = line.rstrip("\n").split("\t")
            rows.append((float(seconds), re.sub(r"CMakeFiles/[^/]+\.dir/|\.o$", "", target)))
    rows.sort(reverse=True)
    total = sum(seconds for seconds, _ in rows)
    print(f"build: {total:.0f} CPU-seconds for {len(rows)} objects (budget {BUDGET_S})")
    for seconds, target in rows[:SHOWN_MAX]:
        print(f"build: {seconds:8.1f} s  {target}")
    if total > BUDGET_S:
        print(f"build: over the budget by {total - BUDGET_S:.0f} s: thin the headers the dearest files include")


if __name__ == "__main__":
    main(sys.argv[1])
