//! The database: the two engines behind one connection type, and the tables. Queries live beside
//! their uses, in `ops` and in the other files of this folder.

pub mod decisions;
pub mod employment;
pub mod engine;
pub mod facts;
pub mod files;
pub mod help;
pub mod inbox;
pub mod ledger;
pub mod months;
pub mod outbox;
pub mod people;
pub mod placement;
pub mod registers;
pub mod schema;

pub use self::engine::conn::Conn;
pub use self::engine::location::Location;
pub use self::engine::pool::Pool;
