//! Employers, vacancies and referrals.

pub mod employers;
pub mod referrals;
pub mod vacancies;
