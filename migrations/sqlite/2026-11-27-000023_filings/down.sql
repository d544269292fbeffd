drop index fact_filing;
