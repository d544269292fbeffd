"""Holds lists as files against the programs people make them with: what openpyxl and LibreOffice write is read, and what the
service gives out they open, with no cell that is run as a formula.

    python sheets.py http://127.0.0.1:8080 TOKEN      (soffice on the PATH; the token is a city administrator's)
"""

import datetime
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import openpyxl

SERVICE, TOKEN = sys.argv[1:]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VILLAGE = "440703002101"
HEAD = ["姓名", "身份证号码", "调查日期", "有无就业意愿", "区划代码"]
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


def id_number(serial):
    """The ID number of somebody born on 1985-05-06, by GB 11643."""
    digits = f"44070319850506{serial:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def ask(method, path, content=None, media=None):
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "en"}
    if media:
        headers["Content-Type"] = media
    request = urllib.request.Request(SERVICE + path, data=content, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")


def imported(content, media=XLSX, dry_run=False):
    dry = "&dry_run=true" if dry_run else ""
    return json.loads(ask("POST", f"/api/v1/imports?list=survey{dry}", content, media))


def convert(content, suffix, to, options=()):
    """Has LibreOffice open a file and save it as another kind."""
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        source = place / f"list.{suffix}"
        source.write_bytes(content)
        run = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", *options]
        run += ["--convert-to", to, "--outdir", str(place / "out"), str(source)]
        subprocess.run(run, check=True, capture_output=True, timeout=180)
        return (place / "out" / f"list.{to.split(':')[0]}").read_bytes()


def workbook(serials, name="例"):
    """A list as people make it: a title above, dates as dates, numbers as text; its last row has the number as a number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["劳动力调查表"])
    sheet.append(HEAD)
    for serial in serials:
        sheet.append([f"{name}{serial}", id_number(serial), datetime.date(2026, 3, 1), "有", VILLAGE])
    sheet.append([FORMULA, id_number(serials[-1] + 1), "2026年3月1日", "无", VILLAGE])
    sheet.cell(sheet.max_row, 1).data_type = "s"
    sheet.append(["例末", int(id_number(serials[-1] + 2)[:17] + "0"), datetime.date(2026, 3, 1), "有", VILLAGE])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(serials):
    rows = [[f"例{serial}", id_number(serial), "2026-03-01", "有", VILLAGE] for serial in serials]
    return "\n".join(",".join(row) for row in [HEAD, *rows]).encode()


def serials(first, count):
    """Some whose number ends in a digit, so that a spreadsheet would take it for a number."""
    return [serial for serial in range(first, first + 99) if id_number(serial)[-1] not in "X0"][:count]


def holds(what, expected, found):
    if expected != found:
        sys.exit(f"{what}: expected {expected}, found {found}")
    print(f"{what}: {found}")


def counts(done):
    return [done[count] for count in ("registered", "changed", "unchanged", "refused")]


def refused(done):
    return [(row["row"], row["code"], row["column"]) for row in done["refusals"]]


def reads_what_they_write():
    last = ("bad_value", "身份证号码")
    for maker, content in [
        ("openpyxl", workbook(serials(100, 3))),
        ("LibreOffice, by way of ODS", convert(convert(workbook(serials(300, 3)), "xlsx", "ods"), "ods", "xlsx")),
    ]:
        holds(f"{maker}, dry run", [4, 0, 0, 1], counts(imported(content, dry_run=True)))
        done = imported(content)
        holds(f"{maker}, recorded", [4, 0, 0, 1], counts(done))
        holds(f"{maker}, refused", [(7, *last)], refused(done))
    as_text = "--infilter=CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2"
    typed = convert(table(serials(500, 3)), "csv", "xlsx", [as_text])
    holds("LibreOffice, a CSV opened as text", [3, 0, 0, 0], counts(imported(typed)))
    careless = convert(table(serials(700, 3)), "csv", "xlsx", ["--infilter=CSV:44,34,76,1"])
    done = imported(careless)
    holds("LibreOffice, a CSV opened as it comes", [(row, *last) for row in (2, 3, 4)], refused(done))
    written = convert(workbook(serials(800, 3)), "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1")
    holds("LibreOffice, saved as CSV", [4, 0, 0, 1], counts(imported(written, "text/csv")))
    return imported(workbook(serials(100, 3)))


def gives_what_they_open(done):
    reason = urllib.parse.quote("核对名册")
    for what, path in [
        ("the result", f"/api/v1/imports/{done['id']}/result"),
        ("an export", f"/api/v1/people/export?format=xlsx&reason={reason}&division={VILLAGE}"),
    ]:
        content = ask("GET", path)
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        holds(f"{what}, formulas openpyxl finds", 0, sum(cell.data_type == "f" for cell in cells))
        shown = convert(content, "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1").decode()
        holds(f"{what}, LibreOffice shows the name that looks like a formula", True, "HYPERLINK(" in shown)
        holds(f"{what}, rows LibreOffice shows", len({cell.row for cell in cells}), len(shown.splitlines()))
        if what == "an export":
            again = convert(convert(content, "xlsx", "ods"), "ods", "xlsx")
            cells = [cell for row in openpyxl.load_workbook(io.BytesIO(again)).active.iter_rows() for cell in row]
            holds("an export, formulas after LibreOffice saved it", 0, sum(cell.data_type == "f" for cell in cells))


gives_what_they_open(reads_what_they_write())
