//! Vacancies and the units that offer them, what fits whom, and referrals.

pub mod employer;
pub mod matching;
pub mod referral;
pub mod sought;
pub mod vacancy;
