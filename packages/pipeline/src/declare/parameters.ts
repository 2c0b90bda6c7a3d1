import { z } from 'zod';
import type { CellColumn } from '../records.js';

/** One parameter of a schema. */
export interface Parameter {
  /** Dotted path from the root, `network.sigmaW2`. */
  readonly path: string;
  /** Its SQL type, or 'OTHER' for what is no scalar. */
  readonly type: CellColumn['type'] | 'OTHER';
  /** Present if it is a list, whose value in a study file is a list. */
  readonly list?: true;
  /** What it is where nothing is given; absent if something must be. */
  readonly default?: unknown;
  /** What it means, as its schema is described: `z.int().describe('layers of the network')`. */
  readonly meaning?: string;
}

/** The parameters of a zod object, nested objects flattened to dotted paths, in the order declared. */
export function parametersOf(schema: z.ZodType): readonly Parameter[] {
  return leavesOf(schema).map(({ path, schema: leaf }) => ({
    path,
    type: sqlType(leaf),
    ...(leaf.type === 'array' ? { list: true as const } : {}),
    ...(leaf.default === undefined ? {} : { default: leaf.default }),
    ...(leaf.description === undefined ? {} : { meaning: leaf.description }),
  }));
}

/** The part of JSON Schema that zod writes and that is read here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
}

/** The JSON Schema of what may be written for a schema, defaults left out. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** The leaves of a zod object with their JSON Schemas. */
export function leavesOf(schema: z.ZodType): readonly { readonly path: string; readonly schema: JsonSchema }[] {
  const found: { path: string; schema: JsonSchema }[] = [];
  const visit = (node: JsonSchema, path: string): void => {
    if (node.properties === undefined) {
      found.push({ path, schema: node });
      return;
    }
    for (const [key, child] of Object.entries(node.properties)) visit(child, path === '' ? key : `${path}.${key}`);
  };
  const root = jsonSchemaOf(schema);
  for (const [key, child] of Object.entries(root.properties ?? {})) visit(child, key);
  return found;
}

/** The paths of `given` that the schema does not declare, whether or not it is strict. */
export function unknownPaths(schema: z.ZodType, given: unknown): readonly (readonly string[])[] {
  const visit = (node: JsonSchema, value: unknown, path: readonly string[]): (readonly string[])[] => {
    if (node.properties === undefined || typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) => {
      const declared = Object.hasOwn(node.properties!, key) ? node.properties![key] : undefined;
      return declared === undefined ? [[...path, key]] : visit(declared, child, [...path, key]);
    });
  };
  return visit(jsonSchemaOf(schema), given, []);
}

/** `sigmaW2` -> `sigma_w2`, `learningRate` -> `learning_rate`. */
export function snakeCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function sqlType(node: JsonSchema): Parameter['type'] {
  const options = node.anyOf ?? (Array.isArray(node.type) ? node.type.map((type: string) => ({ type })) : null);
  if (options !== null) {
    // What may be null besides has the type of what it is otherwise.
    const types = new Set(options.filter((option) => option.type !== 'null').map(sqlType));
    return types.size === 1 ? [...types][0]! : 'OTHER';
  }
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
