import type { DrawnFigure, SqlRow, SqlValue } from './figure.js';
import { escapeXml } from './svg-document.js';

/**
 * A web page with a figure, its caption and the rows behind it, one table for each query with all its digits as CSV. No
 * script and nothing from outside; light or dark as the reader's system is, with the figure on white paper in both.
 */
export function figurePage({ name: figureName, figure, svg, answers }: DrawnFigure): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(figure.title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeXml(figure.title)}</h1>`,
    `<figure>\n${svg.trim()}\n<figcaption>${withSubscripts(figure.caption)}</figcaption>\n</figure>`,
    ...Object.entries(answers).map(([name, rows]) => dataTable(figureName, name, rows)),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** 'σ_w²' with a lowered w. */
function withSubscripts(text: string): string {
  return escapeXml(text).replace(/(\p{Script=Greek})_(\w)/gu, '$1<sub>$2</sub>');
}

function dataTable(figure: string, name: string, rows: readonly SqlRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => csvCell(row[column] ?? null)))];
  const csv = `data:text/csv;charset=utf-8,${encodeURIComponent(lines.map((line) => line.join(',')).join('\n'))}`;
  return [
    `<details><summary>${escapeXml(name)} <span class="count">${rows.length} ${rows.length === 1 ? 'row' : 'rows'}</span></summary>`,
    `<p><a download="${escapeXml(`${figure}-${name}.csv`)}" href="${escapeXml(csv)}">CSV, all digits</a></p>`,
    '<div class="scroll"><table>',
    `<thead><tr>${columns.map((column) => `<th scope="col">${escapeXml(column)}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${columns.map((column) => cell(row[column] ?? null)).join('')}</tr>`).join('\n')}</tbody>`,
    '</table></div></details>',
  ].join('\n');
}

function cell(value: SqlValue): string {
  if (value === null) return '<td></td>';
  if (typeof value !== 'number') return `<td>${escapeXml(String(value))}</td>`;
  const short = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  return `<td class="number">${short.replace('-', '−')}</td>`;
}

function csvCell(value: SqlValue): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --faint: #5c5c5c; --paper: #fdfdfc; --rule: #d8d8d4; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e3; --faint: #a8a8a4; --paper: #161618; --rule: #3a3a3e; --link: #8ab8f0; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 54rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 1rem; }
figure { margin: 0 0 2rem; }
figure svg { display: block; box-sizing: border-box; width: 100%; height: auto; padding: 1rem; border-radius: 6px; background: #ffffff; }
figcaption sub { line-height: 0; }
figcaption { margin-top: 0.75rem; font-size: 0.9rem; color: var(--faint); }
details { border-top: 1px solid var(--rule); padding: 0.5rem 0; }
summary { cursor: pointer; }
.count { color: var(--faint); font-size: 0.85rem; }
a { color: var(--link); font-size: 0.9rem; }
.scroll { overflow: auto; max-height: 28rem; }
table { border-collapse: collapse; font-size: 0.8rem; }
th { position: sticky; top: 0; background: var(--paper); font-weight: 600; text-align: left; border-bottom: 1px solid var(--rule); }
th, td { padding: 0.15rem 0.75rem 0.15rem 0; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
`;
