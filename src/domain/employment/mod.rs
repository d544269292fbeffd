//! Employment: how soon it was filed, and public-welfare posts.

pub mod filing;
pub mod job;
pub mod welfare;
