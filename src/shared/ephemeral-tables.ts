/** Tables of frameworks that are emptied all the time, by `table` or `database.table`. */
export const EPHEMERAL = /(?:^|\.)(sessions|cache|cache_locks|jobs|failed_jobs|job_batches|django_session|telescope_.*|pulse_.*)$/;
