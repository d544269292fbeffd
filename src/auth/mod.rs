//! Authentication and authorization: passwords, tokens, and the table of roles and actions.
//! `ops::session` asks the database what lies in an actor's scope.

pub mod actor;
pub mod password;
pub mod throttle;
pub mod token;

pub use self::actor::{Action, Actor, Role};
