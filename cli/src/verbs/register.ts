import { readFile } from 'node:fs/promises';
import { ApiProblem } from '@throughline/api/client';
import { readDefinition } from '@throughline/language';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { CommandError } from '../failure.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RegisterOptions extends CompanyOptions {
  readonly file: string;
  readonly json: boolean;
}

type Described = Readonly<Record<string, unknown>>;
/** Where a register is not said to be of a legal unit. */
const wholeCompany = 'company';

type Registered = 'integration' | 'automation' | 'system' | 'document';

/** What a case is called by, where that is not its name. */
const keys: Partial<Readonly<Record<Registered, string>>> = { document: 'number' };

const registerVerb = (flow: Registered, summary: string) =>
  verb<RegisterOptions>({
    words: [flow, 'register'],
    summary,
    examples: [`${flow} register ${flow}s.yaml`],
    define(command) {
      command.argument('<file>', 'JSON or YAML: one, or a list of them, each with its `name` (a document: its `number`)');
      defineCompany(command);
    },
    options: (command) => ({ ...companyOf(command), file: command.args[0] ?? '' }),
    run({ json, file, ...options }, session) {
      return withCompany(options, session, async (company) => {
        for (const one of await readDescribed(file, keys[flow] ?? 'name')) {
          const how = await register(company, flow, one);
          if (json) printJson(session.stdout, { name: one[keys[flow] ?? 'name'], how });
          else printLines(session.stdout, [`${String(one[keys[flow] ?? 'name'])} is ${how}.`]);
        }
        return exitCodes.ok;
      });
    },
  });

export const integrationRegister = registerVerb(
  'integration',
  'put integrations into the register by a file, or change what it says of them',
);
export const automationRegister = registerVerb(
  'automation',
  'put automations into the register by a file, or change what it says of them',
);

export const systemRegister = registerVerb('system', 'put systems into the register by a file, or change what it says of them');
export const documentRegister = registerVerb('document', 'register documents that are in force by a file, or change them');

async function readDescribed(file: string, key: string): Promise<readonly Described[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file-unreadable', `${file} cannot be read`, {
      ...{ place: file, action: 'Check the path and the permissions.', cause },
    });
  });
  const read = readDefinition(text, { format: file.endsWith('.json') ? 'json' : 'yaml' });
  const broken = (place: string, message: string) =>
    new CommandError('file-unreadable', message, { place, action: 'Correct the file at the place named.' });
  if (read.kind === 'broken') throw broken(`${file} line ${read.place.line}`, read.message);
  const all: readonly unknown[] = Array.isArray(read.value) ? read.value : [read.value];
  return all.map((one, index) => {
    const described = typeof one === 'object' && one !== null ? (one as Described) : {};
    if (typeof described[key] !== 'string') throw broken(`${file} ${index + 1}`, `It has no ${key}`);
    return described;
  });
}

/** What is known by its name is changed. */
async function register(
  { client, of }: Company,
  flow: Registered,
  { entity, ...data }: Described,
): Promise<'registered' | 'changed'> {
  const named = keys[flow] ?? 'name';
  const key = String(data[named]);
  const place = typeof entity === 'string' ? entity : wholeCompany;
  const found = await caseOf({ client, of }, flow, key);
  const described = Object.fromEntries(Object.entries(data).filter(([field]) => field !== named));
  if (found === undefined) {
    await client.request('POST /{database}/cases', {
      params: of,
      body: { flow, entity: place, key, type: 'register', data: described },
    });
    return 'registered';
  }
  await client.request('POST /{database}/cases/{case}/commands', {
    params: { ...of, case: found },
    body: { type: 'change', data: described },
  });
  return 'changed';
}

async function caseOf(company: Pick<Company, 'client' | 'of'>, flow: Registered, key: string): Promise<string | undefined> {
  try {
    return await known[flow](company, key);
  } catch (error) {
    // Whoever may register may not see others: then it is new to them.
    if (error instanceof ApiProblem && error.problem.code === 'role-required') return undefined;
    throw error;
  }
}

type Known = (company: Pick<Company, 'client' | 'of'>, key: string) => Promise<string | undefined>;

/** Its case, where it is registered. */
const known: Readonly<Record<Registered, Known>> = {
  integration: async ({ client, of }, key) =>
    (await client.request('GET /{database}/integrations', { params: of })).items.find(({ name }) => name === key)?.caseId,
  automation: async ({ client, of }, key) =>
    (await client.request('GET /{database}/automations', { params: of })).items.find(({ name }) => name === key)?.caseId,
  system: async ({ client, of }, key) =>
    (await client.request('GET /{database}/systems', { params: of })).items.find(({ name }) => name === key)?.caseId,
  document: async ({ client, of }, key) =>
    (await client.request('GET /{database}/documents', { params: of })).items.find(({ number }) => number === key)?.caseId,
};
