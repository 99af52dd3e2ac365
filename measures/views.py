from django.http import HttpResponse

from ledger.routes import route


@route("GET")
def measure(request, **parts):
    return HttpResponse("")


@route("GET")
def add_progress(request, **parts):
    return HttpResponse("")


@route("GET")
def add_evidence(request, **parts):
    return HttpResponse("")


@route("GET")
def measure_objection(request, **parts):
    return HttpResponse("")


@route("GET")
def measure_action(request, **parts):
    return HttpResponse("")


@route("GET")
def evidence(request, **parts):
    return HttpResponse("")
