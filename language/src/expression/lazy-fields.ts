/**
 * The fields of a variable that are worked out when they are read: one whose value cannot be had fails only an expression that
 * asks for it. The library takes it for a map.
 */
export class LazyFields extends Map<string, unknown> {
  private readonly read: (name: string) => unknown;

  constructor(value: (name: string) => unknown) {
    super();
    this.read = value;
  }

  override get(name: string): unknown {
    return this.read(name);
  }
}

// The library knows the kind of a value by its constructor.
Object.defineProperty(LazyFields.prototype, 'constructor', { value: Map });
