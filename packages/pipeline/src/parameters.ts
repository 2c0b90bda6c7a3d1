import { z } from 'zod';
import type { CellColumn } from './artifact-store.js';

/** One scalar parameter of a schema. */
export interface Parameter {
  /** Dotted path from the root, `network.sigmaW2`. */
  readonly path: string;
  readonly type: CellColumn['type'] | 'OTHER';
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** The scalar parameters of a zod object, nested objects flattened to dotted paths, in the order declared. */
export function parametersOf(schema: z.ZodType): readonly Parameter[] {
  const found: Parameter[] = [];
  const visit = (node: JsonSchema, path: string): void => {
    if (node.properties === undefined) {
      found.push({ path, type: sqlType(node) });
      return;
    }
    for (const [key, child] of Object.entries(node.properties)) visit(child, path === '' ? key : `${path}.${key}`);
  };
  visit(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '');
  return found;
}

/** `sigmaW2` -> `sigma_w2`, `learningRate` -> `learning_rate`. */
export function snakeCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function sqlType(node: JsonSchema): Parameter['type'] {
  switch (node.type ?? typeof (node.enum?.[0] ?? node.const)) {
    case 'integer':
      return 'BIGINT';
    case 'number':
      return 'DOUBLE';
    case 'string':
      return 'VARCHAR';
    case 'boolean':
      return 'BOOLEAN';
    default:
      return 'OTHER';
  }
}
