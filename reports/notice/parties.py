"""How a notice names the organ and the inspection, from a snapshot's facts."""

from ledger.models.inspection import InspectionKind

LOOK_BACK = "巡察“回头看”"
ENDINGS = ("党组", "党委", "党工委", "委员会")  # of organs that are named as they stand


def party_group(name):
    """The party group of an organ; a party committee is named as it stands."""
    return name if name.endswith(ENDINGS) else f"{name}党组"


def issuer(facts):
    """Who signs: 中共××党组."""
    name = party_group(facts["organization"])
    return name if name.startswith("中共") else f"中共{name}"


def subject(facts):
    """The inspection as the title names it: its round, or else its kind."""
    name = facts["round"]
    return name if "巡" in name else f"{name}{kind_of(facts)}"


def kind_of(facts):
    """The kind of inspection in running text."""
    kind = InspectionKind(facts["kind"])
    return LOOK_BACK if kind == InspectionKind.LOOK_BACK else kind.label
