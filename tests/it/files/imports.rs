//! Lists of people sent as files: what is read, what is refused and why, and that a file is
//! recorded only once.

use bangfu::auth::Role;
use bangfu::db::Conn;
use bangfu::domain::files::sheet::MOST_ROWS;
use bangfu::domain::files::sheet::cells::Cell;
use diesel::connection::SimpleConnection as _;
use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};

use crate::harness::command::{command, finish};
use crate::harness::watch;
use crate::harness::{Engine, PASSWORD, Reply, Service, engines, id_number, morning, reader, text};

const VILLAGE: &str = "440703002101";
const GRADUATES: &str = "/api/v1/imports?list=graduates";
const SURVEY: &str = "/api/v1/imports?list=survey";

/// A service and the caseworker of a village.
struct Office {
    service: Service,
    caseworker: String,
}

fn offices() -> impl Iterator<Item = Office> {
    engines().into_iter().map(|engine| Office::new(&engine))
}

impl Office {
    fn new(engine: &Engine) -> Self {
        let service = engine.fresh().serve(morning("2026-03-05"));
        let caseworker = service.token(Role::CommunityCaseworker, VILLAGE);
        Self { service, caseworker }
    }

    fn send(&self, path: &str, token: &str, content: &[u8], language: &str) -> Reply {
        self.service.send_bytes("POST", path, token, &[("Accept-Language", language)], content)
    }

    /// Sends a readable file as the caseworker.
    fn import(&self, path: &str, content: &[u8]) -> Value {
        let reply = self.send(path, &self.caseworker, content, "en");
        assert!(matches!(reply.status, 200 | 201), "{reply:?}");
        reply.body
    }

    fn search(&self, body: &Value) -> Vec<String> {
        let reply = self.service.post("/api/v1/people/search", &self.caseworker, body);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body["items"].as_array().expect("items").iter().map(|item| text(&item["name"])).collect()
    }

    fn facts(&self) -> i64 {
        watch::number(&mut self.service.world.conn(), "select count(*) from fact")
    }
}

/// Gives the counts of rows: registered, changed, unchanged, recorded before, refused.
fn counts(import: &Value) -> [i64; 5] {
    ["registered", "changed", "unchanged", "recorded_before", "refused"]
        .map(|count| import[count].as_i64().expect("a count"))
}

/// Gives the row number and the code of the refused rows.
fn refused(import: &Value) -> Vec<(i64, String)> {
    let refusals = import["refusals"].as_array().expect("refusals").iter();
    refusals.map(|row| (row["row"].as_i64().expect("a row"), text(&row["code"]))).collect()
}

fn number(serial: u32) -> String {
    id_number("1985-05-06", serial)
}

/// Gives a list of graduates with one row per serial.
fn graduates(serials: impl Iterator<Item = u32>) -> String {
    let row =
        |serial| format!("例{serial},{},有\n", id_number(&format!("19{:02}-05-06", 50 + serial / 99), serial % 99 + 1));
    serials.map(row).fold("姓名,身份证号,就业意愿\n".to_owned(), |list, row| list + &row)
}

/// Gives a list of graduates with two good rows, the third and the fourth, and one bad row of every
/// kind, in the encoding of older programs.
fn mixed_list() -> Vec<u8> {
    let list = format!(
        "毕业生就业情况调查表,,,,,,\n\
         姓　名,\"身份证号码\n(必填)\",手机,学历,毕业日期,有无就业意愿,就业服务需求(可多选),调查日期,备注\n\
         例 一,{one},13800001234,本科,2025年7月,有,职业指导,2026/3/1,=1+1\n\
         例二,{two},,大专（高职）,2025.6,无,无,2026-03-02,\n\
         例三,1.1E+17,,,,有,,,\n\
         例四,440703850506001,,,,有,,,\n\
         例五,{one},,,,有,,,\n\
         例六,{wrong},,,,有,,,\n\
         ,{seven},,,,有,,,\n\
         例八,{eight},,,,也许,,,\n\
         例九,{nine},,,去年,有,,,\n\
         例十,{ten},,,,有,,2026-03-06,\n",
        one = number(1),
        two = number(2),
        wrong = number(3)[..17].to_owned() + if number(3).ends_with('1') { "2" } else { "1" },
        seven = number(7),
        eight = number(8),
        nine = number(9),
        ten = number(10),
    );
    GB18030.encode(&list).0.into_owned()
}

