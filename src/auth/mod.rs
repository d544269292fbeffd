//! Who somebody is and what they may do: passwords, tokens, and the one table of roles and actions. What lies in whose
//! scope is asked of the database by `ops::session`.

pub mod actor;
pub mod password;
pub mod throttle;
pub mod token;

pub use self::actor::{Action, Actor, Role};
