const meanings = {
  activities: 'different activities; the activity is perhaps read from a field that differs for each event',
  edges: 'different pairs of activities that follow each other',
  variants: 'different ways through the process; narrow the log to one kind of case, or to fewer activities',
  'events of a case': 'events in one case; the case is perhaps read from a field that many cases share',
} as const;

/** The log is larger than mining holds in memory. Nothing is dropped silently: there is no report. */
export class MiningLimitError extends Error {
  readonly code = 'mining-limit';
  readonly limit: keyof typeof meanings;

  constructor(limit: keyof typeof meanings, most: number) {
    super(`The log has more than ${most.toLocaleString('en')} ${meanings[limit]}`);
    this.limit = limit;
  }
}

/** A case came again after another one: the log is not sorted by case, and would be miscounted. */
export class MiningOrderError extends Error {
  readonly code = 'case-split';

  constructor(caseId: string) {
    super(`The events of case ${JSON.stringify(caseId.slice(0, 100))} do not stand together: sort the log by case first`);
  }
}