#[test]
fn every_bad_row_is_told_its_reason_beside_the_good_ones() {
    for office in offices() {
        let reply = office.send(GRADUATES, &office.caseworker, &mixed_list(), "zh");

        assert_eq!(reply.status, 201, "{reply:?}");
        assert_eq!(counts(&reply.body), [2, 0, 0, 0, 8], "{reply:?}");
        let bad = |row| (row, "bad_value".to_owned());
        assert_eq!(
            refused(&reply.body),
            [
                bad(5),
                bad(6),
                (7, "repeated".to_owned()),
                bad(8),
                (9, "missing_field".to_owned()),
                bad(10),
                bad(11),
                bad(12)
            ]
        );
    }
}

#[test]
fn a_reason_is_told_in_the_readers_language_and_repeats_no_value() {
    for office in offices() {
        let list = mixed_list();

        let chinese = office.send(GRADUATES, &office.caseworker, &list, "zh");
        let english = office.send(GRADUATES, &office.caseworker, &list, "en");

        let reasons: Vec<String> =
            chinese.body["refusals"].as_array().expect("refusals").iter().map(|row| text(&row["reason"])).collect();
        assert!(
            reasons[0].contains("文本") && reasons[1].contains("15 位") && reasons[2].contains("第 3 行"),
            "{reasons:?}"
        );
        assert!(!chinese.text.contains(&number(1)) && !chinese.text.contains("1.1E+17"), "no value is repeated");
        assert!(text(&english.body["refusals"][0]["reason"]).contains("format the column as text"), "{english:?}");
    }
}

#[test]
fn the_good_rows_of_a_list_are_found_by_what_they_say_as_of_the_day_of_the_survey() {
    for office in offices() {
        office.send(GRADUATES, &office.caseworker, &mixed_list(), "zh");

        assert_eq!(office.search(&json!({"name": "例一", "id_number": number(1), "phone_end": "1234"})), ["例一"]);
        assert_eq!(office.search(&json!({"graduated_in": 2025, "education": "20"})), ["例一"]);
        assert_eq!(office.search(&json!({"wants_work": true, "wants_help": true})), ["例一"]);
        assert_eq!(office.search(&json!({"wants_work": false, "education": "30"})), ["例二"]);
        assert_eq!(office.search(&json!({})).len(), 2);
        let id = office.service.get("/api/v1/people", &office.caseworker).body["items"][0]["id"].as_i64();
        let on = |day| {
            let path = format!("/api/v1/people/{}/explanation?on={day}", id.expect("a number"));
            office.service.get(&path, &office.caseworker).body["wants_work"].clone()
        };
        assert_eq!((on("2026-02-28"), on("2026-03-01")), (json!(false), json!(true)), "as of the day of the survey");
    }
}

#[test]
fn a_workbook_is_read_with_its_date_cells_and_numbers_and_an_id_number_in_one_is_found_out() {
    for office in offices() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let texts = |sheet: &mut rust_xlsxwriter::Worksheet, row, cells: &[&str]| {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        };
        let date = Format::new().set_num_format("yyyy/m/d");
        texts(sheet, 1, &["毕业时间", "姓名", "公民身份号码", "联系电话", "就业意愿"]);
        texts(sheet, 2, &["", "例一", &number(1), "", "是"]);
        sheet
            .write_datetime_with_format(2, 0, ExcelDateTime::parse_from_str("2025-07-01").expect("a day"), &date)
            .expect("a cell");
        sheet.write_number(2, 3, 13_800_001_234.0).expect("a cell");
        texts(sheet, 3, &["", "例二", &number(2)]);
        sheet.write_number(3, 0, 45_839).expect("a serial number: 2025-07-01");
        texts(sheet, 4, &["", "例三", &number(3)]);
        sheet.write_number(4, 0, 2024.7).expect("a cell");
        texts(sheet, 5, &["", "例四", &number(4)]);
        sheet.write_number(5, 0, 2024.1).expect("January or October");
        texts(sheet, 6, &["", "例五"]);
        sheet.write_number(6, 2, 4.407_031_985_050_605e17).expect("a cell");
        let book = book.save_to_buffer().expect("a workbook");

        let import = office.import(GRADUATES, &book);

        assert_eq!(counts(&import), [3, 0, 0, 0, 2], "{import}");
        assert_eq!(refused(&import), [(6, "bad_value".to_owned()), (7, "bad_value".to_owned())]);
        assert_eq!(import["refusals"][0]["column"], "毕业日期");
        assert!(text(&import["refusals"][1]["reason"]).contains("format the column as text"), "{import}");
        assert_eq!(import["columns"], json!(["姓名", "身份证号码", "联系电话", "毕业日期", "有无就业意愿"]));
        assert_eq!(office.search(&json!({"graduated_in": 2025})), ["例一", "例二"]);
        assert_eq!(office.search(&json!({"graduated_in": 2024})), ["例三"]);
        assert_eq!(office.search(&json!({"phone_end": "1234"})), ["例一"]);
    }
}

