"""Reasons: the verdict in plain words, one to four sentences, the most telling first.

Each is true of the evidence as counted; none claims more than the verdict does.
"""

from sensor.findings.attribution import Charge, Why
from sensor.findings.evidence import Row
from sensor.findings.phrases import connections, what_was_seen
from sensor.findings.times import MAX_DAYS
from sensor.findings.verdict import Judgement, times_of
from sensor.findings.words import count, duration, joined
from sensor.model.fields import SERVER
from sensor.model.finding import Verdict
from sensor.model.outcome import Outcome
from sensor.model.signature import Activity, Shows

MAX_REASONS = 4
"""Sentences for one finding: what an analyst reads before opening the evidence."""
MAX_CODES = 3
"""Ways of refusal that are named."""

CURRENT = "HTTP 304"
NO_DATA = "HTTP 3"
SENT_ON = "sent on to"
"""In details of outcomes (`sensor.engine.outcome`): nothing is newer, any 3xx, and a redirection to somebody else."""

PRESENT = {
    Shows.INSTALLED: "the product is {}installed",
    Shows.MANAGES: "the management server is {}there",
    Shows.DEVICE: "the device is {}there",
    Shows.EMBEDDED: "the engine is {}there",
}
SURE = {Verdict.CONFIRMED: "", Verdict.LIKELY: "probably "}

RELAYS = {"resolver": "answers DNS for others", "walker": "resolves names itself", "proxy": "is a web proxy"}

NOTHING_INSTALLED = "nothing here shows an installation"


def reasons_of(charge: Charge, judgement: Judgement) -> tuple[str, ...]:
    """Return the reasons for *judgement* of the evidence in *charge*."""
    rows = sorted(charge.rows.values(), key=lambda row: row.key)
    its_rows = [row for row in rows if row.signature.shows is judgement.shows]
    reasons = [why_words(why) for why in sorted(charge.whys)][:1] if charge.via else []
    if judgement.shows is Shows.ACCESS:
        reasons.append(access_words(its_rows))
    reasons.append(what_was_seen(its_rows))
    reasons += [fate_words(its_rows, judgement), way_words(its_rows), repeat_words(its_rows)]
    reasons.append(visit_words(rows, judgement))
    return tuple(reason for reason in reasons if reason)[:MAX_REASONS]


def why_words(why: Why) -> str:
    """Return whose evidence it is when it is not simply the host's own."""
    if why.kind == "named":
        return f"sent on by the proxy {why.address}, which names this host in X-Forwarded-For"
    if why.kind == "claimed":
        return f"its X-Forwarded-For names {why.address}, but nobody was seen to use this host as a proxy"
    if why.kind == "inbound":
        return f"asked of this host by {why.address} from outside the home networks: a stranger, or a client --home leaves out"
    return f"somebody behind {why.address}, which {RELAYS[why.kind]}: the client's own request was not seen"


def access_words(rows: list[Row]) -> str:
    """Return what a visit is, and is not."""
    activities = {row.signature.activity for row in rows}
    made = connections(rows)
    got_there = any(row.outcome in (Outcome.SUCCEEDED, Outcome.UNKNOWN) for row in made)
    if activities == {Activity.INJECTED}:
        return f"only names from saved pages (injected tags); {NOTHING_INSTALLED}"
    if activities <= {Activity.WEB, Activity.INJECTED}:
        did = "visited" if got_there else "tried to visit" if made else "looked up"
        return f"{did} the vendor's website only; {NOTHING_INSTALLED}"
    if Activity.INSTALLER in activities and activities <= {Activity.WEB, Activity.INJECTED, Activity.INSTALLER}:
        did = "went to" if got_there else "tried to reach" if made else "looked up"
        return f"{did} the vendor's download hosts; nothing here shows that anything was installed"
    did = "used" if got_there else "tried to use" if made else "looked up"
    return f"{did} the vendor's service; {NOTHING_INSTALLED}"


def fate_words(rows: list[Row], judgement: Judgement) -> str:
    """Return what became of it all, when that can be said in one sentence."""
    made = connections(rows)
    lookups = [row for row in rows if row.is_dns]
    if any(row.outcome is Outcome.SUCCEEDED for row in made):
        updated = any(row.outcome is Outcome.SUCCEEDED and row.signature.activity is Activity.UPDATE for row in made)
        own = updated and judgement.shows is not Shows.ACCESS
        return f"an update host {served_words(made)}: updates may still get through" if own else ""
    if made:
        return unanswered_words(made, judgement)
    if not lookups:
        return ""
    if all(row.outcome is Outcome.REFUSED for row in lookups):
        every = all(row.refused == row.count for row in lookups)
        lead = "every lookup was refused" if every else "no lookup was seen to give an address"
        return f"{lead}{codes(lookups)}{consequence(rows, judgement)}"
    if all(row.outcome in (Outcome.UNKNOWN, Outcome.ATTEMPTED) for row in lookups):
        heard = any(row.answered for row in lookups)
        visible = any(row.outcome is Outcome.ATTEMPTED for row in lookups)
        if heard:
            return "no lookup was seen to give an address"
        return "no lookup was answered" if visible else "answers to its lookups were not visible"
    return ""


