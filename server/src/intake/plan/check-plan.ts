/*
 * Holds a plan against what it had to keep to, whoever made it. It shares no code with the model: weeks are filled day by day, in fractions of whole numbers.
 */

interface Work {
  readonly number: string;
  readonly kind: string;
  readonly needs: readonly { readonly skill: string; readonly weeks: number }[];
  readonly duration: number;
  readonly earliest?: number;
  readonly latest?: number;
  readonly dependsOn: readonly string[];
  readonly forced?: string;
}

interface Frame {
  readonly weeks: number;
  readonly capacity: readonly { readonly skill: string; readonly daysPerWeek: number }[];
  readonly runShare: number;
  readonly candidates: readonly Work[];
  readonly done: readonly string[];
  readonly taken?: readonly { readonly skill: string; readonly days: readonly number[]; readonly grow: number }[];
}

/** What a plan breaks, in sentences; nothing where it keeps to everything. `unplaced` has to be in the plan, and is known not to be. */
export function checkPlan(
  frame: Frame,
  items: readonly { readonly number: string; readonly week: number }[],
  unplaced: readonly string[] = [],
): readonly string[] {
  const faults: string[] = [];
  const works = new Map<string, Work>();
  for (const work of frame.candidates) works.set(work.number, work);
  const startOf = new Map<string, number>();
  for (const { number, week } of items) {
    const work = works.get(number);
    if (work === undefined) faults.push(`${number} is no candidate`);
    else if (startOf.has(number)) faults.push(`${number} is planned twice`);
    else if (!Number.isInteger(week)) faults.push(`${number} starts in no week`);
    else if (week < 0 || week + work.duration > frame.weeks) faults.push(`${number} is outside of the plan`);
    else if (week < (work.earliest ?? 0)) faults.push(`${number} starts too early`);
    else if (work.latest !== undefined && week + work.duration - 1 > work.latest) faults.push(`${number} ends too late`);
    startOf.set(number, week);
  }
  for (const work of frame.candidates)
    if (work.forced !== undefined && !startOf.has(work.number) && !unplaced.includes(work.number))
      faults.push(`${work.number} has to be planned (${work.forced})`);
  for (const [number, week] of startOf)
    for (const before of works.get(number)?.dependsOn ?? []) {
      if (frame.done.includes(before)) continue;
      const start = startOf.get(before);
      const end = start === undefined ? Number.POSITIVE_INFINITY : start + (works.get(before)?.duration ?? 0);
      if (end > week) faults.push(`${number} starts before ${before} is done`);
    }
  for (const skill of new Set(frame.candidates.flatMap(({ needs }) => needs.map((need) => need.skill))))
    faults.push(...skillFaults(frame, skill, { works, startOf }));
  return faults;
}

interface Planned {
  readonly works: ReadonlyMap<string, Work>;
  readonly startOf: ReadonlyMap<string, number>;
}

function skillFaults(
  { weeks, capacity, runShare, taken = [] }: Frame,
  skill: string,
  { works, startOf }: Planned,
): readonly string[] {
  const faults: string[] = [];
  const perWeek = BigInt(capacity.find((each) => each.skill === skill)?.daysPerWeek ?? 0);
  const before = taken.filter((one) => one.skill === skill);
  const notBelowZero = (value: bigint) => (value < 0n ? 0n : value);
  const needOf = (work: Work) =>
    BigInt(work.needs.filter((need) => need.skill === skill).reduce((sum, need) => sum + need.weeks, 0));
  for (let week = 0; week < weeks; week += 1) {
    let [days, parts] = [0n, 1n];
    for (const [number, start] of startOf) {
      const work = works.get(number);
      if (work === undefined || week < start || week >= start + work.duration) continue;
      const duration = BigInt(work.duration);
      days = days * duration + needOf(work) * 5n * parts;
      parts *= duration;
    }
    const elsewhere = before.reduce((sum, one) => sum + BigInt(one.days[week] ?? 0), 0n);
    if (days > notBelowZero(perWeek - elsewhere) * parts) faults.push(`Week ${week + 1} takes more of ${skill} than there is`);
  }
  let grow = 0n;
  for (const number of startOf.keys()) {
    const work = works.get(number);
    if (work?.kind === 'grow') grow += needOf(work);
  }
  const growing = before.reduce((sum, one) => sum + BigInt(one.grow), 0n);
  if (grow * 500n > notBelowZero(perWeek * BigInt(weeks) * BigInt(100 - runShare) - growing * 100n))
    faults.push(`More of ${skill} grows than is left beside run`);
  return faults;
}
