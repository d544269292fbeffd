//! Vacancies, employers, matching, and referrals.

pub mod employer;
pub mod matching;
pub mod referral;
pub mod sought;
pub mod vacancy;
