import { type JsonSchema, jsonSchemaOf, leavesOf } from './parameters.js';
import type { ConfigurableStudy } from './study-file.js';

/**
 * The JSON Schema of a study's files, for editors: the parameters with their types and defaults, and a sweep over each
 * parameter by its dotted path.
 */
export function studySchema(study: ConfigurableStudy): Readonly<Record<string, unknown>> {
  const axes = leavesOf(study.params).map(({ path, schema }) => [path, axisOf(schema)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: study.title,
    type: 'object',
    properties: {
      study: { const: study.name, description: 'The study that this file configures.' },
      title: { type: 'string', description: 'What to call the runs of this file; by default the title of the study.' },
      params: { description: 'Parameters that differ from their defaults.', ...closed(jsonSchemaOf(study.params)) },
      sweep: {
        type: 'object',
        description: 'Parameters to vary, by dotted path: a list of values, a range, or a count of replicates.',
        properties: Object.fromEntries(axes),
        additionalProperties: false,
      },
    },
    required: ['study'],
    additionalProperties: false,
  };
}

/** No unknown keys, and nothing required: what has no default may be swept instead. */
function closed(schema: JsonSchema): object {
  const { $schema: _, required: __, ...node } = schema as JsonSchema & Readonly<Record<string, unknown>>;
  if (schema.properties === undefined) return node;
  const properties = Object.entries(schema.properties).map(([key, child]) => [key, closed(child)]);
  return { ...node, properties: Object.fromEntries(properties), additionalProperties: false };
}

function axisOf(value: object): object {
  const closed = { type: 'object', additionalProperties: false } as const;
  const number = { type: 'number' };
  const list = { type: 'array', items: value, minItems: 1 };
  // Over a parameter that is a list only lists of lists make sense.
  if ('type' in value && value.type === 'array') return list;
  return {
    oneOf: [
      list,
      {
        ...closed,
        properties: { from: number, to: number, step: { type: 'number', exclusiveMinimum: 0 } },
        required: ['from', 'to', 'step'],
      },
      { ...closed, properties: { count: { type: 'integer', minimum: 1 } }, required: ['count'] },
    ],
  };
}
