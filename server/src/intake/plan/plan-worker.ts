import { parentPort, workerData } from 'node:worker_threads';
import { makePlan } from './make-plan.ts';
import type { PlanQuestion } from './question.ts';
import { loadSolver } from './solve.ts';

/* Runs in a thread of its own: while it thinks, the server answers others. */
const { question, seconds } = workerData as { readonly question: PlanQuestion; readonly seconds: number };
parentPort?.postMessage(makePlan(question, await loadSolver(seconds)));
