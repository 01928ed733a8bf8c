import { defineWatch, type WatchDefinition } from '@throughline/language';

const daily = { owner: 'release-manager', every: { days: 1, at: '06:15' } } as const;

/** What is told of: a number that left its target on a day that began after it went live. */
const release = defineWatch({
  ...daily,
  name: 'guard-rails-of-releases',
  title: 'Guard-rails of releases',
  description: 'Releases in hypercare of whose guard-rails one has left its target on a day since they went live.',
  ask: {
    cases: { flow: 'release', in: ['hypercare'], breaching: { metrics: 'guardRails', since: 'releasedOn', period: 'day' } },
  },
  fact: { flow: 'release', event: 'breachGuardRail', key: 'row.key', with: { metric: 'row.metric' } },
});

const change = defineWatch({
  ...daily,
  name: 'guard-rails-of-changes',
  title: 'Guard-rails of changes',
  description: 'Changes that are validated or reviewed of whose guard-rails one has left its target on a day since: they failed.',
  ask: {
    cases: { flow: 'change', in: ['validating', 'successful'], breaching: { metrics: 'guardRails', period: 'day' } },
  },
  fact: { flow: 'change', event: 'breachGuardRail', key: 'row.key', with: { metric: 'row.metric' } },
});

/** What is asked of the log on a cadence, beside the targets of metrics, which are watched by themselves. */
export const changeWatches: readonly WatchDefinition[] = [release, change];
