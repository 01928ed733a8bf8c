import { days, defineFlow, Email, Fields, List, Text } from '@throughline/language';
import { Grant } from './grant.ts';
import { roles } from './roles.ts';

const ownMatter = { by: 'person', roles: ['account-holder'] } as const;
const byAdministrator = { by: 'person', roles: ['administrator'] } as const;

/** A role that is granted takes the place of what was granted of it before. */
const withGrant = {
  grants: 'dyn(data.grants.filter(grant, grant.role != event.role)) + dyn([event])',
};

const isMighty = (role: string) => `${role} == "owner" || ${role} == "administrator"`;

/**
 * Only an owner makes owners and administrators. To an account that administers accounts, its asker's own included, a second one agrees: so
 * nobody makes themselves mightier. Whatever else there is, an administrator grants alone.
 */
const grant = [
  { by: 'person', roles: ['owner'], when: isMighty('event.role'), set: withGrant, newRound: true },
  { ...byAdministrator, when: `!(${isMighty('event.role')}) && !computed.administers`, set: withGrant, newRound: true },
  { ...byAdministrator, set: withGrant, approval: { roles: ['administrator'] }, newRound: true },
] as const;

const revoke = {
  ...byAdministrator,
  reason: true,
  when: 'data.grants.exists(grant, grant.role == event.role)',
  set: { grants: 'data.grants.filter(grant, grant.role != event.role)' },
  newRound: true,
} as const;

/** What stands in the directory of a single sign-on counts as long as it stands there. */
const provide = { by: 'automation', roles: ['account-holder'], set: { provided: 'event.roles' } } as const;
const rename = {
  ...byAdministrator,
  reason: true,
  set: { name: 'event.name', email: 'event.email', title: 'event.title' },
} as const;
const leave = { ...byAdministrator, reason: true, to: 'left' } as const;
const issueLink = byAdministrator;

const noText = { default: '' };
/** Empty where nothing is said. */
const listOptions = { maxItems: 100, default: [] } as const;

/**
 * Somebody who can sign in, and what they may do. Its states are owned by `account-holder`, which nobody bears: so nobody revises an account
 * past the events below. Passwords are not kept here.
 */
export const account = defineFlow({
  name: 'account',
  title: 'Account',
  description: 'Somebody who can sign in: invited, active, suspended, left. The roles that they hold, and who granted them.',
  stream: 'access',
  owner: 'administrator',
  key: 'person',
  roles,
  reads: { cases: ['administrator'], personal: ['administrator'] },
  // Whoever may put an account right could make themselves anything.
  operators: ['owner'],
  data: Fields({
    /** What the log calls them. It never changes, and says nothing of them but what it says. */
    person: Text({ title: 'Person', maxLength: 120 }),
    name: Text({ personal: true, maxLength: 200 }),
    email: Email({ personal: true }),
    title: Text({ title: 'What they do', maxLength: 200, ...noText }),
    grants: List(Grant, listOptions),
    /** Roles that a single sign-on gives. */
    provided: List(Text({ maxLength: 80 }), listOptions),
  }),
  computed: {
    administers: `data.grants.exists(grant, ${isMighty('grant.role')}) || data.provided.exists(role, ${isMighty('role')})`,
  },
  parameters: {
    activateWithin: days(14, { owner: 'administrator', title: 'Invitations are taken up within', from: 1, to: 90 }),
    reviewAfter: days(365, {
      owner: 'administrator',
      title: 'What somebody may do is looked at again after',
      from: 30,
      to: 730,
    }),
    suspendedFor: days(90, { owner: 'administrator', title: 'A suspension is decided upon within', from: 1, to: 365 }),
  },
  events: {
    invite: { title: 'Invite' },
    admit: { title: 'Let in by the single sign-on' },
    activate: {
      title: 'Take up the invitation',
      data: Fields({ name: Text({ personal: true, maxLength: 200 }) }),
    },
    grant: { title: 'Grant a role', data: Grant },
    revoke: { title: 'Take a role away', data: Fields({ role: Text({ maxLength: 80 }) }) },
    provide: { title: 'Roles of the single sign-on', data: Fields({ roles: List(Text({ maxLength: 80 }), { maxItems: 100 }) }) },
    rename: {
      title: 'Change name or address',
      data: Fields({
        name: Text({ personal: true, maxLength: 200 }),
        email: Email({ personal: true }),
        title: Text({ maxLength: 200 }),
      }),
    },
    review: { title: 'Looked at: the roles are still right' },
    issueLink: { title: 'Give a link to sign in' },
    setPassword: { title: 'Set a password' },
    secondFactorOn: { title: 'Set up a second factor' },
    secondFactorOff: { title: 'Take the second factor away' },
    endSessions: { title: 'Sign out everywhere' },
    suspend: { title: 'Suspend' },
    resume: { title: 'Let in again' },
    leave: { title: 'Has left' },
  },
  start: {
    invite: [
      { to: 'invited', ...byAdministrator, when: '!computed.administers' },
      { to: 'invited', by: 'person', roles: ['owner'] },
    ],
    admit: { to: 'invited', by: 'automation', roles: ['account-holder'], when: '!computed.administers' },
  },
  states: {
    invited: {
      title: 'Invited',
      owner: 'account-holder',
      within: 'activateWithin',
      on: {
        activate: {
          ...ownMatter,
          to: 'active',
          set: { name: 'event.name' },
          newRound: true,
        },
        grant,
        revoke,
        provide,
        rename,
        issueLink,
        leave,
      },
    },
    active: {
      title: 'Active',
      owner: 'account-holder',
      on: {
        grant,
        revoke,
        provide,
        rename,
        review: byAdministrator,
        issueLink,
        setPassword: ownMatter,
        secondFactorOn: ownMatter,
        secondFactorOff: { by: 'person', roles: ['account-holder', 'administrator'] },
        endSessions: { by: 'person', roles: ['account-holder', 'administrator'] },
        suspend: { ...byAdministrator, reason: true, to: 'suspended' },
        leave,
      },
    },
    suspended: {
      title: 'Suspended',
      owner: 'account-holder',
      within: 'suspendedFor',
      on: {
        resume: { ...byAdministrator, reason: true, to: 'active' },
        revoke,
        leave,
      },
    },
    left: { title: 'Left', final: 'done' },
  },
  ladders: {
    review: {
      title: 'Review',
      anchor: 'entered',
      during: ['active'],
      rungs: [
        {
          name: 'look',
          title: 'Look at the roles again',
          after: 'reviewAfter',
          every: 'reviewAfter',
          atMost: 10,
          task: { role: 'administrator', title: 'Are these roles still right?', within: days(30) },
        },
      ],
    },
  },
});
