/** A document as YAML 1.2, texts as JSON has them: which every YAML reader takes as they are. */
export function yaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}[]\n`;
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).slice(indent.length + 2)}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, member]) => {
        const isNested = typeof member === 'object' && member !== null && Object.keys(member).length > 0;
        return isNested ? `${indent}${name}:\n${yaml(member, `${indent}  `)}` : `${indent}${name}: ${scalar(member)}\n`;
      })
      .join('');
  }
  return `${indent}${scalar(value)}\n`;
}

function scalar(value: unknown): string {
  return JSON.stringify(value ?? null);
}
