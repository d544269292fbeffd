//! Vacancies, matching, and referrals.

pub mod matching;
pub mod referral_views;
pub mod referrals;
pub mod vacancies;
