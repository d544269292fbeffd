//! Vacancies and referrals.

pub mod referrals;
pub mod vacancies;
