"""Who issues a paper, to whom, and what the inspection is called in it."""

from reports.freezing import of_inspection
from reports.notice import parties
from reports.notice.parties import ENDINGS, party_group


def party(inspection):
    """The party group in running text, by the organ's short name."""
    return party_group(inspection.organization.short_name)


def issuer(inspection):
    """Who signs: 中共××党组."""
    return parties.issuer(of_inspection(inspection))


def secretary(inspection):
    """The principal's post: 党组书记, or that of the committee."""
    name = party_group(inspection.organization.name)
    return f"{next(ending for ending in ENDINGS if name.endswith(ending))}书记"


def principal(inspection):
    """The principal as a signature names it, by post: 中共××党组书记."""
    return f"{issuer(inspection)}书记"


def kind_of(inspection):
    """The kind of inspection in running text."""
    return parties.kind_of(of_inspection(inspection))


def subject(inspection):
    """The inspection as a title names it: its round, or else its kind."""
    return parties.subject(of_inspection(inspection))


def superior(inspection):
    """Whom the organ reports to: the inspecting body above it, or else the team."""
    parent = inspection.organization.parent
    return parent.name if parent else inspection.team
