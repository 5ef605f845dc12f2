"""What a trial's writes say: the outage, its parts, and whether the system told the truth. Pure."""

PARTS = ("detection", "vote", "first_commit", "client")


def outage_of(writes, since_ns):
    """The longest time between acknowledged writes that follow each other, from the last one before
    the fault on: (length, end), or None when none was acknowledged afterwards."""
    acknowledged = sorted(end for _, _, end, revision in writes if revision is not None)
    before = [at for at in acknowledged if at <= since_ns]
    after = [at for at in acknowledged if at > since_ns]
    if not after:
        return None
    chain = before[-1:] + after
    if len(chain) < 2:
        return None
    return max((later - earlier, later) for earlier, later in zip(chain, chain[1:]))


def parts_of(events, since_ns, outage):
    """How the outage after a kill divides, from the survivors' logs; empty when they do not say."""
    length, end = outage
    inside = {name: [at for at in times if since_ns <= at <= end] for name, times in events.items()}
    if not all(inside.get(name) for name in ("campaign", "elected", "first_commit")):
        return {}
    campaign, elected = min(inside["campaign"]), max(inside["elected"])
    commit = max(inside["first_commit"])
    parts = {"detection": campaign - since_ns, "vote": elected - campaign, "first_commit": commit - elected,
             "client": end - commit}
    if inside.get("peer_refused"):
        parts["evidence"] = min(inside["peer_refused"]) - since_ns
    parts = {name: round(ns / 1e6, 3) for name, ns in parts.items()}
    parts["campaigns"] = len(inside["campaign"])
    return parts


def violations_of(writes, history):
    """Sentences, one for each way in which what was acknowledged is not what was stored.

    `history` is every change of the written object, in order: (number, revision)."""
    found = []
    revision_of = {}
    for number, revision in history:
        if number in revision_of:
            found.append(f"write {number} was done twice: at {revision_of[number]} and {revision}")
        revision_of.setdefault(number, revision)
    revisions = [revision for _, revision in history]
    if any(later <= earlier for earlier, later in zip(revisions, revisions[1:])):
        found.append("revisions do not rise")
    last = 0
    for number, _, _, revision in writes:
        if revision is None:
            continue
        stored = revision_of.get(number)
        if stored is None:
            found.append(f"write {number} was acknowledged at {revision} and is lost")
        elif stored != revision:
            found.append(f"write {number} was acknowledged at {revision} and stored at {stored}")
        if revision <= last:
            found.append(f"write {number} was acknowledged at {revision}, after {last}")
        last = max(last, revision)
    return found


def quantile(values, share):
    """The nearest rank: always a value that was measured."""
    values = sorted(values)
    rank = -(-int(share * 1000) * len(values) // 1000)
    return values[max(0, rank - 1)]


def summary(results):
    """Of the trials of one system; None of none."""
    outages = [result["outage_ms"] for result in results]
    if not outages:
        return None
    return {"trials": len(outages), "p50_ms": quantile(outages, .5), "p99_ms": quantile(outages, .99),
            "max_ms": max(outages)}


def parts_summary(results):
    out = {}
    for name in PARTS + ("evidence",):
        values = [result["parts"][name] for result in results if name in result.get("parts", {})]
        if values:
            out[name] = {"n": len(values), "p50_ms": quantile(values, .5), "p99_ms": quantile(values, .99),
                         "max_ms": max(values)}
    return out
