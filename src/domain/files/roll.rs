//! Rolls: monthly lists of people that another authority keeps, imported as files and compared with
//! the ledger. A person's place on a roll is stored if the ID number is registered here. A roll
//! changes no figure; it only shows what to verify.
//!
//! - Contributions (社会保险缴费): an employment without contributions for two months must be verified; a
//!   contribution without an employment at that employer means a hire that was not filed (社会保险法
//!   article 58 and 就业服务与就业管理规定 article 62: within thirty days).
//! - The minimum living allowance (最低生活保障) and disability certificates (残疾人证): a person determined
//!   as a difficult person for one of them and missing on the roll of the month must be verified; a
//!   person on the roll that looks for work and is not determined may apply (应助尽助).

use chrono::{Days, NaiveDate};

use super::columns::{Cells, Column, Why, are_named, compact, id_number, rows};
use super::sheet::Sheet;
use super::sheet::cells::Cell;
use crate::employment::filing::{HIRE_DAYS, has_employer};
use crate::values::codes::{Category, Difference, Form, Roll};
use crate::values::id_number::IdNumber;
use crate::values::month::Month;
use crate::values::uscc::Uscc;

/// The most rows of a file: at some forty bytes each, they fill the largest file.
pub const MOST_ROWS: usize = 150_000;

/// The content of a row.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    pub id_number: IdNumber,
    /// The employer that pays the contribution; `None` if the person pays, and on the other rolls.
    pub unit: Option<Uscc>,
}

/// Tells whether a row is the header of a roll: it names the indispensable columns.
pub fn is_head(roll: Roll, cells: &[Cell]) -> bool {
    let wanted: &[Column] = match roll {
        Roll::Contributions => &[Column::IdNumber, Column::Unit],
        Roll::LowIncome | Roll::Disabled => &[Column::IdNumber],
    };
    are_named(cells, wanted)
}

/// Reads every row of a sheet, by its number.
pub fn entries(roll: Roll, sheet: &Sheet) -> Vec<(usize, Result<Entry, Why>)> {
    rows(sheet, |row, spoilt| entry(roll, row, spoilt))
}

fn entry(roll: Roll, row: &Cells<'_>, spoilt: bool) -> Result<Entry, Why> {
    let id_number = id_number(row.get(Column::IdNumber), spoilt)?;
    let unit = row.get(Column::Unit);
    if roll != Roll::Contributions || row.word(Column::Unit).is_none() {
        return Ok(Entry { id_number, unit: None });
    }
    let unit = Uscc::parse(&compact(unit)).map_err(|_| {
        Why::bad(
            Column::Unit,
            "应为 18 位统一社会信用代码；请核对，个人缴费的留空。",
            "expected a unified social credit code of 18 characters; correct it, and leave it empty where the person pays.",
        )
    })?;
    Ok(Entry { id_number, unit: Some(unit) })
}

/// Gives the category of difficult persons that a roll is about; `None` for contributions.
pub fn category(roll: Roll) -> Option<Category> {
    match roll {
        Roll::Contributions => None,
        Roll::LowIncome => Some(Category::LowIncome),
        Roll::Disabled => Some(Category::Disabled),
    }
}

/// Lists the possible differences between a roll and the ledger.
pub fn differences(roll: Roll) -> [Difference; 2] {
    match roll {
        Roll::Contributions => [Difference::Unpaid, Difference::Unfiled],
        Roll::LowIncome | Roll::Disabled => [Difference::NotListed, Difference::NotDetermined],
    }
}

/// Months for which a roll is kept after its own: the longest period for which queries need it.
pub const KEPT_MONTHS: u32 = 24;

/// Gives the months that count for an employment at the end of a month: contributions for that
/// month or the one before suffice.
pub fn paid_in(month: Month) -> [Month; 2] {
    [month.previous(), month]
}

/// Gives the latest first day of an employment for which both months of [`paid_in`] must be paid.
pub fn begun_by(month: Month) -> NaiveDate {
    month.previous().first()
}

/// Lists the forms of work for which an employer pays contributions.
pub fn paid_forms() -> Vec<i16> {
    Form::ALL.iter().filter(|form| has_employer(**form)).map(|form| form.number()).collect()
}

/// Gives the first day on which every hire begun by the end of the month is late.
pub fn late_from(month: Month) -> NaiveDate {
    let days = HIRE_DAYS.unsigned_abs() + 1;
    month.last().checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sheet;

    fn read(roll: Roll, file: &str) -> Vec<(usize, Result<Option<String>, &'static str>)> {
        let sheet = sheet::read(file.as_bytes(), MOST_ROWS, |cells| is_head(roll, cells)).unwrap();
        let told = |entry: Result<Entry, Why>| match entry {
            Ok(entry) => Ok(entry.unit.map(|unit| unit.as_str().to_owned())),
            Err(why) => Err(why.code),
        };
        entries(roll, &sheet).into_iter().map(|(number, entry)| (number, told(entry))).collect()
    }

    #[test]
    fn a_row_of_a_roll_of_contributions_is_of_an_employer_or_of_the_person_alone() {
        let file = "身份证号,单位统一社会信用代码\n\
                    11010519491231002X,91350100M000100Y43\n\
                    11010519491231002x,91350100m000100y43\n\
                    11010519491231002X,\n\
                    11010519491231002X,91350100M000100Y44\n\
                    110105194912310021,91350100M000100Y43\n";

        let unit = || Ok(Some("91350100M000100Y43".to_owned()));
        assert_eq!(
            read(Roll::Contributions, file),
            [(2, unit()), (3, unit()), (4, Ok(None)), (5, Err("bad_value")), (6, Err("bad_value"))]
        );
        let only = read(Roll::Disabled, file);
        assert_eq!(only.iter().filter(|(_, entry)| *entry == Ok(None)).count(), 4, "an employer is nothing to it");
    }

    #[test]
    fn a_roll_of_contributions_without_employers_is_none() {
        let file = "身份证号\n11010519491231002X\n".as_bytes();
        assert!(sheet::read(file, MOST_ROWS, |cells| is_head(Roll::Contributions, cells)).is_err());
        assert!(sheet::read(file, MOST_ROWS, |cells| is_head(Roll::Disabled, cells)).is_ok());
    }

    #[test]
    fn two_months_are_looked_at_and_a_hire_of_a_month_is_late_a_month_after_its_end() {
        let month = Month::parse("2026-03").unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();

        assert_eq!(paid_in(month).map(|m| m.to_string()), ["2026-02", "2026-03"]);
        assert_eq!(begun_by(month), day("2026-02-01"));
        // 31 March and thirty days make 30 April, which is in time.
        assert_eq!(late_from(month), day("2026-05-01"));
    }
}
