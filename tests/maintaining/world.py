"""An organization that keeps its ledger by hand, and what its people post."""

from tests.factories import make_department, make_member, make_organization


class World:
    """An organization with a department and those who run its ledger."""

    def __init__(self):
        self.organization = make_organization()
        self.department = make_department(self.organization)
        self.office = make_member(self.organization, "office")
        self.secretary = make_member(self.organization, "secretary", name="书记甲")
        self.lead = make_member(self.organization, "lead")
        self.handler = make_member(self.organization, "handler", self.department)
        self.supervisor = make_member(self.organization, "supervisor")


def text_of(response):
    return response.content.decode()


def post(client, user, url, **data):
    client.force_login(user)
    return client.post(url, data)


def measure_data(row, **changed):
    plain = {
        "version": row.version,
        "task": row.task_id,
        "number": row.number,
        "text": row.text,
        "kind": row.kind,
        "department": row.department_id,
        "deadline": row.deadline.isoformat(),
    }
    return {**plain, **changed}
