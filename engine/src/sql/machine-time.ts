/**
 * The machine's time: given by tests, else the database's own, so that all servers agree. Asked once a statement, so that an index can be searched
 * by it: with the volatile function in its place, a claim reads all that waits for later.
 */
export const machineTime = (parameter: number) =>
  `(select coalesce(to_timestamp($${parameter}::float8 / 1000), clock_timestamp()))`;