#[test]
fn a_workbook_of_another_program_is_read_past_its_notes_and_titles() {
    for office in offices() {
        let import = office.import(SURVEY, include_bytes!("../../files/survey.xlsx"));

        assert_eq!(counts(&import), [2, 0, 0, 0, 3], "{import}");
        assert_eq!(
            refused(&import),
            [(6, "bad_value".to_owned()), (8, "bad_value".to_owned()), (9, "missing_field".to_owned())],
            "{import}"
        );
        assert_eq!(import["refusals"][1]["column"], "性别");
        assert_eq!(office.search(&json!({"phone_end": "0002"})), ["例二"]);
        assert_eq!(office.search(&json!({"education": "60", "wants_work": true, "wants_help": true})), ["例一"]);
    }
}

#[test]
fn known_people_change_by_what_differs_and_those_out_of_reach_are_taken_and_no_more() {
    for office in offices() {
        let person = |serial: u32, name: &str, division: &str| {
            json!({"kind": "person_registered", "event_ref": format!("r{serial}"), "person_ref": format!("P{serial}"), "effective_on": "2020-01-01",
                "id_number": number(serial), "name": name, "sex": "male", "birth_date": "1985-05-06", "residence_division": division,
                "phone": "138-0000-1234", "address": "羊桥路 1 号", "education": "60"})
        };
        let wish = json!({"kind": "wish_declared", "event_ref": "w1", "person_ref": "P1", "effective_on": "2020-01-01", "work": true, "help": true});
        let people = [
            person(1, "例一", VILLAGE),
            wish,
            person(2, "例二", VILLAGE),
            person(3, "例三", VILLAGE),
            person(4, "例四", "440703002102"),
        ];
        office.service.world.record(&people, morning("2026-03-05"));
        let before = office.facts();
        let list = format!(
            "姓名,身份证号,电话,家庭地址,文化程度,就业意愿,帮扶意愿\n\
             例 一,{},13800001234,羊桥路1号,高中,有,有\n\
             例二,{},13900005678,,大专,有,\n\
             换名,{},,,,有,\n\
             例四,{},,,,有,\n",
            number(1),
            number(2),
            number(3),
            number(4)
        );

        let import = office.import(SURVEY, list.as_bytes());

        assert_eq!(counts(&import), [0, 1, 1, 0, 2], "{import}");
        assert_eq!(refused(&import), [(4, "name_differs".to_owned()), (5, "id_number_taken".to_owned())]);
        assert_eq!(office.facts(), before + 2, "a change and a wish of the second");
        assert_eq!(office.search(&json!({"phone_end": "5678", "education": "30", "wants_work": true})), ["例二"]);
        let export = office.service.get("/api/v1/people", &office.caseworker);
        assert!(export.body["items"].as_array().expect("items").iter().all(|item| item["sender"] == "default"));
        assert_eq!(
            watch::number(
                &mut office.service.world.conn(),
                "select count(*) from fact join sender on sender.id = sender_id where name = 'default'"
            ),
            before + 2,
            "told under their own sender"
        );
    }
}

