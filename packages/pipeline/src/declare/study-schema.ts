import { refineSchema, replicateSchema, SEED } from './adaptive.js';
import { type JsonSchema, jsonSchemaOf, leavesOf } from './parameters.js';
import { nameSchema } from './results-name.js';
import type { ConfigurableStudy } from './study-file.js';

/**
 * The JSON Schema of a study's files, for editors: the parameters with their types, defaults and meanings, formulas in their
 * places, and sweeps over each parameter by its dotted path.
 *
 * @param unitOf  the unit of a parameter, by its path, which is put behind its meaning; null if it has none
 */
export function studySchema(
  study: ConfigurableStudy,
  unitOf: (path: string) => string | null = () => null,
): Readonly<Record<string, unknown>> {
  const leaves = leavesOf(study.params).map(({ path, schema }) => ({ path, schema: withUnit(schema, unitOf(path)) }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: study.title,
    type: 'object',
    properties: {
      study: { const: study.name, description: 'The study that this file configures.' },
      name: {
        ...bare(jsonSchemaOf(nameSchema)),
        description:
          'What the results are called in tables, figures and folders; by default as the file, without its ending.',
      },
      title: { type: 'string', description: 'What to call the runs of this file; by default the title of the study.' },
      cost: { type: 'string', description: 'How long it takes, for who chooses among studies.' },
      local: {
        type: 'object',
        description: 'Values by name for formulas and conditions (local.ratio), and mappings to merge with <<.',
      },
      params: {
        description: 'Parameters that differ from their defaults.',
        ...closed(jsonSchemaOf(study.params), '', unitOf),
      },
      sweep: {
        description: 'Parameters to vary: a grid, or a list of grids, whose union it is.',
        anyOf: [{ $ref: '#/$defs/grid' }, { type: 'array', items: { $ref: '#/$defs/grid' }, minItems: 1 }],
      },
      ...adaptiveSections(leaves),
    },
    required: ['study'],
    additionalProperties: false,
    $defs: { ...AXES, grid: gridOf(leaves), group: groupOf(leaves) },
  };
}

/** What follows from results; only what is drawn at random can be drawn again. */
function adaptiveSections(leaves: ReturnType<typeof leavesOf>): object {
  const refine = bare(jsonSchemaOf(refineSchema)) as { readonly properties: Readonly<Record<string, object>> };
  const numeric = leaves.filter(({ path, schema }) => path !== SEED && isNumeric(schema)).map(({ path }) => path);
  return {
    refine: {
      description: 'Further values of an axis, in rounds, from the results so far.',
      ...refine,
      properties: { ...refine.properties, axis: { ...refine.properties.axis, enum: numeric } },
    },
    ...(leaves.some(({ path }) => path === SEED)
      ? {
          replicate: {
            description: 'Further seeds, until the standard error of a result is small enough.',
            ...bare(jsonSchemaOf(replicateSchema)),
          },
        }
      : {}),
  };
}

const NUMBER = { type: 'number' } as const;
const WHOLE = { type: 'integer' } as const;

/** What is the same for all parameters. */
const AXES = {
  formula: {
    type: 'string',
    pattern: '^\\s*=',
    description: "The value follows other parameters, as in '= 2 * network.depth'.",
  },
  conditions: {
    description: "Conditions on parameters, as in 'network.depth > 40 and network.sigmaW2 < 1.2'.",
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
  },
  range: form({ from: NUMBER, to: NUMBER, step: { ...NUMBER, exclusiveMinimum: 0 } }, ['from', 'to', 'step']),
  points: form({ from: NUMBER, to: NUMBER, points: { ...WHOLE, minimum: 2 }, scale: { enum: ['linear', 'log'] } }, [
    'from',
    'to',
    'points',
  ]),
  count: form({ count: { ...WHOLE, minimum: 1 }, start: WHOLE }, ['count']),
} as const;

const RANGES = ['range', 'points', 'count'].map((name) => ({ $ref: `#/$defs/${name}` }));

function form(properties: object, required: readonly string[]): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

function gridOf(leaves: ReturnType<typeof leavesOf>): object {
  const formula = { $ref: '#/$defs/formula' };
  const conditions = { $ref: '#/$defs/conditions' };
  return {
    type: 'object',
    description: 'Every combination of the values of its parameters, the last one running fastest.',
    properties: {
      ...Object.fromEntries(
        leaves.map(({ path, schema }) => [path, { ...about(schema), anyOf: [axisOf(schema), formula] }]),
      ),
      zip: {
        description: 'Parameters whose values go together, the first with the first; or a list of such groups.',
        anyOf: [{ $ref: '#/$defs/group' }, { type: 'array', items: { $ref: '#/$defs/group' } }],
      },
      exclude: { ...conditions, description: 'No cells are those for which one of these holds.' },
      include: { ...conditions, description: 'Cells are only those for which one of these holds.' },
    },
    additionalProperties: false,
  };
}

/** Parameters that go together. */
function groupOf(leaves: ReturnType<typeof leavesOf>): object {
  return {
    type: 'object',
    propertyNames: { enum: leaves.map(({ path }) => path) },
    additionalProperties: { anyOf: [{ type: 'array', minItems: 1 }, ...RANGES] },
    minProperties: 2,
  };
}

/** No unknown keys, and nothing required: what has no default may be swept instead. Any value may be a formula. */
function closed(schema: JsonSchema, path: string, unitOf: (path: string) => string | null): object {
  const { required: _, ...node } = bare(schema);
  if (schema.properties === undefined) return orFormula(bare(withUnit(schema, unitOf(path))));
  const properties = Object.entries(schema.properties).map(([key, child]) => {
    return [key, closed(child, path === '' ? key : `${path}.${key}`, unitOf)];
  });
  return { ...node, properties: Object.fromEntries(properties), additionalProperties: false };
}

function withUnit(schema: JsonSchema, unit: string | null): JsonSchema {
  if (unit === null) return schema;
  return { ...schema, description: schema.description === undefined ? `[${unit}]` : `${schema.description} [${unit}]` };
}

function orFormula(node: Readonly<Record<string, unknown>>): object {
  if (node.type === 'array' || (node.type === 'string' && node.enum === undefined)) return node;
  const { description, default: otherwise, ...value } = node;
  return {
    ...(description === undefined ? {} : { description }),
    ...(otherwise === undefined ? {} : { default: otherwise }),
    anyOf: [value, { $ref: '#/$defs/formula' }],
  };
}

function bare(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const { $schema: _, ...node } = schema as JsonSchema & Readonly<Record<string, unknown>>;
  return node;
}

function about({ description }: JsonSchema): object {
  return description === undefined ? {} : { description };
}

function axisOf(value: JsonSchema): object {
  const { description: _, default: __, ...entry } = value as JsonSchema & Readonly<Record<string, unknown>>;
  const list = { type: 'array', items: entry, minItems: 1 };
  // Over a parameter that is a list only lists of lists make sense, and only numbers have ranges.
  if (value.type === 'array' || !isNumeric(value)) return list;
  return { anyOf: [list, ...RANGES] };
}

function isNumeric({ type, anyOf = [] }: JsonSchema): boolean {
  return [type].flat().some((name) => name === 'number' || name === 'integer') || anyOf.some(isNumeric);
}
