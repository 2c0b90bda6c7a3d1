import { createRequire } from 'node:module';
import type { CoreExpression, Expression as Parsed } from 'jsep';
import type { AxisValue } from './axis.js';
import { didYouMean } from './did-you-mean.js';
import { BINARY, ExpressionError, equal, FUNCTIONS, numberOf, truthOf, type Value } from './operators.js';

const require = createRequire(import.meta.url);

/** The parser with our words for what programs write as && and ||, and the power; loaded when there is an expression. */
function parser(): Jsep {
  if (loaded !== undefined) return loaded;
  const jsep = require('jsep') as Jsep;
  jsep.addBinaryOp('or', 1);
  jsep.addBinaryOp('and', 2);
  jsep.addBinaryOp('in', 7);
  jsep.addBinaryOp('^', 12, true);
  jsep.addUnaryOp('not');
  loaded = jsep;
  return jsep;
}

let loaded: Jsep | undefined;

type Jsep = typeof import('jsep');

/** A calculation on numbered values, made ready once and carried out for each cell. */
export interface Expression {
  readonly text: string;
  /** The numbers of the values that it takes. */
  readonly takes: readonly number[];
  /** @throws {ExpressionError} if the values do not go with it. */
  of(values: readonly Value[]): Value;
}

type Evaluator = (values: readonly Value[]) => Value;

/** A text longer than this is no formula. */
const LONGEST = 1000;

/**
 * Reads an expression over parameters: numbers, texts in quotes, true, false, null; dotted names; + - * / % ^; == != <
 * <= > >=; in [..., ...]; and, or, not; a ? b : c; abs, ceil, floor, max, min, round, sqrt. Nothing else: it can call
 * nothing and reach nothing but the values that it is given.
 *
 * @param number  the number of the value that a name stands for; undefined if there is none
 * @param names   the names that there are, for the message
 * @throws {ExpressionError} if it is none.
 */
export function readExpression(
  text: string,
  number: (name: string) => number | undefined,
  names: readonly string[],
): Expression {
  const takes = new Set<number>();
  const compile = (node: Parsed): Evaluator => {
    const { type } = node as CoreExpression;
    const core = node as CoreExpression;
    switch (core.type) {
      case 'Literal': {
        const { value } = core;
        if (typeof value === 'object' && value !== null) break;
        return () => value as AxisValue;
      }
      case 'Identifier':
      case 'MemberExpression': {
        const name = dottedName(core);
        const at = number(name);
        if (at === undefined) throw new ExpressionError(`${name}: unknown parameter${didYouMean(name, names)}`);
        takes.add(at);
        return (values) => values[at];
      }
      case 'UnaryExpression': {
        const of = compile(core.argument);
        if (core.operator === '-') return (values) => -numberOf(of(values), '-');
        if (core.operator === '+') return (values) => numberOf(of(values), '+');
        if (core.operator === 'not' || core.operator === '!') return (values) => !truthOf(of(values), 'not');
        throw new ExpressionError(`there is no operator ${core.operator}`);
      }
      case 'BinaryExpression':
        return binary(core.operator, core.left, core.right, compile);
      case 'ConditionalExpression': {
        const [test, yes, no] = [core.test, core.consequent, core.alternate].map(compile) as [
          Evaluator,
          Evaluator,
          Evaluator,
        ];
        return (values) => (truthOf(test(values), '?') ? yes(values) : no(values));
      }
      case 'CallExpression': {
        const name = dottedName(core.callee);
        const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
        if (known === undefined)
          throw new ExpressionError(`${name}: unknown function${didYouMean(name, Object.keys(FUNCTIONS))}`);
        const given = core.arguments.map(compile);
        if (given.length < known.least || given.length > known.most) {
          throw new ExpressionError(
            `${name} takes ${known.most === 1 ? 'one value' : 'a value or more'}, not ${given.length}`,
          );
        }
        return (values) => known.of(given.map((of) => numberOf(of(values), name)));
      }
      case 'Compound':
        throw new ExpressionError('it is several expressions, not one; an operator may be missing between them');
      default:
    }
    throw new ExpressionError(`${type} is none of what an expression may have; see docs/study-format.md`);
  };
  const of = compile(parsed(text));
  return { text, takes: [...takes], of };
}

function parsed(text: string): Parsed {
  if (text.length > LONGEST) throw new ExpressionError(`it has ${text.length} characters, more than ${LONGEST}`);
  try {
    return parser()(text);
  } catch (error) {
    const said = (error as Error).message.replace(/ at character \d+$/, '');
    const hint = /(^|[^=<>!])=([^=]|$)/.test(text) ? '; equality is written ==' : '';
    throw new ExpressionError(`it cannot be read: ${said}${hint}`);
  }
}

/** `network.depth` of what is written so; brackets and what is no name are refused. */
function dottedName(node: Parsed): string {
  const core = node as CoreExpression;
  if (core.type === 'Identifier') return core.name;
  if (core.type === 'MemberExpression' && !core.computed)
    return `${dottedName(core.object)}.${dottedName(core.property)}`;
  throw new ExpressionError('expected the dotted name of a parameter, as in network.depth');
}

function binary(operator: string, left: Parsed, right: Parsed, compile: (node: Parsed) => Evaluator): Evaluator {
  if (operator === 'in') {
    const list = right as CoreExpression;
    if (list.type !== 'ArrayExpression') throw new ExpressionError("'in' takes a list, as in seed in [0, 1]");
    const entries = list.elements.map((entry) => compile(entry!));
    const wanted = compile(left);
    return (values) => {
      const value = wanted(values);
      return entries.some((entry) => equal(value, entry(values)));
    };
  }
  if (operator === '^' && (left as CoreExpression).type === 'UnaryExpression') {
    throw new ExpressionError('a sign before a power may mean two things; write 0 - a ^ 2, or a * a');
  }
  const [a, b] = [compile(left), compile(right)];
  if (operator === 'and' || operator === '&&')
    return (values) => truthOf(a(values), 'and') && truthOf(b(values), 'and');
  if (operator === 'or' || operator === '||') return (values) => truthOf(a(values), 'or') || truthOf(b(values), 'or');
  const of = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
  if (of === undefined) throw new ExpressionError(`there is no operator ${operator}`);
  return (values) => of(a(values), b(values));
}