#[test]
fn where_people_live_is_the_caseworkers_village_or_a_column_within_reach() {
    for office in offices() {
        let town = office.service.token(Role::TownOfficer, "440703002");
        let rows = |places: &[&str]| {
            let row = |(serial, place): (u32, &&str)| format!("例{serial},{},{place}\n", number(serial));
            (1..).zip(places).map(row).fold("姓名,身份证号,村（社区）\n".to_owned(), |list, row| list + &row)
        };
        let list =
            rows(&[VILLAGE, "蓬江区白沙街道迦南社区居委会", "羊桥社区", "440704001015", "某某村", "", "440703002"]);

        let of_town = office.send(SURVEY, &town, list.as_bytes(), "en").body;
        let without = office.send(SURVEY, &town, format!("姓名,身份证号\n例一,{}\n", number(20)).as_bytes(), "en").body;
        let of_village = office.import(SURVEY, rows(&["", "迦南社区", "", "", "", ""]).as_bytes());

        let unknown = |row| (row, "unknown_division".to_owned());
        assert_eq!(counts(&of_town), [3, 0, 0, 0, 4], "{of_town}");
        let others = [unknown(5), unknown(6), (7, "missing_field".to_owned()), (8, "bad_value".to_owned())];
        assert_eq!(refused(&of_town), others, "{of_town}");
        assert_eq!(refused(&without), [unknown(2)], "{without}");
        assert_eq!(refused(&of_village), [unknown(3)], "{of_village}");
        let lives = |division: &str| {
            let reply = office.service.get(&format!("/api/v1/people?division={division}"), &town);
            reply.body["items"].as_array().expect("items").len()
        };
        assert_eq!((lives(VILLAGE), lives("440703002102")), (5, 1));
    }
}

#[test]
fn a_dry_run_tells_the_same_and_keeps_nothing() {
    for office in offices() {
        let list = format!("姓名,身份证号,就业意愿\n例一,{},有\n例二,x,有\n", number(1));
        let before = office.facts();

        let tried = office.import(&format!("{SURVEY}&dry_run=true"), list.as_bytes());
        let after = office.facts();
        let done = office.import(SURVEY, list.as_bytes());

        assert_eq!((tried["id"].clone(), tried["dry_run"].clone()), (Value::Null, json!(true)));
        assert_eq!((counts(&tried), refused(&tried)), (counts(&done), refused(&done)));
        assert_eq!((after, office.facts()), (before, before + 2));
        assert_eq!(done["id"], 1);
    }
}

#[test]
fn the_same_file_again_gives_what_it_gave_and_records_nothing() {
    for office in offices() {
        let list = graduates(1..30);
        let first = office.send(GRADUATES, &office.caseworker, list.as_bytes(), "en");
        let facts = office.facts();

        let again = office.send(GRADUATES, &office.caseworker, list.as_bytes(), "en");
        let other_account = office.service.token(Role::CommunityCaseworker, VILLAGE);
        let by_another = office.send(GRADUATES, &other_account, list.as_bytes(), "en");
        let other_list = office.import(SURVEY, list.as_bytes());

        assert_eq!((first.status, again.status, by_another.status), (201, 200, 201));
        assert_eq!((again.body["id"].clone(), again.body["earlier"].clone()), (first.body["id"].clone(), json!(true)));
        assert_eq!(counts(&again.body), [29, 0, 0, 0, 0]);
        assert_eq!(counts(&by_another.body), [0, 0, 0, 29, 0], "{by_another:?}");
        assert_eq!(counts(&other_list), [0, 0, 29, 0, 0], "another list of the same people says nothing new");
        assert_eq!(office.facts(), facts);
    }
}

#[test]
fn a_file_that_was_recorded_before_a_restore_is_known_by_its_facts() {
    for engine in engines() {
        let office = Office::new(&engine);
        let list = graduates(1..30);
        office.import(GRADUATES, list.as_bytes());
        let restored = engine.fresh();
        let (world, file) = (&office.service.world, restored.dir().join("ledger"));
        std::fs::copy(world.dir().join("key"), restored.dir().join("key")).expect("the key file goes along");
        assert_eq!(finish(command(world, &["export", file.to_str().expect("a path")])).code, Some(0));
        let import = finish(command(&restored, &["import", "--restore", file.to_str().expect("a path")]));
        assert_eq!(import.code, Some(0), "{import:?}");

        let service = restored.serve(morning("2026-04-05"));
        let caseworker = service.token(Role::CommunityCaseworker, VILLAGE);
        let again = Office { service, caseworker }.import(GRADUATES, list.as_bytes());

        assert_eq!(counts(&again), [0, 0, 0, 29, 0], "{again}");
    }
}

