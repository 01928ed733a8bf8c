import { closeLargeCompany } from './api-company.ts';
import { apiReads } from './api-reads.ts';
import { connectBatch, connectWebhook } from './connect-rows.ts';
import { consolePaint } from './console-paint.ts';
import { insightDiagnose } from './diagnosis/million-cases.ts';
import { diagnosisPower } from './diagnosis/power.ts';
import { diagnosisRiskLoc } from './diagnosis/riskloc.ts';
import { diagnosisWorlds } from './diagnosis/rows.ts';
import { engineCommand } from './engine-command.ts';
import { engineDeadlines } from './engine-deadlines.ts';
import { engineDispatch } from './engine-dispatch.ts';
import { engineHttp } from './engine-http.ts';
import { engineInsert } from './engine-insert.ts';
import { engineList } from './engine-list.ts';
import { enginePeers } from './engine-peers.ts';
import { enginePending } from './engine-pending.ts';
import { engineResume } from './engine-resume.ts';
import { engineSoak } from './engine-soak.ts';
import { engineSweep } from './engine-sweep.ts';
import { importXes } from './import-xes.ts';
import { insightAppend } from './insight-append.ts';
import { insightDfg, insightViews } from './insight-mining.ts';
import { languageCheck } from './language-check.ts';
import { languageDeadlines } from './language-deadlines.ts';
import { languageDecide } from './language-decide.ts';
import { languageDecideInvoice } from './language-decide-invoice.ts';
import type { Benchmark, Measurement } from './measure.ts';
import { signIn } from './sign-in.ts';

const benchmarks: readonly Benchmark[] = [
  engineInsert,
  engineDispatch,
  engineCommand,
  engineHttp,
  ...enginePeers,
  engineResume,
  engineSoak,
  engineList,
  engineDeadlines,
  enginePending,
  engineSweep,
  importXes,
  connectBatch,
  connectWebhook,
  ...apiReads,
  signIn,
  consolePaint,
  ...languageDecide,
  languageDecideInvoice,
  languageCheck,
  ...languageDeadlines,
  insightAppend,
  insightDfg,
  insightViews,
  ...diagnosisWorlds,
  diagnosisPower,
  diagnosisRiskLoc,
  insightDiagnose,
];

const prefixes = process.argv.slice(2).filter((argument) => !/^(?:--|\d)/.test(argument));
const asJson = process.argv.includes('--json');
const chosen = benchmarks.filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));

if (chosen.length === 0) {
  console.error(`No benchmark begins with ${prefixes.join(' or ')}. There are: ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
}
try {
  for (const benchmark of chosen) {
    const measurement = await benchmark.run();
    console.log(asJson ? JSON.stringify(measurement) : inWords(measurement));
  }
} finally {
  await closeLargeCompany();
}

function inWords({ name, value, unit, peer, peerName, ratio, spread, note }: Measurement): string {
  const number = (figure: number) => figure.toLocaleString('en');
  return `${name}: ${number(value)} ${unit}, ${ratio} of ${number(peer)} (${peerName}); ratios ${spread[0]} to ${spread[1]}${note === undefined ? '' : `; ${note}`}`;
}
