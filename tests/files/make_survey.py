"""Makes survey.xlsx as an office program would: python3 make_survey.py (needs openpyxl). All people are invented."""

import datetime
import pathlib

import openpyxl

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def id_number(birth, serial):
    """The number the tests' harness makes: of a man born on a day."""
    body = f"440703{birth.replace('-', '')}{serial:02}1"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]


book = openpyxl.Workbook()
notes = book.active
notes.title = "填表说明"
notes["A1"] = "身份证号码请按文本填写"
hidden = book.create_sheet("代码")
hidden.sheet_state = "hidden"
hidden.append(["姓名", "身份证号码"])

sheet = book.create_sheet("台账")
sheet.append(["羊桥社区劳动力实名台账"])
sheet.merge_cells("A1:H1")
sheet.append([])
sheet.append(
    ["序号", "姓　名", "身份证号\n（必填）", "性别", "手\u00a0机", "文化程度", "户口性质", "就业意愿", "帮扶意愿", "核实日期", "备注"]
)
day = datetime.date(2026, 3, 1)
sheet.append([1, "例　一", id_number("1985-05-06", 1), "男", 13800000001, "高中", "非农业", "有", "是", day, "=1+1"])
sheet.append([2, "例二", "'" + id_number("1986-05-06", 2), "男", "138 0000 0002", "大专", "农业", "无", "否", 46082, None])
sheet.append([3, "例三", int(id_number("1987-05-06", 9)[:17] + "0"), "男", None, None, None, "有", None, None, None])
sheet.append([])
sheet.append([4, "例四", id_number("1988-05-06", 4), "女", None, "初中", None, "有", "有", "2026.3", None])
sheet["A9"] = "填表人："
book.properties.created = book.properties.modified = datetime.datetime(2026, 3, 5)
book.save(pathlib.Path(__file__).with_name("survey.xlsx"))
