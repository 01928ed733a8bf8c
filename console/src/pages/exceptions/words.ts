import { wordsOf } from '../../words/language.ts';

/** All words of the page, apart from the rest. */
const english = {
  title: 'Exceptions',
  failed: 'The exceptions',
  print: 'Print',
  none: 'No exception is open.',
  noneLike: 'No open exception is like that. Drop a filter to see more.',
  noun: { one: 'exception', many: 'exceptions' },
  cases: { one: 'case', many: 'cases' },
  sentence: {
    are: 'open',
    of: 'in',
    late: 'past their target',
    stake: 'At stake:',
    week: 'This week',
    opened: 'opened',
    closed: 'closed',
  },
  withheld: 'Some of the money is left out: it takes a role that you do not have.',
  filters: {
    stream: 'Value stream',
    everyStream: 'Every value stream',
    stage: 'Stage',
    everyStage: 'Every stage',
    owner: 'Owner',
    everyOwner: 'Every owner',
    severity: 'Severity',
    everySeverity: 'Every severity',
    late: 'Past their target only',
  },
  map: {
    title: 'By kind and stage',
    aside: 'Shade: how long they have been open against their target',
    kind: 'Exception',
    total: 'All',
    late: (count: string) => `${count} late`,
    legend: 'Age against target',
    strain: (times: string) => `open ${times} times as long as their target, on average`,
  },
  ages: { title: 'By age', aside: 'Time since the target passed', untimed: 'No target', stake: 'At stake', oldest: 'Oldest' },
  owners: {
    title: 'Load of owners',
    owner: 'Owner',
    open: 'Open',
    late: 'Late',
    unassigned: 'Nobody yet',
    oldest: 'Oldest',
    stake: 'At stake',
    nobody: 'Nobody has to see to one.',
  },
  trend: {
    title: 'Opened and closed by week',
    week: 'Week from',
    opened: 'Opened',
    closed: 'Closed',
    net: 'Left over',
    about: 'Exceptions left over by week',
    asChart: 'Chart',
    asTable: 'Table',
  },
  oldest: {
    title: 'Longest past their target',
    caption: 'Exceptions, the longest past their target first',
    failed: 'The oldest exceptions',
    columns: {
      title: 'Exception',
      of: 'Case',
      severity: 'Severity',
      owner: 'Owner',
      assignee: 'Assigned to',
      due: 'Target',
      since: 'Since',
    },
    all: 'All open exceptions',
  },
  of: (items: number, counted: string) => `${items} of ${counted}`,
  is: 'is',
  are: 'are',
  and: ' and ',
  filter: 'filter',
} as const;

export const words = wordsOf({ en: english });

/** Limits of the shades: so many times its target. The first is not shaded. */
export const strainSteps = [1, 1.25, 1.75, 3, 6] as const;
export const strainLegend = ['in target', 'to 1.25×', 'to 1.75×', 'to 3×', 'to 6×', 'more'] as const;

/** 0: not shaded; 1 to 5: how hot. */
export function strainStep(strain: number | null): 0 | 1 | 2 | 3 | 4 | 5 {
  if (strain === null) return 0;
  const step = strainSteps.filter((limit) => strain > limit).length;
  return step as 0 | 1 | 2 | 3 | 4 | 5;
}
