// What holds the numbers of a page to results that are kept with it: see tools/pages.js.

/** A comment of a page that asks for a check, and what stands in it. */
const COMMENT = /^<!--\s+(results|answer|closing table|holds|constants)(?::\s+(.*?))?\s+-->$/s;

/**
 * Asks what a page asks, and puts the answers where they belong. A page that asks for what is not there, or cannot be
 * asked, stays as it is, and says so.
 *
 * @param {string} text  Of the page.
 * @param {(folder: string) => Promise<{
 *   ask: (sql: string) => Promise<readonly Record<string, unknown>[]>,
 *   closingTable: () => Promise<readonly Record<string, string>[]> }>} open  Results by their folder.
 * @returns {Promise<{ text: string, faults: string[] }>}  The page with the answers of now, and what does not hold.
 */
export async function answeredPage(text, open) {
  try {
    return await allAnswered(text, open);
  } catch (error) {
    if (!('failure' in error)) throw error;
    return { text, faults: [error.message] };
  }
}

async function allAnswered(text, open) {
  const faults = [];
  const sections = sectionsOf(blocksOf(text));
  const constants = new Set(
    sections.flat().flatMap((block) => (commentOf(block)?.kind === 'constants' ? numbersIn(block.text) : [])),
  );
  let results = null;
  const answers = [];
  let isHeadChecked = false;
  for (const section of sections) {
    const known = [];
    let last = null;
    for (const [at, block] of section.entries()) {
      const comment = commentOf(block);
      if (comment?.kind === 'results') results = comment.text === '' ? null : await open(comment.text);
      if (results === null) continue;
      if (comment?.kind === 'holds') {
        const [row = {}] = await results.ask(comment.text);
        const values = Object.values(row);
        if (values.length === 0 || !values.every((value) => value === true)) {
          faults.push(`does not hold: ${comment.text.replace(/\s+/g, ' ')}: ${JSON.stringify(row)}`);
        }
      }
      for (const sql of statementsIn(block)) {
        last = await results.ask(sql);
        known.push(...valuesOf(last));
      }
      if (comment?.kind === 'closing table') last = await results.closingTable();
      if (comment?.kind === 'answer' || comment?.kind === 'closing table') {
        const table = section[at + 1];
        if (last === null || !table?.text.startsWith('|')) {
          faults.push(`${block.text}: expected a statement of SQL before it in its section, and a table after it.`);
          continue;
        }
        known.push(...valuesOf(last));
        table.text = markdownTable(last);
        table.answered = true;
      }
    }
    answers.push(...known);
    if (results === null) continue;
    faults.push(...section.flatMap((block) => unknownNumbers(block, known, constants, 'its section')));
    if (section === sections[0]) isHeadChecked = true;
  }
  // What a page says first, before it names its results, it takes from any of its sections.
  const head = isHeadChecked || answers.length === 0 ? [] : sections[0];
  faults.push(...head.flatMap((block) => unknownNumbers(block, answers, constants, 'the page')));
  return {
    text: sections
      .flat()
      .map(({ text }) => text)
      .join('\n'),
    faults,
  };
}

/** The statements of `rgflow sql "..."` in a block of code that is set in by four places. */
function statementsIn({ text }) {
  if (!text.startsWith('    ')) return [];
  return [...text.matchAll(/rgflow sql (?:--read docs\/results )?(?:--name \S+ )?"([^"]+)"/g)].map(([, sql]) => sql);
}

function commentOf({ text }) {
  const found = COMMENT.exec(text);
  return found === null ? null : { kind: found[1], text: found[2] ?? '' };
}

/** Lines that belong together: a table, a comment, code set in, fenced code, else lines up to an empty one. */
function blocksOf(text) {
  const blocks = [];
  let kind = '';
  for (const line of text.split('\n')) {
    const now = kindOf(line, kind);
    const goesOn = now === kind && !['empty', 'heading'].includes(now);
    const isOpen = kind === 'comment' && !blocks.at(-1).text.endsWith('-->');
    if (isOpen || (goesOn && kind !== 'comment')) blocks.at(-1).text += `\n${line}`;
    else {
      blocks.push({ text: line });
      kind = now;
    }
  }
  return blocks;
}

function kindOf(line, before) {
  if (line.startsWith('<!--')) return 'comment';
  if (line.startsWith('    ')) return before === 'prose' ? 'prose' : 'code';
  if (line.startsWith('|')) return 'table';
  if (line.startsWith('#')) return 'heading';
  return line.trim() === '' ? 'empty' : 'prose';
}

function sectionsOf(blocks) {
  const sections = [[]];
  for (const block of blocks) {
    if (block.text.startsWith('## ')) sections.push([]);
    sections.at(-1).push(block);
  }
  return sections;
}

/** Numbers with a decimal point in prose, and in tables that are no answers, that no answer of a section or a page has. */
function unknownNumbers(block, known, constants, where) {
  if (block.answered || block.text.startsWith('    ') || commentOf(block) !== null) return [];
  const words = block.text.replace(/`[^`]*`|\]\([^)]*\)|arXiv:[\d.]+/g, '');
  return numbersIn(words)
    .filter((number) => !constants.has(number) && !known.some((value) => rounded(value, number) === number))
    .map((number) => `${number} is in no answer of ${where}: ${excerpt(words, number)}`);
}

function excerpt(words, number) {
  const at = words.indexOf(number);
  return `…${words.slice(Math.max(0, at - 50), at + 40).replace(/\s+/g, ' ')}…`;
}

/** As they are written, without their sign. */
function numbersIn(text) {
  return text.match(/\d+\.\d+/g) ?? [];
}

/** The size of a value with as many digits after the point as a number has. */
function rounded(value, number) {
  return Math.abs(value).toFixed(number.length - number.indexOf('.') - 1);
}

/** All numbers of an answer, those in texts too. */
function valuesOf(rows) {
  return rows.flatMap((row) =>
    Object.values(row).flatMap((value) =>
      typeof value === 'number' ? [value] : (String(value ?? '').match(/\d+(?:\.\d+)?/g) ?? []).map(Number),
    ),
  );
}

function markdownTable(rows) {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((name) => cell(name.replaceAll('_', ' ')))),
    `|${'---|'.repeat(columns.length)}`,
    ...rows.map((row) => line(columns.map((name) => cell(row[name])))),
  ]
    .join('\n')
    .replace(/ {2,}/g, ' ');
}

/** A minus before a number is one; a bar would end the cell. */
function cell(value) {
  return String(value ?? '')
    .replace(/(^|[\s(])-(?=\d)/g, '$1−')
    .replaceAll('|', '\\|');
}
