/**
 * Who looks after accounts (`administrator` is a role of the kernel). `owner`, as a grant, is every role. `account-holder` is everybody in their
 * own matters: the server acts in it when somebody signs in, lends roles or makes a key. It cannot be granted.
 */
export const roles = {
  owner: { title: 'Owner' },
  administrator: { title: 'Administrator' },
  'account-holder': { title: 'Account holder' },
} as const;
