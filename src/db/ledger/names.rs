//! References of senders' subjects, employments and helpers, and their numbers.

use std::collections::HashMap;

use crate::db::people::subjects::Name;

/// The numbers of one kind of reference.
#[derive(Default)]
pub struct Names {
    pub(super) ids: HashMap<Name, i64>,
    pub(super) next: i64,
    /// The references numbered in this batch.
    pub new: Vec<(i64, Name)>,
}

impl Names {
    /// Gives the number of a reference, if it has one.
    pub fn get(&self, name: &Name) -> Option<i64> {
        self.ids.get(name).copied()
    }

    /// Gives the number of a reference, and assigns one if it is new.
    pub fn number(&mut self, name: Name) -> i64 {
        if let Some(id) = self.get(&name) {
            return id;
        }
        let id = self.next;
        self.next += 1;
        self.ids.insert(name.clone(), id);
        self.new.push((id, name));
        id
    }

    pub(super) fn learn(&mut self, rows: Vec<(i64, i32, String)>) {
        self.ids.extend(rows.into_iter().map(|(id, sender, name)| ((sender, name), id)));
    }
}
