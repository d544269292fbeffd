//! Finds out whether a matter is the actor's own.

use diesel::prelude::*;

use crate::db::facts::log;
use crate::db::people::subjects;
use crate::db::schema::account;
use crate::error::Result;
use crate::ops::session::Session;

/// Tells whether the actor is this person, or a member of the person's household or of this
/// household.
pub(in crate::ops) fn is_own(s: &mut Session, person: Option<i64>, household: Option<i64>) -> Result<bool> {
    let account = account::table.find(s.actor().account.clone()).select(account::id_number_index);
    let Some(index) = account.first::<Option<Vec<u8>>>(s.conn)? else { return Ok(false) };
    Ok(identities(s, person, household)?.contains(&index))
}

/// Gives the blind indexes of the ID numbers of a person and of today's members of the person's
/// household, wherever they live; without a person, those of a household's members.
pub(in crate::ops) fn identities(s: &mut Session, person: Option<i64>, household: Option<i64>) -> Result<Vec<Vec<u8>>> {
    let today = s.clock.today();
    let (people, households) = (person.into_iter().collect(), household.into_iter().collect());
    let near = log::neighbourhood(s.conn, &people, &households, i64::MAX)?;
    let person = person.map(|id| near.merged.root(id));
    let histories = near.world.histories();
    let home = |person: i64| histories.life(person).on(today).member_of;
    let household = person.map_or(household, home);
    let members = household.into_iter().flat_map(|of| near.world.members_of(of)).copied();
    let members = members.filter(|member| household.is_some() && home(*member) == household);
    let ids = near.merged.names(members.chain(person));
    Ok(subjects::people(s.conn, &ids)?.into_iter().filter_map(|row| row.id_number_index).collect())
}
