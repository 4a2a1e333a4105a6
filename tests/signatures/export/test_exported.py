"""Notes of what an export cannot carry, and the comment that tells it."""

from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import WIDTH, Effect, Gap, Notes, Settings, head, one_line, summary


def test_summary_counts_signatures_and_groups_gaps_by_reason(acme: SignatureSet) -> None:
    """A line a reason, below it a line a signature; what is carried in part counts once."""
    update, cloud = acme.signatures[:2]
    gaps = (
        Gap(update.id, "a", Effect.LESS, "why"),
        Gap(update.id, "b", Effect.LESS, "why"),
        Gap(cloud.id, "c", Effect.LEFT_OUT, "because"),
    )
    lines = summary(acme, {update.id, acme.signatures[-1].id}, gaps)
    assert lines[0] == "Signatures: 1 whole, 1 in part, 4 not at all."
    assert lines[1:] == ["Sees less: why:", f"  {update.id}: a, b", "Left out: because:", f"  {cloud.id}: c"]


def test_a_long_list_is_cut_and_counted(acme: SignatureSet) -> None:
    """A million values do not bury the rest."""
    gaps = tuple(Gap("x", str(number), Effect.LEFT_OUT, "why") for number in range(1000))
    assert summary(acme, (), gaps)[2].endswith("and 988 more")
    assert len(summary(acme, (), (Gap("x", "y" * 1000, Effect.LEFT_OUT, "why"),))[2]) == WIDTH


def test_nothing_of_a_signature_leaves_its_comment(acme: SignatureSet) -> None:
    """A line break in a value would end the comment."""
    notes = Notes()
    notes.left_out(acme.signatures[0], "x\nalert tcp any any -> any any", "why")
    lines = head(acme, notes, Settings(made=0, comment="# ")).splitlines()
    assert all(line.startswith("#") for line in lines)
    assert one_line("a\x1b\u202eb\n") == "a  b "
