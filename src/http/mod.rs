//! The HTTP service: routes and wire shapes under `/api/v1`, the document that describes them, and
//! the server. Permissions are checked in `door::access`; the work itself is in `ops`.

pub mod decisions;
pub mod document;
pub mod door;
pub mod employment;
pub mod files;
pub mod help;
pub mod inbox;
pub mod ledger;
pub mod months;
pub mod office;
pub mod outbox;
pub mod people;
pub mod placement;
pub mod routes;
pub mod serve;
