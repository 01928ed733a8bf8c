import { test } from 'node:test';
import { tell } from '../../language/test/story.ts';
import { release } from './release.ts';

const draft = `release.draft ${JSON.stringify({
  number: 'R-1',
  title: 'Prices by contract',
  summary: 'Prices follow the contract of the customer.',
  requester: 'sam',
  systems: ['Order desk'],
  flows: ['order'],
})}`;

test('[P31] a release is approved by a release manager who neither wrote, planned nor submitted it', () => {
  tell(
    [release],
    '2026-04-01',
    `0       | both (systems-lead, release-manager) | ${draft} | draft |
     1       | rolf (release-manager) | release.plan {"plannedOn":"2026-04-10"}     | draft    | refused: role-required
     1       | lea (systems-lead)     | release.plan {"plannedOn":"2026-04-10"}     | planned  |
     2       | lea (systems-lead)     | release.release {"releasedOn":"2026-04-03"} | planned  | refused: not-allowed-in-state
     2       | lea (systems-lead)     | release.submit                              | planned  | awaiting submit; task approve submit
     2 01:00 | both (systems-lead, release-manager) | release.approve {"of":"submit"} | planned | refused: approver-excluded
     2 02:00 | rolf (release-manager) | release.approve {"of":"submit"}             | approved |
     3       | rolf (release-manager) | release.plan {"plannedOn":"2026-04-12"}     | planned  |
     4       | lea (systems-lead)     | release.submit                              | planned  | awaiting submit; task approve submit
     5       | rolf (release-manager) | release.approve {"of":"submit"}             | planned  | refused: approver-excluded
     5       | mia (release-manager)  | release.approve {"of":"submit"}             | approved |
     12 09:00 | clock                 | release.plannedDay/missed                   | approved | task plannedDay/missed
     12 10:00 | rolf (release-manager) | release.release {"releasedOn":"2026-04-13"} | released |
     14      | lea (systems-lead)     | release.verify                              | verified |`,
  );
});

test('[P32] a failure that a release has caused keeps it from being verified until it is mended or rolled back', () => {
  tell(
    [release],
    '2026-04-01',
    `0       | lea (systems-lead)     | ${draft}                                 | draft    |
     0       | lea (systems-lead)     | release.plan {"plannedOn":"2026-04-02"}  | planned  |
     0       | lea (systems-lead)     | release.submit                           | planned  | awaiting submit; task approve submit
     0       | rolf (release-manager) | release.approve {"of":"submit"}          | approved |
     1       | pipeline (automation)  | release.release {"releasedOn":"2026-04-02"} | released |
     2       | lea (systems-lead)     | release.reportFailure                    | released | raised causedFailure
     3       | lea (systems-lead)     | release.verify                           | released | refused: blocked-by-exception
     8       | clock                  | release.overdue                          | released | raised overdue
     9       | lea (systems-lead)     | release.rollBack "orders without prices" | rolled_back | stopped plannedDay/missed; resolved overdue, causedFailure`,
  );
});

test('[P32] in hypercare a number that leaves its bounds keeps it from being verified, and users who do not sign it off from being approved', () => {
  tell(
    [release],
    '2026-04-01',
    `0       | lea (systems-lead)     | ${draft}                                 | draft    |
     0       | lea (systems-lead)     | release.plan {"plannedOn":"2026-04-02"}  | planned  |
     0 08:00 | rik (requester)        | release.failSignOff "Prices are missing" | planned  | raised signOffFailed
     0 09:00 | lea (systems-lead)     | release.submit                           | planned  | refused: blocked-by-exception
     0 10:00 | rik (requester)        | release.signOff                          | planned  | resolved signOffFailed
     0 11:00 | lea (systems-lead)     | release.submit                           | planned  | awaiting submit; task approve submit
     0 12:00 | rolf (release-manager) | release.approve {"of":"submit"}          | approved |
     1 14:00 | rolf (release-manager) | release.release {"releasedOn":"2026-04-02"} | released |
     1 15:00 | lea (systems-lead)     | release.startHypercare {"until":"2026-04-09","guardRails":["invoice-error-rate"]} | hypercare |
     3       | gate (automation)      | release.breachGuardRail {"metric":"invoice-error-rate"} | hypercare | raised guardRailBreached
     4       | lea (systems-lead)     | release.verify                           | hypercare | refused: blocked-by-exception`,
  );
});
