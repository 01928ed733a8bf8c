import type { Pool } from 'pg';

/**
 * Tells the planner what the tables hold. PostgreSQL does so by itself within a minute, and an embedded server whose last user
 * goes earlier never gets there.
 */
export async function analyseTables(pool: Pool): Promise<void> {
  await pool.query('analyze throughline.case_, throughline.case_data, throughline.event, throughline.receipt');
}