def served_words(made: list[Row]) -> str:
    """Return what an update host that answered well said: that nothing is new, or where to go, are answers without data."""
    said = ways([row for row in made if row.signature.activity is Activity.UPDATE], Outcome.SUCCEEDED)
    if said and all(words.startswith(CURRENT) for words in said):
        return "said that nothing is newer than what it has"
    return "answered" if said and all(words.startswith(NO_DATA) for words in said) else "answered with data"


def unanswered_words(made: list[Row], judgement: Judgement) -> str:
    """Return the sentence for connections of which none succeeded."""
    if all(row.outcome is Outcome.REFUSED for row in made):
        return f"every connection was refused{codes(made)}{consequence(made, judgement)}"
    if all(row.key.field == SERVER for row in made):
        return ""  # of an address alone only the first packet was looked at
    if all(row.outcome is Outcome.UNKNOWN for row in made):
        return "the other direction was not visible: whether it got through is unknown"
    sent_on = [words for words in ways(made, Outcome.ATTEMPTED) if SENT_ON in words]
    return f"no connection was seen to get through{in_parentheses(sent_on)}"


def ways(rows: list[Row], outcome: Outcome) -> list[str]:
    """Return the ways in which attempts came to *outcome*, in words, each once."""
    return sorted({words for row in rows for rank, words in row.details if rank == outcome.rank})


def codes(rows: list[Row]) -> str:
    """Return in parentheses how *rows* were refused."""
    return in_parentheses(ways(rows, Outcome.REFUSED))


def in_parentheses(words: list[str]) -> str:
    """Return *words* as a remark; empty where there are none, or too many to read."""
    return f" ({joined(words)})" if 0 < len(words) <= MAX_CODES else ""


def consequence(rows: list[Row], judgement: Judgement) -> str:
    """Return what refused attempts mean for the host, as far as the verdict carries it."""
    if judgement.shows is Shows.ACCESS or judgement.verdict not in SURE:
        return ""
    updates = any(row.signature.activity is Activity.UPDATE for row in rows)
    present = PRESENT[judgement.shows].format(SURE[judgement.verdict])
    return f": {present} but cannot {'update' if updates else 'reach its servers'}"


def way_words(rows: list[Row]) -> str:
    """Return how it was seen, where that weakens it."""
    if all(row.factor < 1.0 for row in rows):
        note = min(row.note for row in rows)
        return note or "seen only in a way that says less than the name itself"
    return "only DNS lookups were seen, no connection" if all(row.is_dns for row in rows) else ""


def repeat_words(rows: list[Row]) -> str:
    """Return the habit, when there is one."""
    times = times_of(rows)
    days = times.day_count()
    rhythm = max(
        (rhythm_words(group) for group in by_signature(rows)), key=lambda words: (words[:6] == "repeat", words)
    )
    if days > 1:
        at_least = "at least " if days >= MAX_DAYS else ""
        return f"seen on {at_least}{count(days, 'day')}" + (f"; {rhythm}" if rhythm else "")
    return rhythm


def by_signature(rows: list[Row]) -> list[list[Row]]:
    """Return *rows* by signature, as the verdict takes them."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.key.signature, []).append(row)
    return list(groups.values())


def rhythm_words(rows: list[Row]) -> str:
    """Return how one signature's sights repeat: at an interval, or just on and on; empty when they do not."""
    times = times_of(rows)
    interval = times.interval()
    if not interval:
        return ""
    if times.keeps(interval):
        return f"repeats about every {about(interval)}"
    return f"came again and again over {duration(times.last - times.first)}"


def about(minutes: int) -> str:
    """Return an interval in the unit that suits it, rounded: ``15 minutes``, ``2 hours``, ``3 days``."""
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * size:
            return count(round(minutes / size), unit)
    return count(minutes, "minute")


def visit_words(rows: list[Row], judgement: Judgement) -> str:
    """Return what else is listed and was not counted."""
    if judgement.shows is Shows.ACCESS:
        return ""
    others = {row.signature.shows for row in rows} - {judgement.shows}
    if others == {Shows.ACCESS}:
        return "visits to the vendor's website are listed and not counted"
    return f"also seen, not counted: {joined(sorted(others))}" if others else ""
