export { type OpenDatabase, type OpenDatabaseOptions, openDatabase } from './database.ts';
export { DatabaseError, type DatabaseErrorCode } from './errors.ts';
export { defaultHome } from './home.ts';
export { openPostgres, type Postgres, type PostgresOptions } from './open.ts';
