"""Holds what goes to and comes from a hiring platform against public libraries: events made by the CloudEvents SDK are taken in each
mode, deliveries are verified by the Standard Webhooks library and read by that SDK.

    python hooks.py http://127.0.0.1:8080 TOKEN      (a city administrator's)
"""

import datetime
import http.server
import json
import queue
import sys
import threading
import urllib.error
import urllib.request

import standardwebhooks
from cloudevents.core.bindings import http as binding
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

SERVICE, TOKEN = sys.argv[1:]
PASSWORD = "peers of the platform"
VILLAGE = "440703002101"
EMPLOYER = "91350100M000100Y43"


def id_number(serial):
    """The ID number of somebody born on 1985-05-07, by GB 11643."""
    digits = f"44070319850507{serial:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def ask(method, path, content=None, token=TOKEN, headers=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | (headers or {})
    request = urllib.request.Request(f"{SERVICE}/api/v1/{path}", data=content, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def hire(subject, serial):
    """A hire that was filed two days ago, as the SDK makes an event."""
    now = datetime.datetime.now(datetime.timezone.utc)
    attributes = {
        "source": "/hiring",
        "type": "bangfu.employment_started",
        "id": f"{subject} 1",
        "subject": subject,
        "version": 1,
        "time": now - datetime.timedelta(days=2),
    }
    data = {"id_number": id_number(serial), "form": "unit", "uscc": EMPLOYER,
            "effective_on": str((now - datetime.timedelta(days=3)).date())}
    return CloudEvent(attributes, data)


class Hooks(http.server.BaseHTTPRequestHandler):
    got = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()
        self.got.put(({name.lower(): value for name, value in self.headers.items()}, body))

    def log_message(self, *_):
        pass


platform = http.server.HTTPServer(("127.0.0.1", 0), Hooks)
threading.Thread(target=platform.serve_forever, daemon=True).start()

account = {"username": "peers.platform", "password": PASSWORD, "role": "hiring_platform", "division": "440700"}
status, account = ask("POST", "accounts", json.dumps(account).encode())
assert status == 201, account
url = f"http://127.0.0.1:{platform.server_port}/hooks"
status, endpoint = ask("PUT", f"accounts/{account['id']}/endpoint", json.dumps({"url": url}).encode())
assert status == 200, endpoint
status, session = ask("POST", "sessions", json.dumps({"username": "peers.platform", "password": PASSWORD}).encode())
token = session["access_token"]

# A hire names an employer the platform has sent.
employer = {"specversion": "1.0", "type": "bangfu.employer", "source": "/hiring", "id": "peers employer",
            "data": {"uscc": EMPLOYER, "name": "江门某机械有限公司", "division": "440703"}}
status, answer = ask("POST", "messages", json.dumps(employer).encode(), token, {"Content-Type": "application/cloudevents+json"})
assert (status, answer["state"]) == (201, "applied"), answer

# Each mode of the HTTP binding; the second time, each is known.
events = [(hire("peers structured", 1), binding.to_structured), (hire("peers binary", 3), binding.to_binary)]
for expected in (202, 200):
    for event, written in events:
        message = written(event, JSONFormat())
        status, answer = ask("POST", "messages", message.body, token, message.headers)
        assert (status, answer["state"]) == (expected, "waiting"), answer
batch = b"[" + b",".join(binding.to_structured(event, JSONFormat()).body for event, _ in events) + b"]"
status, answer = ask("POST", "messages", batch, token, {"Content-Type": "application/cloudevents-batch+json"})
assert (status, [of["status"] for of in answer]) == (200, [200, 200]), answer

# Whom they wait for registers, and the platform is told.
webhook = standardwebhooks.Webhook(endpoint["secret"])
for (event, _), serial in zip(events, (1, 3)):
    person = {"kind": "person_registered", "effective_on": "2026-01-05", "id_number": id_number(serial), "name": "例三", "sex": "male",
              "birth_date": "1985-05-07", "residence_division": VILLAGE}
    status, answer = ask("POST", "facts", json.dumps(person).encode())
    assert status == 201, answer
    headers, body = Hooks.got.get(timeout=30)
    webhook.verify(body, headers)
    told = binding.from_http_event(binding.HTTPMessage(headers, body))
    assert told.get_type() == "bangfu.message_settled" and told.get_subject() == event.get_subject(), told
    assert told.get_id() == headers["webhook-id"] and told.get_data()["state"] == "applied", told
    # Without its last byte, or by another secret, it is not what was signed.
    for data, by in ((body[:-1], webhook), (body, standardwebhooks.Webhook("whsec_" + "A" * 43 + "="))):
        try:
            by.verify(data, headers)
            sys.exit("a spoilt delivery was verified")
        except standardwebhooks.WebhookVerificationError:
            pass

print("events come in structured, in headers and as a batch; deliveries are verified and read")
