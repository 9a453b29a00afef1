DROP TABLE translation_jobs, translation_tasks;
