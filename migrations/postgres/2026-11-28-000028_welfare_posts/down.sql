drop index fact_welfare_post;