/// Makes the database refuse the facts of one row, as a full disk would, or removes that refusal.
fn spoil(conn: &mut Conn, is_spoilt: bool) {
    let statement = match (&conn, is_spoilt) {
        (Conn::Sqlite(_), true) => {
            "create trigger spoilt before insert on import_row when new.number = 700 begin select raise(abort, 'spoilt'); end"
        }
        (Conn::Sqlite(_), false) => "drop trigger spoilt",
        (Conn::Postgres(_), true) => "alter table import_row add constraint spoilt check (number <> 700)",
        (Conn::Postgres(_), false) => "alter table import_row drop constraint spoilt",
    };
    conn.batch_execute(statement).expect("the schema is changed");
}

#[test]
fn a_file_that_broke_off_goes_on_where_it_was_when_it_is_sent_again() {
    for office in offices() {
        let list = graduates(0..1_200);
        let mut conn = office.service.world.conn();
        spoil(&mut conn, true);

        let broken = office.send(GRADUATES, &office.caseworker, list.as_bytes(), "en");
        let progress = office.service.get("/api/v1/imports/1", &office.caseworker).body;
        let facts = office.facts();
        spoil(&mut conn, false);
        // A row without a day takes the day on which the file first arrived.
        office.service.clock.set(morning("2026-03-05") + chrono::Duration::minutes(10));
        let whole = office.import(GRADUATES, list.as_bytes());

        assert_eq!(broken.status, 500, "{broken:?}");
        assert_eq!(
            (progress["state"].clone(), progress["taken"].clone(), facts),
            (json!("unfinished"), json!(500), 1_000)
        );
        assert_eq!((whole["state"].clone(), counts(&whole)), (json!("done"), [1_200, 0, 0, 0, 0]), "{whole}");
        assert_eq!(office.facts(), 2_400);
        let rows = watch::number(&mut conn, "select count(*) from import_row");
        let notes = watch::number(&mut conn, "select count(*) from audit where action = 'import_recorded'");
        assert_eq!((rows, notes), (1_200, 3));
    }
}

#[test]
fn what_is_no_such_list_is_refused_whole_with_what_to_do() {
    let office = Office::new(&Engine::Sqlite);
    let refusal = |content: &[u8]| {
        let reply = office.send(SURVEY, &office.caseworker, content, "en");
        (reply.status, text(&reply.body["code"]), text(&reply.body["detail"]))
    };
    for (content, status, says) in [
        (&b""[..], 400, "None of the first 10 rows"),
        (b"a,b\n1,2\n", 400, "None of the first 10 rows"),
        ("姓名,身份证号\n".as_bytes(), 400, "nothing below"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 400, "old .xls"),
        (b"PK\x03\x04", 400, "does not open"),
        (b"\x89PNG\r\n\x1a\n\0", 400, "neither .xlsx nor CSV"),
        (graduates(0..5_001).as_bytes(), 413, "5,000 rows"),
        (&vec![b'x'; 5 * 1024 * 1024 + 1], 413, "5 MiB"),
    ] {
        let (got, code, detail) = refusal(content);
        assert!(got == status && detail.contains(says), "{says}: {got} {code} {detail}");
    }
    let unknown = office.send("/api/v1/imports?list=people", &office.caseworker, b"", "en");
    assert_eq!((unknown.status, unknown.body["field"].clone()), (400, json!("list")));
    assert_eq!(office.facts(), 0);
}

#[test]
fn nothing_of_a_file_lies_open_in_the_database() {
    let office = Office::new(&Engine::Sqlite);
    let list = format!("姓名,身份证号,电话,就业意愿\n例一,{},13800001234,有\n不该在此,x,13900005678,有\n", number(1));
    office.import(SURVEY, list.as_bytes());
    let mut database = Vec::new();
    for entry in std::fs::read_dir(office.service.world.dir()).expect("its directory").flatten() {
        database.extend(std::fs::read(entry.path()).expect("a file"));
    }
    let holds = |text: &str| database.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("例一"), "names are found by, and lie in the clear");
    for secret in [number(1).as_str(), "13800001234", "13900005678", "不该在此"] {
        assert!(!holds(secret), "{secret}");
    }
}

/// Gives the rows of an exported workbook or CSV.
fn rows(content: &[u8], head: &str) -> Vec<Vec<String>> {
    let is_head = |cells: &[Cell]| cells.iter().any(|cell| cell.text() == head);
    let sheet = reader().read_now(content, MOST_ROWS, is_head).expect("the program starts");
    let sheet = sheet.expect("it can be read");
    std::iter::once(&sheet.head).chain(&sheet.rows).map(|row| row.cells.iter().map(Cell::text).collect()).collect()
}

