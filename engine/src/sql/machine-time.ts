/** The machine's time: given by tests, else the database's own, so that all servers agree. */
export const machineTime = (parameter: number) => `coalesce(to_timestamp($${parameter}::float8 / 1000), clock_timestamp())`;
