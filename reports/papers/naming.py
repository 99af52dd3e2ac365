"""Who issues a paper, to whom, and what the inspection is called in it."""

ENDINGS = {"党组": "党组书记", "党委": "党委书记", "党工委": "党工委书记", "委员会": "委员会书记"}


def party_group(name):
    """The party group of an organ; a party committee is named as it stands."""
    return name if name.endswith(tuple(ENDINGS)) else f"{name}党组"


def party(inspection):
    """The party group in running text, by the organ's short name."""
    return party_group(inspection.organization.short_name)


def issuer(inspection):
    """Who signs: 中共××党组."""
    name = party_group(inspection.organization.name)
    return name if name.startswith("中共") else f"中共{name}"


def secretary(inspection):
    """The principal's post: 党组书记, or that of the committee."""
    name = party_group(inspection.organization.name)
    return next(post for ending, post in ENDINGS.items() if name.endswith(ending))


def principal(inspection):
    """The principal as a signature names it, by post: 中共××党组书记."""
    return f"{issuer(inspection)}书记"


def kind_of(inspection):
    """The kind of inspection in running text."""
    return "巡察“回头看”" if inspection.kind == "look_back" else inspection.get_kind_display()


def subject(inspection):
    """The inspection as a title names it: its round, or else its kind."""
    name = inspection.round
    return name if "巡" in name else f"{name}{kind_of(inspection)}"


def superior(inspection):
    """Whom the organ reports to: the inspecting body above it, or else the team."""
    parent = inspection.organization.parent
    return parent.name if parent else inspection.team
