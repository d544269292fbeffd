#!/usr/bin/env python3
"""Makes a small database with a given program and dumps it, so that later programs can be tried on
what an older one left: usage: make.py PROGRAM DIRECTORY [POSTGRES_URL]. It goes through the doors as
the program of 2026-11-30 had them.

Everything goes through the program's own doors. People and numbers are invented. The directory gets
sqlite.sql, postgres.sql (with a URL of an empty database, and pg_dump), their key files and
told.json, which says what the tests ask for again. Only Python's own library is used.
"""

import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

VILLAGE, TOWN, COUNTY, CITY = "440703002101", "440703002", "440703", "440700"
USCC = "91350100M000100Y43"


def id_number(birth, serial):
    body = "440703" + birth.replace("-", "") + f"{serial:02d}1"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


class Service:
    def __init__(self, program, database, key):
        self.process = subprocess.Popen(
            [program, "--database", database, "--key-file", key, "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={"LANG": "C"})
        lines = [self.process.stdout.readline() for _ in range(2)]
        password = re.search(r"once: (\S+)", lines[0]).group(1)
        self.url = re.search(r"(http://\S+)/docs", lines[1]).group(1) + "/api/v1/"
        self.tokens = {}
        self.sign_in("admin", password)

    def sign_in(self, name, password):
        told = self.ask(None, "POST", "sessions", {"username": name, "password": password})
        self.tokens[name] = told["access_token"]

    def ask(self, who, method, path, body=None, content="application/json", tag=None):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        if data is not None:
            request.add_header("Content-Type", content)
        if tag:
            request.add_header("If-Match", tag)
        if who:
            request.add_header("Authorization", "Bearer " + self.tokens[who])
        try:
            with urllib.request.urlopen(request) as answer:
                text, self.tag = answer.read(), answer.headers["ETag"]
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path} {body}: {error.code} {error.read().decode()}")
        try:
            return json.loads(text) if text else None
        except ValueError:
            return None

    def event(self, kind, subject, data, who="platform"):
        event = {"specversion": "1.0", "id": "m " + subject, "source": "/hiring", "type": "bangfu." + kind,
                 "subject": subject, "data": data}
        return self.ask(who, "POST", "messages", event, "application/cloudevents+json")

    def stop(self):
        self.process.terminate()
        self.process.wait()


# name: birth, what is said of them before the referral, and after it
PEOPLE = {
    "child": ("2014-05-06", []),
    "retired": ("1964-03-10", []),
    "pensioner": ("1972-02-03", [{"kind": "absence_started", "absence": "pension"}]),
    "dead": ("1975-07-08", [{"kind": "died"}]),
    "fits": ("1985-09-10", []),
    "turns_sixteen": ("2010-12-15", []),
    "retires_soon": ("1966-08-10", []),
    "away_until_february": ("1980-11-12", [
        {"kind": "absence_started", "absence": "imprisoned", "effective_on": "2026-11-01"},
        {"kind": "absence_ended", "absence": "imprisoned", "effective_on": "2027-02-01"}]),
}


def fill(program, database, key, today):
    s = Service(program, database, key)
    accounts = {"caseworker": ("community_caseworker", VILLAGE), "officer": ("town_officer", TOWN),
                "supervisor": ("district_supervisor", COUNTY), "platform": ("hiring_platform", CITY),
                "department": ("department", CITY), "auditor": ("auditor", CITY)}
    for name, (role, division) in accounts.items():
        password = "an older program's " + name
        made = s.ask("admin", "POST", "accounts",
                     {"username": name, "password": password, "role": role, "division": division})
        s.sign_in(name, password)
        if name == "platform":
            s.ask("admin", "PUT", f"accounts/{made['id']}/endpoint", {"url": "http://127.0.0.1:9/"})
        if name == "caseworker":
            caseworker = made["id"]

    def fact(body, who="caseworker"):
        return s.ask(who, "POST", "facts", {"effective_on": today, **body})

    def register(birth, serial, name):
        return fact({"kind": "person_registered", "effective_on": "2026-08-03", "id_number": id_number(birth, serial),
                     "name": name, "sex": "male", "birth_date": birth, "phone": "13800001234",
                     "address": "某路 1 号", "residence_division": VILLAGE, "education": "60"})["person"]

    s.event("employer", "E", {"uscc": USCC, "name": "江门某机械有限公司", "division": "440703"})
    s.event("vacancy", "V", {"uscc": USCC, "title": "钳工", "occupation": "6-18-01-02", "headcount": 9,
                             "division": "440703", "valid_until": "2027-12-31"})
    vacancy = s.ask("platform", "GET", "vacancies")["items"][0]["id"]

    told = {"made_on": today, "people": {}}
    for serial, (name, (birth, later)) in enumerate(PEOPLE.items(), 1):
        person = register(birth, serial, "例" + "一二三四五六七八"[serial - 1])
        fact({"kind": "wish_declared", "effective_on": "2026-08-03", "person": person, "work": True, "help": True})
        fact({"kind": "unemployment_registered", "effective_on": "2026-08-03", "person": person})
        fact({"kind": "job_sought", "person": person, "occupations": ["6-18-01"], "profile_shared": True})
        case = s.ask("caseworker", "POST", "cases", {"person": person})["id"]
        s.ask("caseworker", "PUT", f"cases/{case}/helper", {"helper": caseworker})
        referral = s.ask("caseworker", "POST", f"cases/{case}/referrals", {"vacancy": vacancy, "consented": True})
        for said in later:
            fact({"person": person, **said})
        told["people"][name] = {"person": person, "case": case, "referral": referral["id"]}

    # A household on the register, by an application with evidence; closed months before and after it.
    husband = register("1978-03-15", 51, "例甲")
    household = fact({"kind": "household_registered", "effective_on": "2026-08-03", "division": VILLAGE,
                      "urban": True})["household"]
    fact({"kind": "member_joined", "effective_on": "2026-08-03", "household": household, "person": husband,
          "relation": "02"})
    fact({"kind": "wish_declared", "effective_on": "2026-08-03", "person": husband, "work": True, "help": True})
    application = s.ask("caseworker", "POST", "applications", {"household": household, "channel": "window"})["id"]
    s.ask("caseworker", "POST", f"applications/{application}/documents?evidence=household_book",
          b"%PDF-1.4\nan invented household book\n%%EOF\n", "application/pdf")
    s.ask("caseworker", "POST", f"applications/{application}/steps",
          {"step": "evidence_seen", "evidence": "household_book"})
    fact({"kind": "living_line_set", "division": "440703", "monthly": 110000}, "admin")
    for month in ["2026-08", "2026-09", "2026-10"]:
        closed = s.ask("admin", "POST", f"months/{month}/close")
    told["digest"] = closed["month"]["digest"] if "month" in closed and isinstance(closed["month"], dict) \
        else s.ask("admin", "GET", "months/2026-10")["digest"]

    # Hires: one recorded without the code of an employer, one that waits, both of a platform.
    worker = register("1990-01-02", 52, "例乙")
    s.event("employment_started", "H1", {"id_number": id_number("1990-01-02", 52), "form": "unit",
                                         "effective_on": "2026-11-02"})
    s.event("employment_started", "H2", {"id_number": id_number("1991-01-02", 53), "form": "unit",
                                         "uscc": USCC, "effective_on": "2026-11-03"})
    told.update(worker=worker, household=household, application=application)
    # A list, a roll and what a department sends.
    survey = f"姓名,身份证号码,是否有就业意愿\n例丙,{id_number('1992-01-02', 54)},是\n例丁,无,是\n"
    s.ask("caseworker", "POST", "imports?list=survey", survey.encode(), "text/csv")
    s.ask("department", "POST", "rolls/low_income/2026-10?complete=true",
          f"身份证号码\n{id_number('1978-03-15', 51)}\n".encode(), "text/csv")
    s.ask("department", "POST", "messages/list?kind=absence_started&absence=student",
          f"身份证号码,日期\n{id_number('1992-01-02', 54)},2026-09-01\n".encode(), "text/csv")
    # Somebody registered twice.
    twin = fact({"kind": "person_registered", "id_number": id_number("1993-01-02", 55), "name": "例戊", "sex": "male",
                 "birth_date": "1993-01-02", "residence_division": VILLAGE})["person"]
    other = fact({"kind": "person_registered", "id_number": id_number("1993-01-02", 56), "name": "例戊", "sex": "male",
                  "birth_date": "1993-01-02", "residence_division": VILLAGE})["person"]
    s.ask("officer", "GET", f"people/{twin}/duplicates/{other}")
    s.ask("officer", "POST", f"people/{twin}/merges", {"other": other}, tag=s.tag)
    told["offered"] = len(s.ask("platform", "GET", "seekers")["items"])
    s.stop()
    return told


def main():
    program, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    postgres = sys.argv[3] if len(sys.argv) > 3 else None
    directory.mkdir(parents=True, exist_ok=True)
    today = subprocess.check_output(["date", "+%F"], env={"TZ": "Asia/Shanghai"}, text=True).strip()
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "bangfu.db"
        told = fill(program, f"sqlite:{path}", str(pathlib.Path(scratch) / "sqlite.key"), today)
        with sqlite3.connect(path) as db:
            (directory / "sqlite.sql").write_text("\n".join(db.iterdump()) + "\n")
        shutil.copy(pathlib.Path(scratch) / "sqlite.key", directory / "sqlite.keyfile")
        if postgres:
            again = fill(program, postgres, str(pathlib.Path(scratch) / "postgres.key"), today)
            assert told == again, (told, again)
            dump = subprocess.check_output(["pg_dump", "--inserts", "--no-owner", "--no-privileges", postgres], text=True)
            # Without what only psql reads.
            lines = [line for line in dump.splitlines() if not line.startswith("\\")]
            (directory / "postgres.sql").write_text("\n".join(lines) + "\n")
            shutil.copy(pathlib.Path(scratch) / "postgres.key", directory / "postgres.keyfile")
    (directory / "told.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


main()
