"""The rules page: drawn from the tables that the product itself obeys."""

from django.shortcuts import render

from ledger.routes import route
from reports import rules as rule_book


@route("GET")
def rules(request):
    """Who may do what, from which state to which, and what it needs."""
    context = {
        "tables": [*rule_book.tables(), {"label": "快照和通报", "lines": rule_book.papers()}],
        "roles": rule_book.roles(),
        "limits": rule_book.limits(),
    }
    return render(request, "reports/rules.html", context)
