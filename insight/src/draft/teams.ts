import { compare, type DraftLog } from './draft-log.ts';
import { plainText } from './words.ts';

/** People who do the same things. */
export interface Team {
  readonly name: string;
  /** The rest of a sentence: “which 21 people do”. */
  readonly says: string;
}

/** Activities are of one team where the people who do them are this alike. */
const likeness = 0.7;

/**
 * Whose work an activity is: activities that the same people do as often are of one team, called after the most frequent of them. Alike by the
 * cosine of how often each person does each (joint activities: W. van der Aalst, H. Reijers, M. Song: Discovering Social Networks from Event
 * Logs, CSCW 2005). Nobody is named.
 */
export function teamsOf(log: DraftLog): (activity: number) => Team | undefined {
  const profiles = profilesOf(log);
  const team = new Map<number, number>();
  for (const [activity, profile] of [...profiles].sort(([a], [b]) => a - b)) {
    const like = [...new Set(team.values())].find((first) => cosine(profiles.get(first) ?? profile, profile) >= likeness);
    team.set(activity, like ?? activity);
  }
  return (activity) => {
    const first = team.get(activity);
    if (first === undefined) return undefined;
    const people = [...(profiles.get(first)?.keys() ?? [])].length;
    const name = plainText(`${log.activities[first]?.name.slice(0, 75)} team`);
    const who = people === 1 ? 'one person does' : `${people} people do`;
    return { name, says: first === activity ? who : `${who} much as they do “${log.activities[first]?.name}”` };
  };
}

function profilesOf({ timed, people }: DraftLog): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const profiles = new Map<number, Map<string, number>>();
  for (const { steps, who } of timed) {
    for (const [index, step] of steps.entries()) {
      const person = people[who[index] ?? -1];
      if (person === undefined) continue;
      const profile = profiles.get(step) ?? new Map<string, number>();
      profile.set(person, (profile.get(person) ?? 0) + 1);
      profiles.set(step, profile);
    }
  }
  return profiles;
}

/** 1: in the same proportions; 0: nobody does both. Summed in the order of names, so that it is the same to the last digit. */
function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const length = (of: ReadonlyMap<string, number>) => Math.sqrt(sum([...of.values()].map((count) => count * count)));
  const shared = [...a].sort(([one], [other]) => compare(one, other)).map(([person, count]) => count * (b.get(person) ?? 0));
  return sum(shared) / (length(a) * length(b));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
