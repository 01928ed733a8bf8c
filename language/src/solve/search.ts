import { compileExpression, type Schema } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Constants, candidates } from './candidates.ts';
import { type Linear, minus, plus } from './linear.ts';
import { assumeValue } from './places.ts';
import { assume, dayPrefix, dayText, type Place, type Store } from './store.ts';
import { constant, type Outcome, type Term } from './terms.ts';

export interface Chosen {
  readonly value: Json;
  readonly schema: Schema;
}

export interface SearchOptions {
  readonly stepsMax: number;
  readonly roots: ReadonlyMap<string, Term>;
  readonly constants: Constants;
  /** Values are not tried: only what can be decided without is followed. */
  readonly isExact?: boolean;
  /** The fields that an object at this place always has, beside those that its schema requires. */
  readonly isAlwaysThere: (place: Place, field: string) => boolean;
}

const depthMax = 24;

/** One search: how far it may go, how far it went, and whether a way was left out. */
export class Search {
  readonly roots: ReadonlyMap<string, Term>;
  readonly isAlwaysThere: SearchOptions['isAlwaysThere'];
  private readonly options: SearchOptions;
  private readonly inside: string[] = [];
  tried = 0;
  /** Not every way was followed to its end: that nothing was found proves nothing. */
  isPartial = false;

  constructor(options: SearchOptions) {
    this.options = options;
    this.roots = options.roots;
    this.isAlwaysThere = options.isAlwaysThere;
  }

  step(): boolean {
    this.tried += 1;
    return this.tried <= this.options.stepsMax || this.giveUp();
  }

  giveUp(): false {
    this.isPartial = true;
    return false;
  }

  /** Looks at something beside the way: whether every way of it was followed to its end, which says nothing of the search itself. */
  aside(look: () => void): boolean {
    const before = this.isPartial;
    this.isPartial = false;
    look();
    const isWhole = !this.isPartial;
    this.isPartial = before;
    return isWhole;
  }

  /** Computed fields that read each other in a circle have no value; nor have those nested too deep. */
  within(name: string, follow: () => boolean): boolean {
    if (this.inside.length >= depthMax) return this.giveUp();
    this.inside.push(name);
    const found = follow();
    this.inside.pop();
    return found;
  }

  /** Whole numbers for a sum: where it is not one, those that the expressions may tell apart. */
  chooseNumber(sum: Linear, store: Store, then: (value: bigint, store: Store) => boolean): boolean {
    const [name] = [...sum.terms.keys()].filter((each) => !store.wholes.has(each));
    if (sum.terms.size === 0) return then(sum.constant, store);
    if (this.options.isExact === true) return this.giveUp();
    this.isPartial = true;
    const near = candidates({ type: 'integer' }, this.options.constants).values as readonly number[];
    const only: Linear = { constant: 0n, terms: new Map([[name as string, 1n]]) };
    return near.some((each) => {
      const value = BigInt(each) + (name?.startsWith(dayPrefix) === true ? 20468n : 0n);
      const next = assume(
        store,
        plus(only, { constant: -value, terms: new Map() }),
        minus({ constant: value, terms: new Map() }, only),
      );
      if (next === undefined) return false;
      const factor = sum.terms.get(name as string) as bigint;
      const rest = plus(plus(sum, only, -factor), { constant: factor * value, terms: new Map() });
      return this.chooseNumber(rest, next, then);
    });
  }

  chooseAll(
    values: readonly Term[],
    store: Store,
    then: (chosen: readonly Chosen[], store: Store) => boolean,
    done: readonly Chosen[] = [],
  ): boolean {
    const [first, ...rest] = values;
    if (first === undefined) return then(done, store);
    return this.choose(first, store, (chosen, next) => this.chooseAll(rest, next, then, [...done, chosen]));
  }

  private choose(value: Term, store: Store, then: (chosen: Chosen, store: Store) => boolean): boolean {
    switch (value.kind) {
      case 'constant':
        return then(value, store);
      case 'int':
        return this.chooseNumber(value.sum, store, (number, next) =>
          then({ value: Number(number), schema: { type: 'integer' } }, next),
        );
      case 'day':
        return this.chooseNumber(value.sum, store, (number, next) =>
          then({ value: dayText(number), schema: { type: 'string' } }, next),
        );
      case 'list':
        return this.chooseAll(value.items, store, (items, next) =>
          then({ value: items.map((item) => item.value), schema: { type: 'array', items: items[0]?.schema ?? {} } }, next),
        );
      case 'call':
        return this.chooseAll(value.of, store, (chosen, next) => {
          const result = this.evaluate(value.source, chosen);
          return result === undefined
            ? this.giveUp()
            : then(
                {
                  value: result,
                  schema:
                    typeof result === 'number' && Number.isInteger(result) && !isFraction(chosen) ? { type: 'integer' } : {},
                },
                next,
              );
        });
      case 'something':
        return this.giveUp();
      case 'place':
        return this.choosePlace(value, store, then);
    }
  }

  private choosePlace(place: Place, store: Store, then: (chosen: Chosen, store: Store) => boolean): boolean {
    const { schema } = place;
    const { values, all } = candidates(schema, this.options.constants);
    if (!all && this.options.isExact === true) return this.giveUp();
    if (!all) this.isPartial = true;
    return values.some((value) => {
      const next = assumeValue(place, value, store);
      return next !== undefined && then({ value, schema }, next);
    });
  }

  /** What an expression over chosen values gives; `undefined` where it fails. */
  evaluate(source: string, chosen: readonly Chosen[]): Json | undefined {
    this.tried += 1;
    try {
      const scope = Object.fromEntries(chosen.map(({ schema }, index) => [`a${index}`, schema]));
      return compileExpression(source, scope).evaluate(
        Object.fromEntries(chosen.map(({ value }, index) => [`a${index}`, value])),
      );
    } catch {
      return undefined;
    }
  }

  outcome(source: string, chosen: readonly Chosen[]): Outcome {
    const value = this.evaluate(source, chosen);
    return value === undefined ? 'failed' : constant(value, isFraction(chosen) ? { type: 'number' } : {});
  }
}

function isFraction(chosen: readonly Chosen[]): boolean {
  return chosen.some(({ schema }) => schema.type === 'number' || (isJsonObject(schema.items) && schema.items.type === 'number'));
}
