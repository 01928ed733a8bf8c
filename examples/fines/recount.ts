/*
 * The same flow once more, as a table of its own: state, event, next state. What is not in it is a deviation, after which the fine
 * is where `lands` says.
 */
const steps = new Map(
  [
    'created Send_Fine sent',
    'sent Insert_Fine_Notification notified',
    'notified Add_penalty penalised',
    'notified Insert_Date_Appeal_to_Prefecture prefecture',
    'notified Appeal_to_Judge judge',
    'penalised Send_for_Credit_Collection collection',
    'penalised Insert_Date_Appeal_to_Prefecture prefecture',
    'penalised Send_Appeal_to_Prefecture prefecture',
    'penalised Appeal_to_Judge judge',
    'prefecture Add_penalty prefecture',
    'prefecture Send_Appeal_to_Prefecture prefecture',
    'prefecture Receive_Result_Appeal_from_Prefecture prefecture',
    'prefecture Notify_Result_Appeal_to_Offender decided',
    'decided Appeal_to_Judge judge',
    'decided Send_for_Credit_Collection collection',
    'judge Add_penalty judge',
    'judge Send_for_Credit_Collection collection',
  ].map((line) => {
    const [from, event, to] = line.split(' ') as [string, string, string];
    return [`${from} ${event.replaceAll('_', ' ')}`, to];
  }),
);
const lands = new Map([
  ['Send Fine', 'sent'],
  ['Insert Fine Notification', 'notified'],
  ['Add penalty', 'penalised'],
  ['Insert Date Appeal to Prefecture', 'prefecture'],
  ['Send Appeal to Prefecture', 'prefecture'],
  ['Receive Result Appeal from Prefecture', 'prefecture'],
  ['Notify Result Appeal to Offender', 'decided'],
  ['Appeal to Judge', 'judge'],
  ['Send for Credit Collection', 'collection'],
]);

/** Counts deviations without the language: from the table alone. */
export function recount(traces: ReadonlyMap<string, readonly string[]>): { deviations: number; deviatingCases: number } {
  let deviations = 0;
  let deviatingCases = 0;
  for (const [, ...events] of traces.values()) {
    const before = deviations;
    let state = 'created';
    for (const event of events) {
      const fits = event === 'Payment' ? state !== 'collection' : steps.has(`${state} ${event}`);
      if (!fits) deviations += 1;
      state = steps.get(`${state} ${event}`) ?? lands.get(event) ?? state;
    }
    if (deviations > before) deviatingCases += 1;
  }
  return { deviations, deviatingCases };
}