#[test]
fn the_result_has_the_rows_as_they_came_with_what_became_of_each() {
    for office in offices() {
        let list = format!(
            "台账\n姓名,身份证号,备注,就业意愿\n例 一,{},=cmd|' /C calc'!A0,有\n例二,1.1E+17,,\n\n例三,{}\n",
            number(1),
            number(3)
        );
        let import = office.import(SURVEY, list.as_bytes());
        let path = format!("/api/v1/imports/{}/result", import["id"]);
        let get = |token: &str, language| {
            office.service.send_bytes("GET", &path, token, &[("Accept-Language", language)], b"")
        };

        let reply = get(&office.caseworker, "zh");
        let english = rows(&get(&office.caseworker, "en").bytes, "outcome");
        let colleague = office.service.token(Role::CommunityCaseworker, VILLAGE);
        let of_others = get(&colleague, "zh");

        assert_eq!(reply.headers["content-disposition"], "attachment; filename=\"import-1.xlsx\"");
        let chinese = rows(&reply.bytes, "结果");
        assert_eq!(chinese[0], ["姓名", "身份证号", "备注", "就业意愿", "结果", "原因"]);
        assert_eq!(chinese[1][..5], ["例 一", &number(1), "'=cmd|' /C calc'!A0", "有", "已登记"]);
        assert_eq!(chinese[2][..5], ["例二", "1.1E+17", "", "", "未录入"]);
        assert!(chinese[2][5].contains("文本") && english[2][5].contains("format the column as text"), "{chinese:?}");
        assert_eq!((chinese[3][4].as_str(), english[3][4].as_str()), ("已登记", "registered"));
        assert_eq!(of_others.status, 404, "{of_others:?}");
        let notes = "select count(*) from audit where action = 'import_result_read' and subject = '1'";
        assert_eq!(watch::number(&mut office.service.world.conn(), notes), 2);
    }
}

#[test]
fn a_result_put_right_is_a_list_again() {
    let office = Office::new(&Engine::Sqlite);
    let import = office.import(SURVEY, format!("姓名,身份证号\n例一,{}\n", number(1)).as_bytes());
    let result = office.service.get(&format!("/api/v1/imports/{}/result", import["id"]), &office.caseworker);

    let again = office.import(SURVEY, &result.bytes);

    assert_eq!(counts(&again), [0, 0, 1, 0, 0], "{again}");
}

#[test]
fn imports_are_seen_from_above_and_their_files_forgotten_after_a_month() {
    for office in offices() {
        let supervisor = office.service.account(Role::DistrictSupervisor, "440703");
        let caseworker = office.service.account(Role::CommunityCaseworker, VILLAGE);
        let token = |account: &str| {
            let body = json!({"username": account, "password": PASSWORD});
            text(&office.service.post("/api/v1/sessions", "", &body).body["access_token"])
        };
        for serial in 1..=3 {
            let list = graduates(serial..=serial);
            let reply = office.send(GRADUATES, &token(&caseworker), list.as_bytes(), "en");
            assert_eq!(reply.headers["location"], format!("/api/v1/imports/{serial}"));
        }

        let page = office.service.get("/api/v1/imports?limit=2", &token(&supervisor)).body;
        let rest = office.service.get("/api/v1/imports?after=2", &token(&supervisor)).body;
        let next_door = office.service.token(Role::DistrictSupervisor, "440704");

        assert_eq!((page["items"][0]["id"].clone(), page["next"].clone()), (json!(3), json!("2")));
        assert_eq!((rest["items"][0]["id"].clone(), rest["next"].clone()), (json!(1), Value::Null));
        assert_eq!(office.service.get("/api/v1/imports", &next_door).body["items"], json!([]));
        assert_eq!(office.service.get("/api/v1/imports/1", &next_door).status, 404);
        let result = |day| {
            office.service.clock.set(morning(day));
            office.service.get("/api/v1/imports/1/result", &token(&caseworker)).status
        };
        assert_eq!(page["items"][0]["result_until"], "2026-04-04");
        assert_eq!((result("2026-04-04"), result("2026-04-05")), (200, 404));
        let sealed = "select count(*) from import where sealed is not null";
        assert_eq!(watch::number(&mut office.service.world.conn(), sealed), 3);
        office.send(GRADUATES, &token(&caseworker), graduates(9..10).as_bytes(), "en");
        assert_eq!(watch::number(&mut office.service.world.conn(), sealed), 1, "the next import sweeps up");
    }
}

