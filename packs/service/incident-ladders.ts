const urgent = 'data.priority == "P1" || data.priority == "P2"';
const atWork = ['acknowledged', 'mitigated'] as const;
const waiting = ['waiting_vendor', 'waiting_business'] as const;
const whileOpen = ['detected', ...atWork] as const;
/** A length for each priority: `respondP1`, `respondP2`, and one for the others. */
const byPriority = <const W extends string>(what: W) =>
  ({ by: 'priority', is: { P1: `${what}P1`, P2: `${what}P2` }, else: `${what}Other` }) as const;

/** The promises of an incident, each counted for its priority, and standing still while others have to move. */
export const incidentLadders = {
  response: {
    title: 'Response',
    anchor: 'entered',
    during: ['detected'],
    rungs: [{ name: 'breached', title: 'Nobody has responded in time', after: byPriority('respond'), raise: 'responseBreached' }],
  },
  resolution: {
    title: 'Resolution',
    anchor: 'entered',
    during: [...whileOpen],
    pauseWhile: [...waiting],
    rungs: [{ name: 'breached', title: 'Not resolved in time', after: byPriority('resolve'), raise: 'resolutionBreached' }],
  },
  lead: {
    title: 'Lead',
    anchor: 'entered',
    during: [...whileOpen],
    pauseWhile: [...waiting],
    stopWhen: 'has(data.lead)',
    rungs: [{ name: 'missing', title: 'Nobody leads', after: byPriority('lead'), raise: 'noLead' }],
  },
  communication: {
    title: 'Communication',
    anchor: 'entered',
    during: [...whileOpen, ...waiting],
    renewedBy: ['communicate'],
    rungs: [{ name: 'due', title: 'The next word is overdue', after: byPriority('communicate'), raise: 'communicationOverdue' }],
  },
  leadership: {
    title: 'Leadership',
    anchor: 'entered',
    during: [...whileOpen, ...waiting],
    stopWhen: `!(${urgent})`,
    catchUp: 'each',
    rungs: [
      {
        name: 'systems',
        title: 'The lead of systems is told',
        after: 'tellWithin',
        task: { role: 'systems-lead', title: 'An incident of the first or second priority: know of it' },
      },
      {
        name: 'business',
        title: 'The business is told',
        after: 'tellWithin',
        task: { role: 'executive', title: 'An incident of the first or second priority: know of it' },
      },
    ],
  },
  vendor: {
    title: 'Vendor',
    anchor: 'entered',
    during: [...whileOpen, ...waiting],
    stopWhen: `!(${urgent}) || !has(data.vendor) || has(data.vendorCalledAt)`,
    rungs: [
      {
        name: 'call',
        title: 'The vendor is to be called',
        after: 'tellWithin',
        task: { role: 'incident-lead', title: 'Call the vendor, at the first step of the contract’s escalation' },
      },
    ],
  },
  answer: {
    title: 'Answer of the vendor',
    anchor: 'has(data.vendorCalledAt) ? dyn(data.vendorCalledAt) : null',
    during: [...whileOpen, ...waiting],
    renewedBy: ['callVendor'],
    stopWhen: 'has(data.vendorSaid)',
    rungs: [{ name: 'silent', title: 'The vendor does not answer', after: byPriority('vendor'), raise: 'vendorUnresponsive' }],
  },
} as const;
