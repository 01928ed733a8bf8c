import { definePack } from '@throughline/language';
import { account } from './account.ts';
import { apiKey } from './api-key.ts';
import { delegation } from './delegation.ts';
import { roles } from './roles.ts';

/** Access: who can sign in, which roles they hold, whom they lend them to, and the keys of their programs. */
export const access = definePack({
  name: 'access',
  title: 'Access',
  description: 'Accounts, roles, delegations and API keys: each a case, so that what is done to them stands in the log.',
  roles,
  flows: [account, delegation, apiKey],
});