#[test]
fn people_are_taken_away_with_masked_numbers_and_a_mark_that_tells_who_took_them() {
    for office in offices() {
        let list = format!("姓名,身份证号,电话,就业意愿\n=1+1,{},13800001234,有\n例二,{},,无\n", number(1), number(2));
        office.import(SURVEY, list.as_bytes());
        let get = |query: &str, token: &str| {
            let path = format!("/api/v1/people/export?{query}");
            office.service.send_bytes("GET", &path, token, &[("Accept-Language", "zh")], b"")
        };
        let next_door = office.service.token(Role::DistrictSupervisor, "440704");

        // "走访", percent-encoded for the URL.
        let workbook = get("format=xlsx&reason=%E8%B5%B0%E8%AE%BF", &office.caseworker);
        let csv = get("format=csv&reason=visits&wants_work=true", &office.caseworker);
        let of_neighbours = get("format=csv&reason=visits", &next_door);

        let masked = format!("{}********{}", &number(1)[..6], &number(1)[14..]);
        let people = rows(&workbook.bytes, "姓名");
        let place = ["440703002101", "蓬江区", "白沙街道", "羊桥社区居委会"];
        assert_eq!(
            people[1][1..],
            [&["'=1+1", "男", "1985-05-06", &masked, "138****1234"][..], &place, &["未就业", "是", "否"]].concat()
        );
        assert_eq!((people.len(), rows(&csv.bytes, "姓名").len()), (3, 2), "two, and one who wants work");
        assert!(
            csv.text.starts_with('\u{feff}') && csv.text.contains(" 于 2026-03-05 09:00 导出，共 1 人，用途：visits"),
            "{csv:?}"
        );
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        assert!(of_neighbours.text.contains("共 0 人"), "{of_neighbours:?}");
        for given in [&workbook, &csv] {
            assert!(!given.text.contains(&number(1)) && !given.text.contains("13800001234"));
        }
        let notes = "select count(*) from audit where action = 'people_exported' and subject in ('xlsx 2 走访', 'csv 1 visits', 'csv 0 visits')";
        assert_eq!(watch::number(&mut office.service.world.conn(), notes), 3);

        for (query, field) in [
            ("format=ods&reason=visits", "format"),
            ("format=csv&reason=", "reason"),
            ("format=csv&reason=13800001234", "reason"),
            ("format=csv", "reason"),
            ("format=csv&reason=visits&name=x", "name"),
            ("format=csv&reason=visits&status=idle", "status"),
        ] {
            let reply = get(query, &office.caseworker);
            assert_eq!((reply.status, reply.body["field"].as_str()), (400, Some(field)), "{reply:?}");
        }
        assert_eq!(get("format=csv&reason=visits&division=440704", &office.caseworker).status, 404);
    }
}

#[test]
fn ten_thousand_people_are_taken_away_and_no_more() {
    let office = Office::new(&Engine::Sqlite);
    let person = |serial: u32| {
        let born = format!("1985-{:02}-{:02}", serial % 12 + 1, serial / 12 % 28 + 1);
        json!({"kind": "person_registered", "event_ref": format!("r{serial}"), "person_ref": format!("P{serial}"), "effective_on": "2020-01-01",
            "id_number": id_number(&born, serial / 336), "name": "例", "sex": "male", "birth_date": born, "residence_division": VILLAGE})
    };
    let people: Vec<Value> = (0..10_000).map(person).collect();
    people.chunks(1_000).for_each(|people| office.service.world.record(people, morning("2026-03-05")));
    let export = || office.service.get("/api/v1/people/export?format=csv&reason=visits", &office.caseworker);

    let all = export();
    office.service.world.record(&[person(10_000)], morning("2026-03-05"));
    let too_many = export();

    assert_eq!((all.status, all.text.lines().count()), (200, 10_002));
    assert_eq!((too_many.status, text(&too_many.body["code"])), (413, "too_large".to_owned()));
    assert!(text(&too_many.body["detail"]).contains("narrow it"), "{too_many:?}");
}
