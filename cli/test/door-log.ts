/** Three traces of a made-up log: two go the same way. */
export const doorLog = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
${[
  ['ring', 'open', 'close'],
  ['ring', 'open', 'close'],
  ['ring', 'ring', 'leave'],
]
  .map(
    (trace, number) => `<trace><string key="concept:name" value="visit ${number + 1}"/>
${trace
  .map(
    (activity, index) => `<event><string key="concept:name" value="${activity}"/>
<date key="time:timestamp" value="2024-03-0${number + 1}T10:0${index}:00.000+01:00"/></event>`,
  )
  .join('\n')}</trace>`,
  )
  .join('\n')}
</log>
`;
