//! Helpers: the accounts that may help a person. `suggestions` proposes helpers for a case.

use diesel::prelude::*;

use crate::auth::{Action, Role};
use crate::db::schema::account;
use crate::domain::values::division::{Division, Level};
use crate::error::{Error, Result};
use crate::on_engine;
use crate::ops::session::Session;
use crate::ops::session::scope::{division, reaches};

/// The fields of an account that matter for helping.
pub(in crate::ops) struct HelperAccount {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) role: Role,
    pub(super) division: Division,
    disabled: bool,
    pub id_number_index: Option<Vec<u8>>,
}

pub(super) type Row = (String, String, String, i64, bool, Option<Vec<u8>>);

impl HelperAccount {
    pub(super) fn of((id, username, word, number, disabled, id_number_index): Row) -> Result<Self> {
        let role = Role::from_word(&word).ok_or_else(|| Error::internal("a role"))?;
        Ok(Self { id, username, role, division: division(number)?, disabled, id_number_index })
    }

    /// Tells whether the account may help a person that lives in a division.
    pub fn may_help_in(&self, of: Division) -> bool {
        !self.disabled && self.role.may(Action::HelpPeople) && reaches(self.division, of)
    }
}

/// The columns of [`Row`].
pub(super) const COLUMNS: (
    account::id,
    account::username,
    account::role,
    account::division,
    account::disabled,
    account::id_number_index,
) = (account::id, account::username, account::role, account::division, account::disabled, account::id_number_index);

/// Finds an account by its id.
pub(in crate::ops) fn find(s: &mut Session, id: &str) -> Result<Option<HelperAccount>> {
    let row: Option<Row> = account::table.find(id).select(COLUMNS).first(s.conn).optional()?;
    row.map(HelperAccount::of).transpose()
}

/// Tells whether two helpers belong to different counties of the city; an account of the whole city
/// belongs to none.
pub(in crate::ops) fn are_of_two_counties(s: &mut Session, one: &str, other: &str) -> Result<bool> {
    let query = account::table.filter(account::id.eq_any([one, other])).select(account::division);
    let numbers: Vec<i64> = on_engine!(&mut *s.conn, |c| query.load(c))?;
    let mut counties = Vec::new();
    for number in numbers {
        let of = division(number)?;
        if of.level() != Level::City {
            counties.push(of.ancestor(Level::County));
        }
    }
    Ok(matches!(counties[..], [one, other] if one != other))
}
